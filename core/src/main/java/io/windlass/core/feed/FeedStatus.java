package io.windlass.core.feed;

import io.windlass.BlockchainException;
import io.windlass.Hash;
import io.windlass.Position;
import io.windlass.SubscriptionState;
import io.windlass.SubscriptionStats;
import io.windlass.core.chain.ChainPath;
import io.windlass.core.delivery.Notices;
import io.windlass.core.feed.read.ReadTrouble;
import io.windlass.core.runtime.EngineRuntime;
import io.windlass.spi.BlockMark;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where a subscription is, for everybody to see; written in the subscription's mailbox. */
final class FeedStatus {
    private static final Duration BLOCKED_AFTER = Duration.ofSeconds(1);
    private static final int MOST_NOTICES = 10_000;

    /** No more than one waits at a time. */
    private static final int MOST_REPORTS = 2;

    private final EngineRuntime runtime;
    private final Consumer<SubscriptionState> listener;
    private final Notices<Runnable> notices;
    private volatile @Nullable StatsReports reports;
    private final CompletableFuture<Void> live = new CompletableFuture<>();

    private volatile SubscriptionState state = SubscriptionState.STARTING;
    private volatile @Nullable BlockMark cursor;
    private volatile Optional<Position> acknowledged = Optional.empty();
    private volatile long behindSinceNanos;
    private volatile boolean behind = true;
    private boolean blocked;
    private long blockedSinceNanos;

    FeedStatus(EngineRuntime runtime, Consumer<SubscriptionState> listener) {
        this.runtime = runtime;
        this.listener = listener;
        this.behindSinceNanos = runtime.ticker().nanos();
        this.notices = new Notices<>(MOST_NOTICES, runtime.callbacks(), Runnable::run);
    }

    /** From now on tells who asked for it of all numbers. */
    void reports(FeedRequest<?> request, Supplier<SubscriptionStats> stats) {
        if (request.stats != null) {
            // beside the other listeners: no slow one of these may cost a report
            Notices<Runnable> own = new Notices<>(MOST_REPORTS, runtime.callbacks(), Runnable::run);
            StatsReports made = new StatsReports(request.statsEvery, request.stats, stats, runtime.timer(), own::tell);
            reports = made;
            made.begin();
            if (state.isTerminal()) {
                made.end(); // it ended before there was something to tell of it
            }
        }
    }

    /** Tells a listener, in order, on a thread where it harms nobody. */
    void tell(Runnable notice) {
        notices.tell(notice);
    }

    SubscriptionState state() {
        return state;
    }

    CompletableFuture<Void> live() {
        return live;
    }

    void begun() {
        change(SubscriptionState.CATCHING_UP);
    }

    /** The walk stands here; the hash is zero before the first block. */
    void read(BlockMark block) {
        cursor = block;
    }

    void acknowledged(Optional<Position> position) {
        acknowledged = position.filter(at -> !at.blockHash().equals(Hash.ZERO));
    }

    /**
     * Where it is now.
     *
     * @param reached it has come as far as makes it live
     * @param level nothing is left that it may hand over
     * @param waits the handler keeps it waiting
     */
    synchronized void update(boolean reached, boolean level, boolean waits) {
        long now = runtime.ticker().nanos();
        if (behind == level) {
            behind = !level;
            behindSinceNanos = now;
        }
        if (waits && !blocked) {
            blocked = true;
            blockedSinceNanos = now;
            runtime.timer().schedule(BLOCKED_AFTER, () -> showBlocked(now));
        } else if (!waits) {
            blocked = false;
        }
        if (!waits || state != SubscriptionState.BLOCKED_BY_HANDLER) {
            change(reached ? SubscriptionState.LIVE : SubscriptionState.CATCHING_UP);
        }
    }

    private synchronized void showBlocked(long since) {
        if (blocked && blockedSinceNanos == since) {
            change(SubscriptionState.BLOCKED_BY_HANDLER);
        }
    }

    private synchronized void change(SubscriptionState next) {
        if (state == next || state.isTerminal()) {
            return;
        }
        state = next;
        tell(() -> listener.accept(next));
        if (next == SubscriptionState.LIVE) {
            runtime.callbacks().execute(() -> live.complete(null));
        }
    }

    void ended(SubscriptionState how, @Nullable BlockchainException failure) {
        change(how);
        StatsReports told = reports;
        if (told != null) {
            told.end();
        }
        runtime.callbacks().execute(() -> {
            if (failure != null) {
                live.completeExceptionally(failure);
            } else if (how == SubscriptionState.COMPLETED) {
                live.complete(null);
            } else {
                live.cancel(false);
            }
        });
    }

    SubscriptionStats stats(
            ChainPath path,
            int waiting,
            @Nullable Instant failingSince,
            FeedCounters counters,
            Optional<ReadTrouble> trouble) {
        BlockMark at = cursor;
        OptionalLong head = path.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(path.head().number());
        Duration lag = behind && !state.isTerminal()
                ? Duration.ofNanos(Math.max(0, runtime.ticker().nanos() - behindSinceNanos))
                : Duration.ZERO;
        return FeedStats.of(
                state,
                Optional.ofNullable(at)
                        .filter(mark -> !mark.hash().equals(Hash.ZERO))
                        .map(mark -> Position.end(mark.number(), mark.hash())),
                acknowledged,
                head,
                at == null || head.isEmpty() ? 0 : Math.max(0, head.getAsLong() - at.number()),
                lag,
                waiting,
                Optional.ofNullable(failingSince),
                trouble.flatMap(ReadTrouble::since),
                trouble.flatMap(ReadTrouble::last),
                counters);
    }
}
