package io.windlass.core.feed.read;

import io.windlass.BlockHeader;
import io.windlass.BloomTrust;
import io.windlass.Feeds;
import io.windlass.InconsistentNodeException;
import io.windlass.Log;
import io.windlass.LogsFeed;
import io.windlass.Position;
import io.windlass.core.chain.Inquiry;
import io.windlass.core.runtime.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the logs of one block until they fit its header. What does not is asked of the other endpoints that are well, one after
 * the other; when all have answered, of all of them again after a pause, and that a few times. One step at a time.
 */
final class BlockSeal {
    private static final Logger LOG = LoggerFactory.getLogger(BlockSeal.class);

    /** How often a block is read again whose logs do not fit its header, of all endpoints each time. */
    private static final int ROUNDS = 4;

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final String name;
    private final BlockHeader header;
    private final LogsFeed filter;
    private final BloomTrust trust;
    private final BloomRecord blooms;
    private final Timer timer;
    private final Inquiry inquiry;
    private final BiFunction<Inquiry, LogsFeed, CompletableFuture<List<Read<Log>>>> byHash;

    private boolean doubted;
    private int rounds;

    /**
     * A block that nobody was asked for yet.
     *
     * @param name whose logs these are, as it may be told
     * @param byHash reads the logs of the block that a filter matches
     */
    BlockSeal(
            String name,
            BlockHeader header,
            LogsFeed filter,
            BloomTrust trust,
            BloomRecord blooms,
            Timer timer,
            Inquiry inquiry,
            BiFunction<Inquiry, LogsFeed, CompletableFuture<List<Read<Log>>>> byHash) {
        this.name = name;
        this.header = header;
        this.filter = filter;
        this.trust = trust;
        this.blooms = blooms;
        this.timer = timer;
        this.inquiry = inquiry;
        this.byHash = byHash;
    }

    /**
     * What was answered.
     *
     * @param logs those that the filter matches
     * @param all those of the whole block, which were read if there is reason to doubt
     */
    private record Answer(List<Read<Log>> logs, @Nullable List<Read<Log>> all) {}

    /** The logs that the filter matches, in order; complete. Once. */
    CompletableFuture<List<Read<Log>>> logs() {
        return answer().thenCompose(this::judged);
    }

    private CompletableFuture<Answer> answer() {
        return byHash.apply(inquiry, filter).thenCompose(logs -> {
            boolean isToBeDoubted =
                    contradiction(filter, logs) == null && isDoubtful(logs) && (doubted || blooms.isWorthAsking());
            return isToBeDoubted
                    ? unfiltered(logs).thenApply(all -> new Answer(logs, all))
                    : CompletableFuture.completedFuture(new Answer(logs, null));
        });
    }

    private CompletableFuture<List<Read<Log>>> judged(Answer answer) {
        List<Read<Log>> logs = answer.logs();
        List<Read<Log>> all = answer.all();
        String wrong = contradiction(filter, logs);
        if (wrong == null && all != null) {
            wrong = contradiction(Feeds.logs(), all);
        }
        if (wrong != null) {
            String what = wrong;
            return again(() -> contradicted(what));
        }
        if (all == null) {
            if (doubted && !logs.isEmpty()) {
                blooms.wasRight(); // it knew better
            }
            return CompletableFuture.completedFuture(logs);
        }
        if (isBloomOf(all)) {
            blooms.wasRight();
            return CompletableFuture.completedFuture(BlockLogs.matching(all, filter));
        }
        return again(() -> unkept(BlockLogs.matching(all, filter)));
    }

    /** Bor leaves the logs of its state syncs out of the bloom. */
    private boolean isBloomOf(List<Read<Log>> all) {
        List<Log> logs = all.stream().map(Read::value).toList();
        List<Log> ofTransactions =
                logs.stream().filter(log -> !StateSync.madeIt(log)).toList();
        return Bloom.isOf(header.logsBloom(), logs) || Bloom.isOf(header.logsBloom(), ofTransactions);
    }

    /** No logs came, although the bloom says that there may be some: perhaps the node was asked too early. */
    private boolean isDoubtful(List<Read<Log>> logs) {
        return logs.isEmpty()
                && header.logsBloom().length() > 0
                && !Bloom.isZero(header.logsBloom())
                && Bloom.mayHold(header.logsBloom(), filter);
    }

    private CompletableFuture<List<Read<Log>>> unfiltered(List<Read<Log>> read) {
        return filter.equals(Feeds.logs())
                ? CompletableFuture.completedFuture(read)
                : byHash.apply(inquiry, Feeds.logs());
    }

    /**
     * Asks once more.
     *
     * @param giveUp what it comes to if that was done often enough
     */
    private CompletableFuture<List<Read<Log>>> again(Supplier<List<Read<Log>>> giveUp) {
        doubted = true;
        if (inquiry.goesElsewhere()) {
            // one that is asked in addition and cannot say changes nothing
            return answer().thenApply(Optional::of)
                    .exceptionally(failure -> Optional.empty())
                    .thenCompose(answer -> answer.isPresent() ? judged(answer.get()) : again(giveUp));
        }
        if (rounds == ROUNDS) {
            return CompletableFuture.completedFuture(giveUp.get());
        }
        CompletableFuture<Void> pause = new CompletableFuture<>();
        timer.schedule(PAUSE.multipliedBy(1L << rounds++), () -> pause.complete(null));
        return pause.thenCompose(over -> logs());
    }

    /** The bloom promises more than anybody has. */
    private List<Read<Log>> unkept(List<Read<Log>> logs) {
        if (trust == BloomTrust.NONE) {
            blooms.wasWrong();
            LOG.warn(
                    "{}: the bloom of block {} ({}) promises logs that no read returns; taken as it was read",
                    name,
                    header.number(),
                    header.hash());
            return logs;
        }
        throw new InconsistentNodeException(
                name + ": the bloom of block " + header.number() + " (" + header.hash()
                        + ") promises logs that no read returns; use an endpoint that has indexed the block, or set the"
                        + " network's bloom to none",
                Position.end(header.number(), header.hash()),
                null);
    }

    private List<Read<Log>> contradicted(String wrong) {
        throw new InconsistentNodeException(
                name + ": the logs of block " + header.number() + " (" + header.hash() + ") " + wrong
                        + ", however often they are read; use another endpoint",
                Position.end(header.number(), header.hash()),
                null);
    }

    /** Each log must be of this block, match, and stand behind the one before; null if all do, else what is wrong. */
    private @Nullable String contradiction(LogsFeed asked, List<Read<Log>> logs) {
        int before = -1;
        for (Read<Log> read : logs) {
            Log log = read.value();
            if (!log.blockHash().equals(header.hash())
                    || log.blockNumber() != header.number()
                    || log.logIndex() <= before
                    || !asked.matches(log)) {
                return "have one that does not belong: block " + log.blockHash() + ", index " + log.logIndex();
            }
            if (asked.equals(Feeds.logs()) && log.logIndex() != before + 1) {
                return "lack index " + (before + 1);
            }
            before = log.logIndex();
        }
        return null;
    }
}
