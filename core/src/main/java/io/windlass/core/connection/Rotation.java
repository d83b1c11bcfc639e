package io.windlass.core.connection;

import io.windlass.CloseReason;
import io.windlass.ConnectionClosedException;
import io.windlass.ConnectionConfig;
import io.windlass.core.connection.Handshake.Identity;
import io.windlass.core.runtime.EngineRuntime;
import io.windlass.core.runtime.Timer;
import io.windlass.spi.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Make before break: a second link is opened and checked while the first serves; then calls and subscriptions move over, and
 * the first is closed once nothing needs it any more, or after the connect timeout. Runs in the keeper's mailbox.
 */
final class Rotation {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    private final LinkKeeper keeper;
    private final LinkSession old;
    private final LinkSession fresh;
    private final ConnectionConfig config;
    private final EngineRuntime runtime;
    private final List<CompletableFuture<Void>> waiters = new ArrayList<>();

    private @Nullable CompletableFuture<Link> opening;
    private Timer.@Nullable Scheduled timer;
    private final long startNanos;
    private long movedNanos;
    private boolean moved;
    private boolean over;

    Rotation(
            LinkKeeper keeper,
            LinkSession old,
            LinkSession fresh,
            ConnectionConfig config,
            EngineRuntime runtime,
            CompletableFuture<Void> done) {
        this.keeper = keeper;
        this.old = old;
        this.fresh = fresh;
        this.config = config;
        this.runtime = runtime;
        this.startNanos = runtime.ticker().nanos();
        this.waiters.add(done);
    }

    void alsoTell(CompletableFuture<Void> done) {
        waiters.add(done);
    }

    /** True once the fresh link serves and only the old one's end is awaited. */
    boolean hasMoved() {
        return moved;
    }

    void begin() {
        timer = keeper.later(config.timeout(), () -> {
            if (!moved) {
                fail(OpenFailure.noAnswerWithin(config.timeout()).cause());
            }
        });
        opening = keeper.openLink(fresh, this::opened);
    }

    private void opened(@Nullable Throwable failure) {
        if (over) {
            closeFresh();
        } else if (failure != null) {
            fail(failure);
        } else {
            keeper.greet(fresh, config.timeout(), (who, refusal) -> {
                if (refusal != null) {
                    fail(refusal);
                } else if (who != null && !over && !moved) {
                    move(who);
                }
            });
        }
    }

    private void move(Identity who) {
        moved = true;
        movedNanos = runtime.ticker().nanos();
        cancelTimer();
        keeper.moveTo(fresh, old, who);
        releaseOldWhenUnused();
    }

    private void releaseOldWhenUnused() {
        boolean late = runtime.ticker().nanos() - movedNanos >= config.timeout().toNanos();
        if (late || keeper.hasMoved(old, fresh)) {
            closeOld();
        } else {
            timer = keeper.later(LOOK_AGAIN, () -> {
                if (!over) {
                    releaseOldWhenUnused();
                }
            });
        }
    }

    /** A link ended: the old one in its time or early, or the fresh one too soon. */
    void ended(LinkSession gone, Throwable why) {
        if (gone == old && moved) {
            finish(null);
        } else if (gone == old || gone == fresh) {
            fail(why);
        }
    }

    /** The connection ends. */
    void abandon(Throwable why) {
        fail(why);
    }

    private void fail(Throwable why) {
        if (over) {
            return;
        }
        if (moved) {
            closeOld();
        } else {
            if (opening != null) {
                opening.cancel(true);
            }
            closeFresh();
        }
        Duration elapsed = Duration.ofNanos(runtime.ticker().nanos() - startNanos);
        finish(
                why instanceof ConnectionClosedException
                        ? why
                        : OpenFailure.of(why, config).toException(config, 1, elapsed));
    }

    private void closeOld() {
        old.link().close(CloseReason.of(CloseReason.Kind.ROTATED, 1000, "replaced by a newer link"));
    }

    private void closeFresh() {
        if (fresh.isBound()) {
            fresh.link().close(CloseReason.of(CloseReason.Kind.LOCAL, 1000, "not needed"));
        }
    }

    private void finish(@Nullable Throwable failure) {
        over = true;
        cancelTimer();
        keeper.rotationEnded();
        runtime.callbacks()
                .execute(() -> waiters.forEach(waiter -> {
                    if (failure == null) {
                        waiter.complete(null);
                    } else {
                        waiter.completeExceptionally(failure);
                    }
                }));
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
