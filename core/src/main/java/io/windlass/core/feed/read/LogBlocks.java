package io.windlass.core.feed.read;

import io.windlass.BlockHeader;
import io.windlass.BlockRef;
import io.windlass.CallTimeoutException;
import io.windlass.ConnectionLostException;
import io.windlass.EndpointException;
import io.windlass.Eth;
import io.windlass.Hash;
import io.windlass.Log;
import io.windlass.LogsFeed;
import io.windlass.Position;
import io.windlass.RpcException;
import io.windlass.core.chain.ChainReads;
import io.windlass.core.feed.read.Chunk.Item;
import io.windlass.core.rpc.NodeErrors;
import io.windlass.spi.BlockMark;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The logs of one filter: block by block by hash, and in ranges where blocks are final. */
public final class LogBlocks implements BlockReader<Log> {
    private static final Logger LOG = LoggerFactory.getLogger(LogBlocks.class);

    /** So often a range may fail, for a reason that need not be its length, before a shorter one is tried. */
    private static final int SUSPICIOUS = 3;

    /** The HTTP status that says so. */
    private static final int TOO_LARGE = 413;

    private final LogsFeed feed;
    private final BlockLogs shared;
    private final ChainReads reads;
    private final boolean keepJson;
    private final RangeLength length = new RangeLength();

    // in the walker's mailbox
    private long failingFrom = -1;
    private int failures;

    public LogBlocks(LogsFeed feed, BlockLogs shared, ChainReads reads, boolean keepJson) {
        this.feed = feed;
        this.shared = shared;
        this.reads = reads;
        this.keepJson = keepJson;
        shared.joined(feed);
    }

    @Override
    public CompletableFuture<Chunk<Log>> block(BlockHeader header) {
        return shared.of(header, feed, keepJson)
                .thenApply(logs -> chunk(
                        header.number(), new BlockMark(header.number(), header.hash()), logs, header.parentHash()));
    }

    /**
     * The first and the last header are read with it, of one endpoint, and of one machine where a message takes three calls: who
     * does not have both has not got the whole range, and by the first one the range is linked to the block before.
     */
    @Override
    public CompletableFuture<Chunk<Log>> range(long from, long to) {
        if (from == to) {
            return reads.call(Eth.header(BlockRef.number(to))).thenCompose(found -> block(there(found, to)));
        }
        return shared.range(feed, from, to, keepJson, (ends, logs) -> {
            BlockHeader first = there(ends.first(), from);
            BlockHeader last = there(ends.last(), to);
            check(logs, first, last);
            return chunk(from, new BlockMark(to, last.hash()), shared.belonging(logs), first.parentHash());
        });
    }

    private static BlockHeader there(Optional<BlockHeader> found, long number) {
        return found.filter(header -> header.number() == number)
                .orElseThrow(() -> new NotYetThere("block " + number + " is not there"));
    }

    private void check(List<Read<Log>> logs, BlockHeader first, BlockHeader last) {
        Log before = null;
        for (Read<Log> read : logs) {
            Log log = read.value();
            boolean inRange = log.blockNumber() >= first.number() && log.blockNumber() <= last.number();
            boolean inOrder = before == null
                    || log.blockNumber() > before.blockNumber()
                    || log.blockHash().equals(before.blockHash()) && log.logIndex() > before.logIndex();
            boolean endsFit = fits(log, first) && fits(log, last);
            if (!inRange || !inOrder || !endsFit || !feed.matches(log)) {
                throw new StrayLog("the range " + first.number() + " to " + last.number()
                        + " has a log that does not belong: " + log.blockNumber() + "/" + log.logIndex());
            }
            before = log;
        }
    }

    private static boolean fits(Log log, BlockHeader header) {
        return log.blockNumber() != header.number() || log.blockHash().equals(header.hash());
    }

    private static Chunk<Log> chunk(long from, BlockMark end, List<Read<Log>> logs, Hash parent) {
        List<Item<Log>> items = new ArrayList<>(logs.size());
        for (Read<Log> read : logs) {
            Log log = read.value();
            items.add(new Item<>(new Position(log.blockNumber(), log.blockHash(), log.logIndex()), read));
        }
        return new Chunk<>(from, end, items, parent);
    }

    @Override
    public boolean delivers(Log log) {
        return shared.belongs(log);
    }

    @Override
    public int rangeLength() {
        return length.blocks();
    }

    @Override
    public long expected(long blocks) {
        return length.expected(blocks);
    }

    @Override
    public void rangeRead(long blocks, int events) {
        failingFrom = -1;
        length.read(blocks, events);
    }

    @Override
    public boolean rangeFailed(long from, long to, Throwable failure) {
        if (failure instanceof StrayLog stray) {
            // shorter and shorter, and at last block by block by hash, which is given up where no read fits the header
            LOG.warn("{}: {}; fewer blocks are read at once", shared.name(), stray.getMessage());
            return length.refused(from, to - from + 1, Optional.empty());
        }
        if (failure instanceof RpcException refused) {
            return switch (reads.rules().classify(refused.error())) {
                case RANGE_TOO_LARGE, RESPONSE_TOO_LARGE, TIMEOUT ->
                    length.refused(from, to - from + 1, NodeErrors.rangeHint(refused.error()));
                case UNAVAILABLE -> isSuspicious(from) && length.suspect(to - from + 1);
                default -> false;
            };
        }
        if (failure instanceof EndpointException answer && answer.status() == TOO_LARGE) {
            return length.refused(from, to - from + 1, Optional.empty());
        }
        return mayBeForItsLength(failure) && isSuspicious(from) && length.suspect(to - from + 1);
    }

    /** Gateways give up on what takes long, and answers that are larger than allowed are cut off, over a socket with the link. */
    private static boolean mayBeForItsLength(Throwable failure) {
        return failure instanceof CallTimeoutException
                || failure instanceof ConnectionLostException
                || failure instanceof EndpointException answer && (answer.status() == 0 || answer.status() >= 500);
    }

    /** True if what begins there has failed so often that its length may be the reason. */
    private boolean isSuspicious(long from) {
        if (from != failingFrom) {
            failingFrom = from;
            failures = 0;
        }
        if (++failures < SUSPICIOUS) {
            return false;
        }
        failures = 0;
        return true;
    }

    @Override
    public void close() {
        shared.left(feed);
    }
}
