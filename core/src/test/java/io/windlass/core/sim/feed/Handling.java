package io.windlass.core.sim.feed;

import io.windlass.BatchPolicy;
import io.windlass.ChainEvent;
import io.windlass.RetryPolicy;
import io.windlass.Subscription;
import io.windlass.SubscriptionBuilder;
import io.windlass.spi.AcknowledgingHandler;
import io.windlass.spi.FeedLease;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * In what form a follower's handler is given, and what it does beside what it should: it fails, is slow, hangs past its deadline,
 * throws an {@code Error}, leaves an interrupt behind, completes late and out of order. Only while it storms.
 */
final class Handling {
    private enum Form {
        PLAIN,
        EVENT,
        BATCH,
        ASYNC,
        PARALLEL,
        /** The handler writes its effect and the acknowledgement together. */
        COMMITTING
    }

    /** What is to be done with an event in the end. */
    interface Duty {
        void handle(ChainEvent<?> event) throws Exception;
    }

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final Form form;
    private final Storm storm;
    private final Random random;
    private final boolean timed;
    private final boolean mayDie;
    private final RetryPolicy retry;
    private long begunNanos;

    private Handling(Form form, Storm storm, Random random, boolean named, boolean forGood) {
        this.form = form;
        this.storm = storm;
        this.random = random;
        this.timed = (form == Form.EVENT || form == Form.ASYNC || form == Form.COMMITTING) && random.nextBoolean();
        this.mayDie = named ? forGood : (form == Form.EVENT || form == Form.ASYNC) && random.nextBoolean();
        this.retry = named && forGood ? someRetry(random) : null;
    }

    private static RetryPolicy someRetry(Random random) {
        RetryPolicy policy = switch (random.nextInt(4)) {
            case 0 -> RetryPolicy.none();
            case 1 -> RetryPolicy.exponential(2 + random.nextInt(2), Duration.ofMillis(100));
            case 2 -> RetryPolicy.unlimited();
            default -> RetryPolicy.unlimited().permanentOn(IllegalStateException.class);
        };
        return policy.longest(Duration.ofSeconds(2)).pauseAfter(random.nextBoolean() ? 0 : 1 + random.nextInt(8));
    }

    /** A handler for each event that does what it should. */
    static Handling plain(Storm storm) {
        return new Handling(Form.PLAIN, storm, new Random(0), true, false);
    }

    static Handling some(Storm storm, long seed, FeedSpec spec, boolean forGood) {
        Random random = new Random(seed);
        Form form = Form.values()[1 + random.nextInt(Form.COMMITTING.ordinal() - 1)];
        return new Handling(form, storm, random, spec.name() != null, forGood);
    }

    /** A handler that commits, and misbehaves. */
    static Handling committing(Storm storm, long seed) {
        return new Handling(Form.COMMITTING, storm, new Random(seed), true, true);
    }

    boolean isCommitting() {
        return form == Form.COMMITTING;
    }

    boolean isPlain() {
        return form == Form.PLAIN;
    }

    /** True if events may come in another order than the chain's. */
    boolean isOutOfOrder() {
        return form == Form.PARALLEL;
    }

    /** True if a failure after the event was recorded has it handed over alone, next. */
    boolean mayFailAfterwards() {
        return form != Form.BATCH && form != Form.PARALLEL;
    }

    /** True if the event that was recorded is to be the handler's end. */
    boolean diesNow() {
        return mayDie && storm.isStormy() && random.nextInt(25) == 0;
    }

    /** True if the attempt has taken too long, so that its answer counts for nothing. */
    boolean isLate() {
        return timed && storm.world().nanos() - begunNanos >= DEADLINE.toNanos();
    }

    <T> Subscription receive(
            SubscriptionBuilder<T> builder,
            SimProcess in,
            BooleanSupplier over,
            Consumer<ChainEvent<?>> begun,
            Consumer<ChainEvent<?>> undone,
            Duty addition,
            Duty removal) {
        if (form == Form.PLAIN) {
            return builder.onRemoved(removal::handle).onEvent(addition::handle);
        }
        builder.retry(
                retry != null
                        ? retry
                        : RetryPolicy.unlimited().longest(Duration.ofSeconds(2)).pauseAfter(random.nextInt(3)));
        if (form == Form.COMMITTING) {
            throw new IllegalStateException("committing handlers are given to commit(…)");
        }
        AtomicInteger open = new AtomicInteger();
        builder.onRemoved(event -> {
            isNextTo(open, event);
            begun.accept(event);
            if (misbehaves(in, over, true)) {
                removal.handle(event);
            }
        });
        if (timed) {
            builder.deadline(DEADLINE);
        }
        return switch (form) {
            case PLAIN, COMMITTING -> throw new IllegalStateException("not here");
            case EVENT ->
                builder.onEvent(event -> {
                    begun.accept(event);
                    if (misbehaves(in, over, true)) {
                        addition.handle(event);
                    }
                });
            case BATCH ->
                builder.onBatch(
                        BatchPolicy.of(1 + random.nextInt(8), Duration.ofMillis(random.nextInt(500))), events -> {
                            events.forEach(begun);
                            if (storm.isStormy() && events.size() > 1 && random.nextInt(4) == 0) {
                                throw new AssertionError("halve it");
                            }
                            if (misbehaves(in, over, true)) {
                                all(events, undone, addition);
                            }
                        });
            case ASYNC ->
                builder.onEventAsync(event -> {
                    isNextTo(open, event);
                    return later(event, open, in, over, begun, addition);
                });
            case PARALLEL ->
                builder.parallel(2 + random.nextInt(4), event -> event.id().index() % 3)
                        .onEventAsync(event -> later(event, open, in, over, begun, addition));
        };
    }

    /** What is done together with the acknowledgement. */
    interface Effect {
        void of(ChainEvent<?> event, Runnable commit);
    }

    /** Has events handled by a handler that commits their effect with the acknowledgement. */
    <T> Subscription commit(
            SubscriptionBuilder<T> builder,
            SimProcess in,
            BooleanSupplier over,
            Consumer<ChainEvent<?>> begun,
            Consumer<ChainEvent<?>> doomed,
            Effect effect) {
        builder.retry(retry);
        if (timed) {
            builder.deadline(DEADLINE);
        }
        return builder.onRemoved(committer(event -> {}, begun, effect))
                .onEvent(committer(
                        event -> {
                            try {
                                misbehaves(in, over, true); // if it is too late it will be told so
                            } catch (Crash crash) {
                                throw crash;
                            } catch (Exception | Error e) {
                                if (!over.getAsBoolean()) {
                                    doomed.accept(event);
                                }
                                throw e;
                            }
                        },
                        begun,
                        (event, commit) -> {
                            try {
                                effect.of(event, commit);
                            } catch (IllegalStateException tooLate) {
                                doomed.accept(event);
                                throw tooLate;
                            }
                            if (timed && storm.isStormy() && random.nextInt(12) == 0) {
                                hang(in, true); // too late to answer, but the effect is there
                            }
                        }));
    }

    private static <T> AcknowledgingHandler<T> committer(Duty first, Consumer<ChainEvent<?>> begun, Effect effect) {
        return new AcknowledgingHandler<>() {
            @Override
            public void onEvent(ChainEvent<T> event, FeedLease lease, Acknowledgement entry) throws Exception {
                begun.accept(event);
                first.handle(event);
                effect.of(event, () -> lease.apply(entry.change()));
            }
        };
    }

    /** Work that goes on past its deadline is a barrier. */
    private void isNextTo(AtomicInteger open, ChainEvent<?> event) {
        if (open.get() > 0) {
            storm.violated(Oracle.named(event) + " is handed over while a stage has not ended");
        }
    }

    private static void all(List<? extends ChainEvent<?>> events, Consumer<ChainEvent<?>> undone, Duty addition)
            throws Exception {
        try {
            for (ChainEvent<?> event : events) {
                addition.handle(event);
            }
        } catch (Exception | Error e) {
            events.forEach(undone);
            throw e;
        }
    }

    private CompletableFuture<Void> later(
            ChainEvent<?> event,
            AtomicInteger open,
            SimProcess in,
            BooleanSupplier over,
            Consumer<ChainEvent<?>> begun,
            Duty addition)
            throws Exception {
        begun.accept(event);
        boolean handles = misbehaves(in, over, false);
        long beganAt = begunNanos;
        CompletableFuture<Void> stage = new CompletableFuture<>();
        open.incrementAndGet();
        var unused = stage.whenComplete((done, failure) -> open.decrementAndGet());
        if (!handles) {
            // past its deadline, and says that it has handled what it has not
            in.schedule(DEADLINE.plusMillis(1 + random.nextInt(2_000)), () -> stage.complete(null));
            return stage;
        }
        boolean hangs = timed && storm.isStormy() && random.nextInt(15) == 0;
        Duration time = hangs ? DEADLINE.plusMillis(1) : Duration.ZERO;
        in.schedule(time.plusMillis(random.nextInt(800)), () -> {
            if (over.getAsBoolean() || storm.isStormy() && random.nextInt(15) == 0) {
                stage.completeExceptionally(new IllegalStateException("the stage fails"));
                return;
            }
            begunNanos = beganAt;
            try {
                addition.handle(event);
            } catch (Crash crash) {
                throw crash;
            } catch (Exception | Error e) {
                stage.completeExceptionally(e);
                return;
            }
            if (!stage.complete(null)) {
                throw new IllegalStateException("somebody else has completed a stage");
            }
        });
        return stage;
    }

    /** Does something else before what is to be done; false if it has taken so long that nothing is to be done any more. */
    private boolean misbehaves(SimProcess in, BooleanSupplier over, boolean blocking) throws Exception {
        long begun = storm.world().nanos();
        boolean goesOn = sleepsOrFails(in, over, blocking);
        begunNanos = begun; // while it slept, the handler of another life may have begun
        return goesOn;
    }

    private boolean sleepsOrFails(SimProcess in, BooleanSupplier over, boolean blocking) throws Exception {
        Thread.interrupted(); // all threads are one here: it was meant for another
        if (!storm.isStormy()) {
            return true;
        }
        switch (random.nextInt(24)) {
            case 0 -> throw new IllegalStateException("the handler fails before it has begun");
            case 1 -> pass(Duration.ofMillis(random.nextInt(1_500)), in);
            case 2 -> {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("the handler fails and leaves an interrupt behind");
            }
            case 3 -> {
                if (timed) {
                    hang(in, blocking);
                    throw new InterruptedException();
                }
            }
            case 4 -> {
                if (timed) {
                    hang(in, blocking);
                    return false; // deaf: says that it has handled what it has not
                }
            }
            case 5 -> throw new OutOfMemoryError("the handler is out of memory");
            default -> {}
        }
        if (over.getAsBoolean()) {
            throw new IllegalStateException("the subscription was closed while the handler slept");
        }
        return true;
    }

    private void hang(SimProcess in, boolean blocking) {
        if (blocking) {
            pass(DEADLINE.plusMillis(random.nextInt(2_000)), in);
        }
    }

    private void pass(Duration time, SimProcess in) {
        storm.world().advance(time);
        in.checkAlive();
    }
}
