package io.windlass.core.feed;

import io.windlass.BlockHeader;
import io.windlass.BlockRef;
import io.windlass.BlockchainException;
import io.windlass.CheckpointMismatchException;
import io.windlass.CheckpointPolicy;
import io.windlass.Eth;
import io.windlass.Finality;
import io.windlass.Hash;
import io.windlass.Position;
import io.windlass.RpcException;
import io.windlass.SubscriptionFailedException;
import io.windlass.core.chain.ChainFollower;
import io.windlass.core.chain.ChainPath;
import io.windlass.core.feed.read.Failures;
import io.windlass.core.feed.read.NotYetThere;
import io.windlass.spi.BlockMark;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.FeedIdentity;
import io.windlass.spi.FeedLease;
import io.windlass.spi.FeedStore;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out where a subscription begins: resolves tags, opens the checkpoint of a named one. */
final class StartFinder<T> {
    private static final Logger LOG = LoggerFactory.getLogger(StartFinder.class);

    /** So often a node that is not syncing may say that there is no such block: it may lag. */
    private static final int DENIALS = 8;

    private final FeedRequest<T> request;
    private final FeedSource source;
    private final ChainFollower chain;
    private final Supplier<FeedStore> stores;
    private final Executor storage;
    private final AtomicInteger denials = new AtomicInteger();

    StartFinder(
            FeedRequest<T> request,
            FeedSource source,
            ChainFollower chain,
            Supplier<FeedStore> stores,
            Executor storage) {
        this.request = request;
        this.source = source;
        this.chain = chain;
        this.stores = stores;
        this.storage = storage;
    }

    /** Looks once; it can be done again and again, since nothing is written or delivered. */
    CompletableFuture<WalkStart> find() {
        return finality().thenCompose(known -> end()).thenCompose(last -> {
            if (request.name == null) {
                return fresh(last);
            }
            return named(request.name, last);
        });
    }

    /** The end may be a block that is not there yet. */
    private CompletableFuture<OptionalLong> end() {
        BlockRef end = request.end;
        if (end == null || end.kind() == BlockRef.Kind.NUMBER) {
            return CompletableFuture.completedFuture(
                    end == null ? OptionalLong.empty() : OptionalLong.of(end.number()));
        }
        return header(end).thenApply(header -> OptionalLong.of(header.number()));
    }

    private CompletableFuture<?> finality() {
        if (request.finality == Finality.LATEST) {
            return CompletableFuture.completedFuture(null);
        }
        BlockRef tag = request.finality == Finality.SAFE ? BlockRef.safe() : BlockRef.finalized();
        return source.reads().unlessSyncing(Eth.header(tag)).handle((answer, failure) -> {
            Throwable cause = Failures.cause(failure);
            if (cause instanceof RpcException refused && isLastWord(refused)) {
                throw new SubscriptionFailedException(
                        source.name() + " does not know the tag " + tag + " (" + refused.getMessage()
                                + "); use confirmations(n) instead",
                        request.feed.name(),
                        refused);
            }
            if (cause != null) {
                throw Failures.unchecked(cause);
            }
            if (answer.isPresent() && answer.get().isEmpty() && isLastDenial()) {
                throw new SubscriptionFailedException(
                        source.name() + " has no block that it calls " + tag + "; use confirmations(n) instead",
                        request.feed.name(),
                        null);
            }
            return answer.flatMap(found -> found).orElseThrow(() -> new NotYetThere("no block is " + tag + " yet"));
        });
    }

    /** Some nodes call a tag that they do not have an unknown block: then they say so again and again. */
    private boolean isLastWord(RpcException refused) {
        return switch (source.reads().rules().classify(refused.error())) {
            case METHOD_UNSUPPORTED, INVALID_PARAMS -> true;
            case RATE_LIMITED, TIMEOUT, UNAVAILABLE -> false;
            default -> isLastDenial();
        };
    }

    private CompletableFuture<WalkStart> fresh(OptionalLong end) {
        Position after = request.after;
        if (after != null) {
            return CompletableFuture.completedFuture(resumed(after, after.blockNumber(), end));
        }
        BlockRef start = request.start;
        return switch (start.kind()) {
            case EARLIEST -> CompletableFuture.completedFuture(begins(0, end));
            case NUMBER -> CompletableFuture.completedFuture(begins(start.number(), end));
            case LATEST -> head().thenApply(head -> afterBlock(head, end));
            case HASH -> canonical(start).thenApply(header -> begins(header.number(), end));
            default -> header(start).thenApply(header -> begins(header.number(), end));
        };
    }

    private WalkStart begins(long number, OptionalLong end) {
        return new WalkStart(number, WalkStart.before(number), null, end, null, Optional.empty(), Optional.empty());
    }

    private static WalkStart afterBlock(BlockHeader head, OptionalLong end) {
        BlockMark cursor = new BlockMark(head.number(), head.hash());
        return new WalkStart(head.number() + 1, cursor, null, end, null, Optional.empty(), Optional.empty());
    }

    private static WalkStart resumed(Position after, long firstBlock, OptionalLong end) {
        BlockMark cursor = after.index() == Position.END
                ? new BlockMark(after.blockNumber(), after.blockHash())
                : WalkStart.before(after.blockNumber());
        return new WalkStart(firstBlock, cursor, after, end, null, Optional.empty(), Optional.empty());
    }

    /** The head that is known, else the one that the node has now. */
    private CompletableFuture<BlockHeader> head() {
        ChainPath path = chain.path();
        if (!path.isEmpty() && chain.liveTarget().isPresent()) {
            return CompletableFuture.completedFuture(path.head());
        }
        return header(BlockRef.latest()).thenApply(head -> {
            chain.announced(head);
            return head;
        });
    }

    private CompletableFuture<BlockHeader> header(BlockRef block) {
        return source.reads()
                .call(Eth.header(block))
                .thenApply(found -> found.orElseThrow(() -> new NotYetThere("block " + block + " is not there")));
    }

    private CompletableFuture<BlockHeader> byHash(BlockRef hash) {
        return source.reads()
                .unlessSyncing(Eth.header(hash))
                .thenApply(answer -> answer.orElseThrow(
                                () -> new NotYetThere("block " + hash + " is not there: the node is syncing"))
                        .orElseThrow(() -> isLastDenial()
                                ? new SubscriptionFailedException(
                                        source.name() + " does not have the block " + hash
                                                + " to begin with; begin with a number, or use another endpoint",
                                        request.feed.name(),
                                        null)
                                : new NotYetThere("block " + hash + " is not there")));
    }

    private boolean isLastDenial() {
        return denials.getAndIncrement() >= DENIALS;
    }

    private CompletableFuture<BlockHeader> canonical(BlockRef hash) {
        return byHash(hash)
                .thenCompose(named -> header(BlockRef.number(named.number())).thenApply(there -> {
                    boolean isElsewhere = !there.hash().equals(named.hash());
                    if (isElsewhere && !isLastDenial()) {
                        throw new NotYetThere("block " + hash + " is not on the chain, as far as this node says");
                    }
                    if (isElsewhere) {
                        throw new SubscriptionFailedException(
                                "the block " + hash + " to begin with is not on the chain any more: block "
                                        + named.number() + " is " + there.hash() + "; begin with the number",
                                request.feed.name(),
                                null);
                    }
                    return there;
                }));
    }

    private CompletableFuture<WalkStart> named(String name, OptionalLong end) {
        return source.reads()
                .call(Eth.header(BlockRef.number(0)))
                .thenApply(found -> found.map(BlockHeader::hash).orElse(Hash.ZERO))
                .thenCompose(genesis -> CompletableFuture.supplyAsync(
                                () -> stores.get().acquire(name), storage)
                        .thenCompose(lease -> open(name, lease, genesis, end)));
    }

    private CompletableFuture<WalkStart> open(String name, FeedLease lease, Hash genesis, OptionalLong end) {
        Journal journal = new Journal(lease, storage);
        return CompletableFuture.supplyAsync(lease::checkpoint, storage)
                .thenCompose(found -> {
                    Optional<Checkpoint> checkpoint = found.filter(kept -> isOurs(name, kept.identity(), genesis));
                    return checkpoint.isPresent()
                            ? CompletableFuture.completedFuture(continued(checkpoint.get(), genesis, end))
                            : fresh(end);
                })
                .thenApply(start -> new WalkStart(
                        start.firstBlock(),
                        start.cursor(),
                        start.after(),
                        start.end(),
                        journal,
                        start.checkpoint().isPresent()
                                ? start.identity()
                                : Optional.of(identity(genesis, start.firstBlock())),
                        start.checkpoint()))
                .whenComplete((start, failure) -> {
                    if (failure != null) {
                        var unused = journal.close();
                    }
                });
    }

    private FeedIdentity identity(Hash genesis, long firstBlock) {
        return new FeedIdentity(source.chainId().getAsLong(), genesis, Fingerprint.of(request.feed), firstBlock);
    }

    /** False if the checkpoint is to be put aside. */
    private boolean isOurs(String name, FeedIdentity kept, Hash genesis) {
        FeedIdentity now = identity(genesis, kept.startBlock());
        boolean known = !kept.genesisHash().equals(Hash.ZERO) && !genesis.equals(Hash.ZERO);
        boolean otherGenesis = known && !kept.genesisHash().equals(genesis);
        boolean isReset = request.otherCheckpoint == CheckpointPolicy.RESET;
        if (isReset && (kept.chainId() != now.chainId() || otherGenesis)) {
            putsAside(name, kept, now);
            return false;
        }
        if (kept.chainId() != now.chainId()) {
            throw mismatch(
                    name,
                    "chainId",
                    kept.chainId(),
                    now.chainId(),
                    "connect to the same chain as before, or say onOtherCheckpoint(RESET), which deletes what was kept");
        }
        if (otherGenesis) {
            throw mismatch(
                    name,
                    "genesisHash",
                    kept.genesisHash(),
                    genesis,
                    "was the node's chain replaced? then say onOtherCheckpoint(RESET), which deletes what was kept");
        }
        if (kept.feed().equals(now.feed()) || request.otherCheckpoint == CheckpointPolicy.CONTINUE) {
            return true;
        }
        if (isReset || request.otherCheckpoint == CheckpointPolicy.RESCAN) {
            putsAside(name, kept, now);
            return false;
        }
        throw mismatch(
                name,
                "filter",
                kept.feed(),
                now.feed(),
                "subscribe with the same filter, or say onOtherCheckpoint(CONTINUE, RESCAN or RESET)");
    }

    private void putsAside(String name, FeedIdentity kept, FeedIdentity now) {
        LOG.warn(
                "{}: what is kept of '{}' was of {} and is deleted, dead letters included: it is of {} now, and {} was asked for",
                source.name(),
                name,
                kept,
                now,
                request.otherCheckpoint);
    }

    private static BlockchainException mismatch(String name, String what, Object kept, Object now, String advice) {
        return new CheckpointMismatchException(
                "the checkpoint of '" + name + "' is for another " + what + ": it has " + kept + ", this subscription "
                        + now + "; " + advice + ", or give it another name",
                name,
                what);
    }

    private WalkStart continued(Checkpoint kept, Hash genesis, OptionalLong end) {
        long first = kept.identity().startBlock();
        WalkStart start = kept.acknowledged()
                .map(position -> resumed(position, first, end))
                .orElseGet(() -> begins(first, end));
        boolean changed = !kept.identity().feed().equals(Fingerprint.of(request.feed));
        return new WalkStart(
                first,
                start.cursor(),
                start.after(),
                end,
                null,
                changed ? Optional.of(identity(genesis, first)) : Optional.empty(),
                Optional.of(kept));
    }
}
