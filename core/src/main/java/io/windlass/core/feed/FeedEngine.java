package io.windlass.core.feed;

import io.windlass.BlockchainException;
import io.windlass.ChainEvent;
import io.windlass.CloseReason;
import io.windlass.ConnectionClosedException;
import io.windlass.EventStream;
import io.windlass.Feed;
import io.windlass.Feeds;
import io.windlass.LogsFeed;
import io.windlass.Registration;
import io.windlass.ReplayableFeed;
import io.windlass.Subscription;
import io.windlass.SubscriptionBuilder;
import io.windlass.core.chain.ChainFollower;
import io.windlass.core.chain.FollowSettings;
import io.windlass.core.delivery.Taps;
import io.windlass.core.feed.push.LogPushes;
import io.windlass.core.feed.push.Pushes;
import io.windlass.core.feed.read.BlockLogs;
import io.windlass.core.feed.read.BlockReader;
import io.windlass.core.feed.read.HeadBlocks;
import io.windlass.core.feed.read.LogBlocks;
import io.windlass.core.feed.read.ReplayBlocks;
import io.windlass.core.runtime.EngineRuntime;
import io.windlass.spi.Codec;
import io.windlass.spi.FeedStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All subscriptions of one connection or network: they share one view of the chain and one read of each block. Thread-safe. */
public final class FeedEngine {
    private static final int STREAM_BUFFER = 4_096;

    private final FeedSource source;
    private final Codec codec;
    private final EngineRuntime runtime;
    private final Taps taps;
    private final Supplier<FeedStore> stores;
    private final Runnable onEvent;
    private final Runnable onStray;
    private final long windowBytes;
    private final Duration drainTime;
    private final ChainFollower chain;
    private final BlockLogs blockLogs;
    private final List<Running> running = new CopyOnWriteArrayList<>();
    private final Map<Running, Registration> hintsOf = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final Object headsLock = new Object();

    private int walkers;
    private @Nullable Registration heads;
    private volatile @Nullable Supplier<BlockchainException> ended;

    /**
     * An engine that asks nothing before the first subscription.
     *
     * @param onEvent told of each event that is handed over
     * @param onStray told of each notification that was not understood
     */
    public FeedEngine(
            FeedSource source,
            Codec codec,
            EngineRuntime runtime,
            FollowSettings settings,
            FeedServices services,
            Runnable onEvent,
            Runnable onStray) {
        this.source = source;
        this.codec = codec;
        this.runtime = runtime;
        this.taps = services.taps();
        this.stores = services.stores();
        this.onEvent = onEvent;
        this.onStray = onStray;
        this.windowBytes = services.windowBytes();
        this.drainTime = services.drainTime();
        this.chain = new ChainFollower(source.name(), source.reads(), runtime, settings);
        this.blockLogs = new BlockLogs(
                source.name(), source.reads(), codec, runtime.timer(), services.bloom(), services.systemLogs());
    }

    /** True if what a feed delivers can be read again. */
    static boolean isReplayable(Feed<?> feed) {
        return feed instanceof LogsFeed || feed instanceof ReplayableFeed<?> || feed.equals(Feeds.newHeads());
    }

    boolean hasPushes() {
        return source.pushes().isPresent();
    }

    /** Begins a subscription. */
    public <T> SubscriptionBuilder<T> subscribe(Feed<T> feed) {
        return new FeedSubscriptionBuilder<>(this, feed);
    }

    /** Follows feeds and lets the caller iterate over what they deliver. */
    @SuppressWarnings("unchecked") // each event's value is of its own feed's type, and T is a supertype of all of them
    public <T> EventStream<T> listen(List<? extends Feed<? extends T>> feeds) {
        FeedStream<T> stream = new FeedStream<>(taps, runtime.ticker(), STREAM_BUFFER);
        for (Feed<? extends T> feed : feeds) {
            add(stream, new FeedRequest<>((Feed<T>) feed));
        }
        stream.members().forEach(this::begin);
        return stream;
    }

    <T> EventStream<T> stream(FeedRequest<T> request) {
        FeedStream<T> stream = new FeedStream<>(taps, runtime.ticker(), request.buffer);
        add(stream, request);
        stream.members().forEach(this::begin);
        return stream;
    }

    private <T> void add(FeedStream<T> stream, FeedRequest<T> request) {
        FeedCounters counters = new FeedCounters();
        stream.add(make(
                request,
                stream.outlet(counters, failure -> runtime.handlers().execute(() -> request.failure.accept(failure))),
                counters));
    }

    <T> Subscription start(FeedRequest<T> request, Handing<T> handing) {
        FeedCounters counters = new FeedCounters();
        HandlerOutlet<T> outlet = new HandlerOutlet<>(request, handing, runtime, taps, counters);
        Running made = make(request, outlet, counters);
        begin(made);
        return new FeedSubscription(made, outlet);
    }

    <T> Publisher<ChainEvent<T>> publisher(FeedRequest<T> request) {
        if (!isReplayable(request.feed)) {
            var unused = pushes(request.feed); // refuses here, where the caller can still be told
        }
        return new FeedPublisher<>(this, request);
    }

    <T> void publish(FeedRequest<T> request, Subscriber<? super ChainEvent<T>> subscriber) {
        FeedCounters counters = new FeedCounters();
        PublisherOutlet<T> outlet = new PublisherOutlet<>(request, subscriber, runtime, taps, counters);
        Running made = make(request, outlet, counters);
        begin(made);
        outlet.introduce(made::close);
    }

    private <T> Running make(FeedRequest<T> request, Outlet<T> outlet, FeedCounters counters) {
        if (!isReplayable(request.feed)) {
            return new PushedFeed<>(
                    request,
                    source,
                    pushes(request.feed),
                    outlet,
                    codec,
                    runtime,
                    counters,
                    onEvent,
                    onStray,
                    this::left);
        }
        StartFinder<T> starts = new StartFinder<>(request, source, chain, stores, runtime.handlers());
        return new Walker<>(
                request,
                source,
                chain,
                reader(request),
                outlet,
                codec,
                runtime,
                starts,
                counters,
                windowBytes,
                drainTime,
                onEvent,
                this::left);
    }

    private Pushes pushes(Feed<?> feed) {
        return source.pushes()
                .orElseThrow(() -> new UnsupportedOperationException(source.name() + " cannot follow "
                        + feed.name() + ", which is only announced: HTTP does not push; connect to the node's ws:// or"
                        + " wss:// URL"));
    }

    @SuppressWarnings("unchecked") // the feed's type parameter is that of its reader
    private <T> BlockReader<T> reader(FeedRequest<T> request) {
        BlockReader<?> reader;
        if (request.feed instanceof LogsFeed logs) {
            reader = new LogBlocks(logs, blockLogs, source.reads(), request.needsRaw());
        } else if (request.feed instanceof ReplayableFeed<T> replayable) {
            reader = new ReplayBlocks<>(replayable, source.reads(), codec, request.needsRaw());
        } else {
            reader = new HeadBlocks(source.reads(), codec, request.needsRaw());
        }
        return (BlockReader<T>) reader;
    }

    private void begin(Running made) {
        running.add(made);
        // the head is read before heads are subscribed to: what is announced with the subscription comes after the
        // beginning
        made.start();
        if (made instanceof Walker<?> walker) {
            headsWanted();
            walker.hints().ifPresent(hints -> alsoFollow(made, hints));
        }
        Supplier<BlockchainException> failure = ended;
        if (failure != null) {
            stop(made, failure.get());
        }
    }

    /** Logs are to be delivered as they are pushed. */
    private void alsoFollow(Running walker, LogPushes hints) {
        hintsOf.put(walker, pushes(hints.feed()).follow(hints.feed(), hints));
    }

    private void left(Running gone) {
        if (running.remove(gone) && gone instanceof Walker<?>) {
            Registration hints = hintsOf.remove(gone);
            if (hints != null) {
                hints.close();
            }
            headsUnwanted();
        }
        checkOver();
    }

    private void checkOver() {
        if (ended != null && running.isEmpty()) {
            over.complete(null);
        }
    }

    private void headsWanted() {
        synchronized (headsLock) {
            if (walkers++ == 0) {
                HeadPushes listener = new HeadPushes(source, chain, codec, onStray);
                heads = source.pushes()
                        .map(pushes -> pushes.follow(Feeds.newHeads(), listener))
                        .orElse(null);
                if (heads == null || source.answersApart()) {
                    chain.polls();
                }
            }
        }
    }

    private void headsUnwanted() {
        synchronized (headsLock) {
            if (--walkers == 0 && heads != null) {
                heads.close();
                heads = null;
            }
        }
    }

    /**
     * Reads no further: each subscription ends when what waits for its handler is acknowledged; {@link #end} ends it before.
     *
     * @param failure what a later subscription hears
     * @return as {@link #over}
     */
    public CompletableFuture<Void> drain(Supplier<BlockchainException> failure) {
        ended = failure;
        running.forEach(Running::drain);
        checkOver();
        return over();
    }

    /** Nothing will come any more: all subscriptions end, and so does every later one. */
    public void end(Supplier<BlockchainException> failure) {
        ended = failure;
        running.forEach(each -> stop(each, failure.get()));
        checkOver();
    }

    /** Completes after {@link #end} when each subscription has ended and what it has to keep is written. */
    public CompletableFuture<Void> over() {
        return over.copy();
    }

    private static void stop(Running each, BlockchainException failure) {
        if (failure instanceof ConnectionClosedException closed
                && closed.reason().kind() == CloseReason.Kind.LOCAL) {
            each.close();
        } else {
            each.fail(failure);
        }
    }
}
