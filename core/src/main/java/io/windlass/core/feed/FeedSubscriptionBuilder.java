package io.windlass.core.feed;

import io.windlass.AsyncEventHandler;
import io.windlass.BatchHandler;
import io.windlass.BatchPolicy;
import io.windlass.BlockHeader;
import io.windlass.BlockRef;
import io.windlass.BlockchainException;
import io.windlass.ChainEvent;
import io.windlass.CheckpointPolicy;
import io.windlass.DeadLetter;
import io.windlass.EventHandler;
import io.windlass.EventStream;
import io.windlass.Feed;
import io.windlass.FeedGap;
import io.windlass.FeedProgress;
import io.windlass.Finality;
import io.windlass.Hash;
import io.windlass.Log;
import io.windlass.LogsFeed;
import io.windlass.Position;
import io.windlass.ReorgPolicy;
import io.windlass.RetryPolicy;
import io.windlass.Subscription;
import io.windlass.SubscriptionBuilder;
import io.windlass.SubscriptionState;
import io.windlass.SubscriptionStats;
import io.windlass.spi.AcknowledgingHandler;
import io.windlass.spi.EventSink;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Flow.Publisher;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Collects how to receive, checks that it fits together, then starts. */
final class FeedSubscriptionBuilder<T> implements SubscriptionBuilder<T> {
    private static final Duration SHORTEST_REPORTS = Duration.ofMillis(1);
    private static final Duration LONGEST_REPORTS = Duration.ofDays(1);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    /** A sink that waits for a disk is given more the longer it waits. */
    private static final BatchPolicy WHAT_WAITS = BatchPolicy.of(1_000, Duration.ZERO);

    private static final Set<Class<?>> WRITTEN_BY_KEYS = Set.of(BlockHeader.class, Log.class, Hash.class);

    private final FeedEngine engine;
    private final FeedRequest<T> request;

    FeedSubscriptionBuilder(FeedEngine engine, Feed<T> feed) {
        this.engine = engine;
        this.request = new FeedRequest<>(feed);
    }

    @Override
    public SubscriptionBuilder<T> buffer(int events) {
        if (events < 1) {
            throw new IllegalArgumentException("buffer must be >= 1, was " + events);
        }
        request.buffer = events;
        return this;
    }

    @Override
    public SubscriptionBuilder<T> from(BlockRef start) {
        request.start = notPending(start);
        request.after = null;
        return this;
    }

    @Override
    public SubscriptionBuilder<T> from(Position after) {
        request.after = after;
        return this;
    }

    @Override
    public SubscriptionBuilder<T> to(BlockRef end) {
        request.end = notPending(end);
        return this;
    }

    private static BlockRef notPending(BlockRef block) {
        if (block.kind() == BlockRef.Kind.PENDING) {
            throw new IllegalArgumentException("a feed cannot begin or end with the pending block; use latest()");
        }
        return block;
    }

    @Override
    public SubscriptionBuilder<T> confirmations(int blocks) {
        if (blocks < 0) {
            throw new IllegalArgumentException("confirmations must be >= 0, was " + blocks);
        }
        request.confirmations = blocks;
        return this;
    }

    @Override
    public SubscriptionBuilder<T> finality(Finality finality) {
        request.finality = finality;
        return this;
    }

    @Override
    public SubscriptionBuilder<T> immediate() {
        request.immediate = true;
        return this;
    }

    @Override
    public SubscriptionBuilder<T> named(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a subscription's name must be 1 to 128 letters, digits, dots, dashes and underscores, was '" + name
                            + "'");
        }
        request.name = name;
        return this;
    }

    @Override
    public SubscriptionBuilder<T> onOtherCheckpoint(CheckpointPolicy policy) {
        request.otherCheckpoint = policy;
        return this;
    }

    @Override
    public SubscriptionBuilder<T> onDeepReorg(ReorgPolicy policy) {
        request.deepReorg = policy;
        return this;
    }

    @Override
    public SubscriptionBuilder<T> keepRaw() {
        request.keepRaw = true;
        return this;
    }

    @Override
    public SubscriptionBuilder<T> onRemoved(EventHandler<T> handler) {
        request.removed = handler;
        return this;
    }

    @Override
    public SubscriptionBuilder<T> ignoreRemoved() {
        request.ignoreRemoved = true;
        return this;
    }

    @Override
    public SubscriptionBuilder<T> retry(RetryPolicy policy) {
        request.retry = policy;
        request.retrySet = true;
        return this;
    }

    @Override
    public SubscriptionBuilder<T> deadline(Duration perAttempt) {
        if (perAttempt.isNegative() || perAttempt.isZero()) {
            throw new IllegalArgumentException("deadline must be > 0, was " + perAttempt);
        }
        request.deadline = perAttempt;
        return this;
    }

    @Override
    public SubscriptionBuilder<T> parallel(int n, Function<? super ChainEvent<T>, ?> key) {
        if (n < 1) {
            throw new IllegalArgumentException("parallel must be >= 1, was " + n);
        }
        request.parallel = n;
        request.key = key;
        return this;
    }

    @Override
    public SubscriptionBuilder<T> onDeadLetter(Consumer<DeadLetter> listener) {
        request.deadLetter = listener;
        return this;
    }

    @Override
    public SubscriptionBuilder<T> onProgress(Consumer<FeedProgress> listener) {
        request.progress = listener;
        return this;
    }

    @Override
    public SubscriptionBuilder<T> onStats(Duration every, Consumer<SubscriptionStats> listener) {
        if (every.compareTo(SHORTEST_REPORTS) < 0 || every.compareTo(LONGEST_REPORTS) > 0) {
            throw new IllegalArgumentException("the time between reports must be " + SHORTEST_REPORTS + " to "
                    + LONGEST_REPORTS + ", was " + every);
        }
        request.statsEvery = every;
        request.stats = listener;
        return this;
    }

    @Override
    public SubscriptionBuilder<T> onGap(Consumer<FeedGap> listener) {
        request.gap = listener;
        return this;
    }

    @Override
    public SubscriptionBuilder<T> onStateChange(Consumer<SubscriptionState> listener) {
        request.stateChange = listener;
        return this;
    }

    @Override
    public SubscriptionBuilder<T> onFailure(Consumer<BlockchainException> listener) {
        request.failure = listener;
        return this;
    }

    @Override
    public Subscription onEvent(EventHandler<T> handler) {
        return start(Handing.of(handler));
    }

    @Override
    public Subscription onEventAsync(AsyncEventHandler<T> handler) {
        return start(Handing.ofAsync(handler));
    }

    @Override
    public Subscription onBatch(BatchPolicy policy, BatchHandler<T> handler) {
        if (request.parallel > 1) {
            throw new IllegalStateException(
                    "batches are handed over one after the other: leave out parallel(…), or receive with onEvent");
        }
        return start(Handing.of(policy, handler));
    }

    private Subscription start(Handing<T> handing) {
        check();
        boolean acknowledges = handing.acknowledging() != null || handing.acknowledgingBatches() != null;
        if (acknowledges || request.removed instanceof AcknowledgingHandler) {
            checkCommitting();
            request.committing = new Committing<>();
        }
        boolean settlesRemovals =
                request.removed != null || request.ignoreRemoved || request.finality == Finality.FINALIZED;
        if (request.name != null && !settlesRemovals) {
            throw new IllegalStateException("the named subscription '" + request.name
                    + "' must say what to do about events that leave the chain: add onRemoved(…), ignoreRemoved(), or"
                    + " finality(Finality.FINALIZED)");
        }
        return engine.start(request, handing);
    }

    private void checkCommitting() {
        if (request.name == null) {
            throw new IllegalStateException(
                    "a handler that commits the acknowledgement with its effect needs a checkpoint to"
                            + " commit to: add named(…)");
        }
        if (request.parallel > 1) {
            throw new IllegalStateException(
                    "a handler that commits the acknowledgement with its effect takes one event after"
                            + " the other: leave out parallel(…)");
        }
    }

    private void checkHasNoHandler(String what) {
        if (request.retrySet || request.deadline != null || request.parallel > 1) {
            throw new IllegalStateException("retry, deadline and parallel are about handlers, and " + what
                    + " has none: leave them out, or receive with onEvent");
        }
    }

    @Override
    public EventStream<T> stream() {
        check();
        checkHasNoHandler("a stream");
        if (request.removed != null) {
            throw new IllegalStateException(
                    "a stream shows removals among its events: leave out onRemoved and check ChainEvent.removed()");
        }
        return engine.stream(request);
    }

    @Override
    public Subscription toSink(EventSink sink) {
        check();
        if (request.removed != null || request.ignoreRemoved) {
            throw new IllegalStateException(
                    "a sink gets removals among its events: leave out onRemoved and ignoreRemoved");
        }
        if (request.parallel > 1) {
            throw new IllegalStateException("a sink is written in order: leave out parallel(…)");
        }
        // what is of no common type can only be written as it came
        request.keepRaw |= !WRITTEN_BY_KEYS.contains(request.feed.type());
        request.removed = event -> sink.write(List.of(event));
        return engine.start(request, Handing.of(WHAT_WAITS, sink::write));
    }

    @Override
    public Publisher<ChainEvent<T>> publisher() {
        check();
        checkHasNoHandler("a publisher");
        if (request.name != null) {
            throw new IllegalStateException("the publisher cannot be named '" + request.name
                    + "': that an onNext returned does not prove that its event was handled; leave out named(…), or"
                    + " receive with onEvent or stream");
        }
        if (request.removed != null) {
            throw new IllegalStateException(
                    "a publisher shows removals among its events: leave out onRemoved and check ChainEvent.removed()");
        }
        return engine.publisher(request);
    }

    private void check() {
        String feed = request.feed.name();
        boolean asksForReplay = request.after != null
                || request.start.kind() != BlockRef.Kind.LATEST
                || request.end != null
                || request.confirmations > 0
                || request.finality != Finality.LATEST
                || request.name != null;
        if (asksForReplay && !FeedEngine.isReplayable(request.feed)) {
            throw new IllegalStateException(feed
                    + " cannot be read again, so it has no start, end, confirmations, finality or name; leave these"
                    + " out, or follow newHeads or logs");
        }
        if (request.immediate && !(request.feed instanceof LogsFeed)) {
            throw new IllegalStateException("immediate() is for logs; " + feed + " has nothing to seal");
        }
        if (request.immediate && (request.confirmations > 0 || request.finality != Finality.LATEST)) {
            throw new IllegalStateException(
                    "immediate() delivers before a block is read, so it excludes confirmations and finality; choose"
                            + " one");
        }
        if (request.immediate && !engine.hasPushes()) {
            throw new IllegalStateException(
                    "immediate() needs a connection that pushes; connect to the node's ws:// or wss:// URL");
        }
        if (request.confirmations > 0 && request.finality != Finality.LATEST) {
            throw new IllegalStateException("confirmations and finality exclude each other; choose one");
        }
    }
}
