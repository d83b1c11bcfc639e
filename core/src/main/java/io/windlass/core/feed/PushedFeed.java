package io.windlass.core.feed;

import io.windlass.BlockchainException;
import io.windlass.ChainEvent;
import io.windlass.ChainEvent.Source;
import io.windlass.DeadLetters;
import io.windlass.DecodeException;
import io.windlass.EventId;
import io.windlass.Feed;
import io.windlass.FeedGap;
import io.windlass.Hash;
import io.windlass.Json;
import io.windlass.Position;
import io.windlass.Registration;
import io.windlass.SubscriptionState;
import io.windlass.SubscriptionStats;
import io.windlass.Transaction;
import io.windlass.core.chain.ChainPath;
import io.windlass.core.codec.DecodeFailures;
import io.windlass.core.feed.push.PushListener;
import io.windlass.core.feed.push.Pushes;
import io.windlass.core.runtime.EngineRuntime;
import io.windlass.spi.Codec;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A feed that cannot be read again: what is pushed is handed over as it comes. When its outlet is full the oldest goes, and the
 * subscriber is told of each gap.
 */
final class PushedFeed<T> implements Running, PushListener {
    private static final Logger LOG = LoggerFactory.getLogger(PushedFeed.class);

    private final FeedRequest<T> request;
    private final FeedSource source;
    private final Pushes pushes;
    private final Outlet<T> outlet;
    private final Codec codec;
    private final FeedCounters counters;
    private final FeedStatus status;
    private final Runnable onEvent;
    private final Runnable onStray;
    private final Consumer<Running> onEnd;
    private final AtomicLong ordinals = new AtomicLong();

    private volatile @Nullable Registration registration;
    private volatile boolean interrupted;
    private volatile boolean confirmed;
    private volatile boolean overflowing;
    private volatile boolean draining;
    private volatile boolean over;

    PushedFeed(
            FeedRequest<T> request,
            FeedSource source,
            Pushes pushes,
            Outlet<T> outlet,
            Codec codec,
            EngineRuntime runtime,
            FeedCounters counters,
            Runnable onEvent,
            Runnable onStray,
            Consumer<Running> onEnd) {
        this.request = request;
        this.source = source;
        this.pushes = pushes;
        this.outlet = outlet;
        this.codec = codec;
        this.counters = counters;
        this.onEvent = onEvent;
        this.onStray = onStray;
        this.onEnd = onEnd;
        this.status = new FeedStatus(runtime, request.stateChange);
        outlet.onProgress(this::updateStatus);
    }

    @Override
    public Feed<?> feed() {
        return request.feed;
    }

    @Override
    public void start() {
        status.reports(request, this::stats);
        Registration made = pushes.follow(request.feed, this);
        registration = made;
        if (over) {
            made.close();
        }
    }

    @Override
    public void pushed(byte[] json) {
        if (draining) {
            return;
        }
        onEvent.run();
        Push push = new Push(ordinals.incrementAndGet(), json);
        if (outlet.offer(push)) {
            overflowing = false;
            return;
        }
        long dropped = 0;
        boolean taken = false;
        while (!taken && !over) {
            dropped++;
            if (outlet.withdrawOldest() == null) {
                break; // others fill the room: this one goes
            }
            taken = outlet.offer(push);
        }
        counters.dropped.add(dropped);
        if (!overflowing) {
            overflowing = true;
            counters.gaps.increment();
        }
        gap(new FeedGap(FeedGap.Reason.OVERFLOW, dropped));
    }

    private void gap(FeedGap gap) {
        status.tell(() -> request.gap.accept(gap));
    }

    @Override
    public void confirmed() {
        if (interrupted) {
            interrupted = false;
            counters.gaps.increment();
            gap(new FeedGap(FeedGap.Reason.RECONNECT, 0));
        }
        confirmed = true;
        updateStatus();
    }

    @Override
    public void interrupted() {
        interrupted = true;
        confirmed = false;
        updateStatus();
    }

    private void updateStatus() {
        if (confirmed || state() != SubscriptionState.STARTING) {
            status.update(confirmed, confirmed, outlet.failingSince() != null);
        }
    }

    @Override
    public void ended(@Nullable BlockchainException failure) {
        if (over) {
            return;
        }
        over = true;
        if (failure == null) {
            outlet.close();
        } else {
            outlet.fail(failure);
        }
        status.ended(failure == null ? SubscriptionState.CLOSED : SubscriptionState.FAILED, failure);
        onEnd.accept(this);
    }

    @Override
    public void drain() {
        draining = true;
        outlet.onProgress(this::endWhenIdle);
        endWhenIdle();
    }

    private void endWhenIdle() {
        if (!outlet.isPushed() || outlet.isIdle()) {
            close();
        } else {
            outlet.flush();
        }
    }

    @Override
    public void close() {
        end(null);
    }

    @Override
    public void fail(BlockchainException failure) {
        end(failure);
    }

    private void end(@Nullable BlockchainException failure) {
        ended(failure);
        Registration made = registration;
        if (made != null) {
            made.close();
        }
    }

    @Override
    public CompletableFuture<Void> live() {
        return status.live();
    }

    @Override
    public SubscriptionState state() {
        return status.state();
    }

    @Override
    public SubscriptionStats stats() {
        return status.stats(ChainPath.empty(), outlet.waiting(), outlet.failingSince(), counters, Optional.empty());
    }

    @Override
    public DeadLetters deadLetters() {
        throw new IllegalStateException("the dead letters of " + request.feed.name()
                + " are not kept: what cannot be read again has no name; hear of them with onDeadLetter(…)");
    }

    /** What was pushed; it is decoded by who receives it. */
    private final class Push implements Arrival<T> {
        private final long ordinal;
        private final byte[] json;

        // by the thread that receives it
        private @Nullable ChainEvent<T> event;
        private boolean decoded;

        Push(long ordinal, byte[] json) {
            this.ordinal = ordinal;
            this.json = json;
        }

        @Override
        public long ordinal() {
            return ordinal;
        }

        @Override
        public int bytes() {
            return json.length;
        }

        @Override
        public @Nullable ChainEvent<T> event() {
            if (!decoded) {
                event = decode();
                decoded = true;
            }
            return event;
        }

        private @Nullable ChainEvent<T> decode() {
            try {
                T value = request.feed.decoder().decode(codec.reader(json, 0, json.length));
                EventId id = new EventId(source.chainId().getAsLong(), identity(value), Position.END);
                Json raw = request.keepRaw ? Json.of(json, 0, json.length) : null;
                return new FeedEvent<>(id, value, null, 1, Source.LIVE, false, raw);
            } catch (DecodeException e) {
                onStray.run();
                LOG.warn(
                        "{}: a notification of {} was not understood and is left out: {}",
                        source.name(),
                        request.feed.name(),
                        DecodeFailures.redacted(e, source.redact()).getMessage());
                return null;
            }
        }

        private Hash identity(T value) {
            if (value instanceof Hash hash) {
                return hash;
            }
            return value instanceof Transaction transaction ? transaction.hash() : Hash.keccak256(json);
        }
    }
}
