package io.windlass.core.feed.read;

import io.windlass.BlockHeader;
import io.windlass.BlockRef;
import io.windlass.BloomTrust;
import io.windlass.Call;
import io.windlass.Feeds;
import io.windlass.Hash;
import io.windlass.Log;
import io.windlass.LogsFeed;
import io.windlass.RpcException;
import io.windlass.SubscriptionFailedException;
import io.windlass.SystemLogs;
import io.windlass.core.chain.ChainReads;
import io.windlass.core.chain.Inquiry;
import io.windlass.core.runtime.Timer;
import io.windlass.spi.Codec;
import io.windlass.spi.NodeErrorClass;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Reads the logs of blocks for all feeds of a connection or network. A block's logs are read by its hash, so a node answers
 * for this very block or fails. When several filters are followed one unfiltered read a block serves them all. Thread-safe.
 */
public final class BlockLogs {
    /** From so many different filters on a block is read once for all of them. */
    private static final int SHARED_FROM = 3;

    private static final int BLOCKS_KEPT = 16;

    /** The alternatives that geth takes in one position of a filter, and most providers with it: fewer, once one says so. */
    private static final int MOST_ALTERNATIVES = 1_000;

    private record Key(Hash block, LogsFeed filter, boolean json) {}

    private final String name;
    private final ChainReads reads;
    private final Codec codec;
    private final Timer timer;
    private final BloomTrust trust;
    private final SystemLogs systemLogs;
    private final Map<LogsFeed, Integer> followed = new HashMap<>();
    private final Map<Key, CompletableFuture<List<Read<Log>>>> recent = new LinkedHashMap<>();
    private final AtomicInteger alternatives = new AtomicInteger(MOST_ALTERNATIVES);
    private final BloomRecord blooms = new BloomRecord();

    public BlockLogs(String name, ChainReads reads, Codec codec, Timer timer, BloomTrust trust, SystemLogs systemLogs) {
        this.name = name;
        this.reads = reads;
        this.codec = codec;
        this.timer = timer;
        this.trust = trust;
        this.systemLogs = systemLogs;
    }

    /** Whose logs these are, as it may be told. */
    String name() {
        return name;
    }

    /** A feed with this filter began. */
    synchronized void joined(LogsFeed filter) {
        followed.merge(filter, 1, Integer::sum);
    }

    /** It ended. */
    synchronized void left(LogsFeed filter) {
        followed.computeIfPresent(filter, (key, count) -> count == 1 ? null : count - 1);
        if (followed.isEmpty()) {
            recent.clear();
        }
    }

    /** The logs of this block that the filter matches, in order; complete. */
    CompletableFuture<List<Read<Log>>> of(BlockHeader header, LogsFeed filter, boolean keepJson) {
        if (excludes(header, filter)) {
            return CompletableFuture.completedFuture(List.of());
        }
        boolean together;
        synchronized (this) {
            together = followed.size() >= SHARED_FROM;
        }
        if (together) {
            return once(header, Feeds.logs(), keepJson).thenApply(all -> belonging(matching(all, filter)));
        }
        return once(header, filter, keepJson).thenApply(this::belonging);
    }

    /** True if the log is to be delivered, if its filter matches: what is not is checked with the others and then left out. */
    boolean belongs(Log log) {
        return systemLogs == SystemLogs.INCLUDE || !StateSync.madeIt(log);
    }

    /** Those that are to be delivered. */
    List<Read<Log>> belonging(List<Read<Log>> logs) {
        return systemLogs == SystemLogs.INCLUDE
                ? logs
                : logs.stream().filter(read -> belongs(read.value())).toList();
    }

    /** True if the block has no such log for sure, so that it need not be read. */
    private boolean excludes(BlockHeader header, LogsFeed filter) {
        return trust == BloomTrust.EXACT && !Bloom.mayHold(header.logsBloom(), filter);
    }

    /** Those that a filter matches. */
    static List<Read<Log>> matching(List<Read<Log>> all, LogsFeed filter) {
        return all.stream().filter(read -> filter.matches(read.value())).toList();
    }

    /** Feeds that want the same read share it, while it runs and for a few blocks after. */
    private CompletableFuture<List<Read<Log>>> once(BlockHeader header, LogsFeed filter, boolean keepJson) {
        Key key = new Key(header.hash(), filter, keepJson);
        CompletableFuture<List<Read<Log>>> mine = new CompletableFuture<>();
        synchronized (this) {
            CompletableFuture<List<Read<Log>>> known = recent.get(key);
            if (known != null) {
                return known;
            }
            recent.put(key, mine);
            if (recent.size() > BLOCKS_KEPT) {
                recent.remove(recent.keySet().iterator().next());
            }
        }
        BlockSeal seal = new BlockSeal(
                name,
                header,
                filter,
                trust,
                blooms,
                timer,
                reads.inquiry(),
                (inquiry, what) -> byHash(inquiry, header, what, keepJson));
        var unused = seal.logs().whenComplete((logs, failure) -> {
            if (failure != null) {
                synchronized (this) {
                    recent.remove(key, mine); // whoever needs it reads again
                }
                mine.completeExceptionally(failure);
            } else {
                mine.complete(logs);
            }
        });
        return mine;
    }

    private CompletableFuture<List<Read<Log>>> byHash(
            Inquiry inquiry, BlockHeader header, LogsFeed filter, boolean keepJson) {
        return inParts(filter, split -> {
                    List<CompletableFuture<List<Read<Log>>>> parts = new ArrayList<>();
                    for (LogsFeed part : split) {
                        Map<String, Object> query = new LinkedHashMap<>(part.filter());
                        query.put("blockHash", header.hash());
                        parts.add(inquiry.call(getLogs(query, keepJson)));
                    }
                    return merged(parts);
                })
                .exceptionallyCompose(failure -> isTooLarge(failure)
                        ? fromReceipts(inquiry, header, filter, keepJson)
                        : CompletableFuture.failedFuture(failure));
    }

    /** Reads what a filter matches in as many parts as the node wants it: how many that is shows when it refuses. */
    private <R> CompletableFuture<R> inParts(LogsFeed filter, Function<List<LogsFeed>, CompletableFuture<R>> read) {
        int most = alternatives.get();
        return read.apply(FilterParts.of(filter, most)).exceptionallyCompose(failure -> {
            if (!(Failures.cause(failure) instanceof RpcException refused) || !FilterParts.areWanted(refused)) {
                return CompletableFuture.failedFuture(failure);
            }
            int tried = Math.min(most, FilterParts.alternatives(filter));
            if (tried > 1) {
                alternatives.accumulateAndGet(tried / 2, Math::min);
                return inParts(filter, read);
            }
            return CompletableFuture.failedFuture(
                    FilterParts.isRefusal(refused) ? cannotSplit(filter, refused) : failure);
        });
    }

    private SubscriptionFailedException cannotSplit(LogsFeed filter, RpcException refused) {
        return new SubscriptionFailedException(
                name + " refuses the filter of " + filter.name() + " even with one alternative in each position ("
                        + refused.getMessage() + "); use another endpoint",
                filter.name(),
                refused);
    }

    private boolean isTooLarge(Throwable failure) {
        if (!(Failures.cause(failure) instanceof RpcException refused)) {
            return false;
        }
        NodeErrorClass kind = reads.rules().classify(refused.error());
        return kind == NodeErrorClass.RANGE_TOO_LARGE || kind == NodeErrorClass.RESPONSE_TOO_LARGE;
    }

    /** One block has more logs than the node returns at once: its receipts hold them too. */
    private CompletableFuture<List<Read<Log>>> fromReceipts(
            Inquiry inquiry, BlockHeader header, LogsFeed filter, boolean keepJson) {
        return inquiry.call(Call.<List<Read<Log>>>of(
                        "eth_getBlockReceipts",
                        new ReceiptLogs(codec, keepJson),
                        BlockRef.hash(header.hash()).toParam()))
                .thenApply(all -> matching(all, filter));
    }

    /** The logs of a range of final blocks, in order, and the headers of its ends, which each part of the range came with. */
    <R> CompletableFuture<R> range(
            LogsFeed filter, long from, long to, boolean keepJson, BiFunction<RangeEnds, List<Read<Log>>, R> then) {
        return inParts(filter, split -> range(split, from, to, keepJson, then));
    }

    private <R> CompletableFuture<R> range(
            List<LogsFeed> split,
            long from,
            long to,
            boolean keepJson,
            BiFunction<RangeEnds, List<Read<Log>>, R> then) {
        List<CompletableFuture<List<Read<Log>>>> parts = new ArrayList<>();
        List<CompletableFuture<RangeEnds>> ends = new ArrayList<>();
        for (LogsFeed part : split) {
            Map<String, Object> query = new LinkedHashMap<>(part.filter());
            query.put("fromBlock", BlockRef.number(from));
            query.put("toBlock", BlockRef.number(to));
            CompletableFuture<Map.Entry<RangeEnds, List<Read<Log>>>> both = reads.together(
                    RangeEnds.calls(from, to),
                    getLogs(query, keepJson),
                    (headers, logs) -> Map.entry(RangeEnds.of(headers), logs));
            ends.add(both.thenApply(Map.Entry::getKey));
            parts.add(both.thenApply(Map.Entry::getValue));
        }
        // the logs of a part may be told before its header, by the thread that would then wait for itself
        return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                .thenCombine(
                        merged(parts),
                        (done, logs) -> then.apply(
                                ends.stream()
                                        .map(CompletableFuture::join)
                                        .reduce(RangeEnds::agreedWith)
                                        .orElseThrow(),
                                logs));
    }

    private Call<List<Read<Log>>> getLogs(Map<String, Object> query, boolean keepJson) {
        return Call.of("eth_getLogs", Read.list(Log.decoder(), codec, keepJson), query);
    }

    private static CompletableFuture<List<Read<Log>>> merged(List<CompletableFuture<List<Read<Log>>>> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(done -> parts.stream()
                        .flatMap(part -> part.join().stream())
                        .sorted(Comparator.<Read<Log>>comparingLong(
                                        read -> read.value().blockNumber())
                                .thenComparingInt(read -> read.value().logIndex()))
                        .toList());
    }
}
