package io.windlass.core.pool;

import io.windlass.BlockchainException;
import io.windlass.CallTimeoutException;
import io.windlass.CloseReason;
import io.windlass.ConnectionLostException;
import io.windlass.ErrorClass;
import io.windlass.RpcError;
import io.windlass.RpcException;
import io.windlass.core.rpc.Attempt;
import io.windlass.core.rpc.Completion;
import io.windlass.core.runtime.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A call on its way through a group: one attempt after another, each over one connection, until one is answered, or the call
 * may not be repeated, or nothing is left to try. Completes its completion once. No lock is held while others are called.
 */
final class GroupCall {
    private final EndpointGroup group;
    private final String method;
    private final List<Object> params;
    private final Completion completion;
    private final Consumer<Endpoint> answerer;
    private final long startNanos;
    private final long timeoutNanos;

    private final AtomicBoolean done = new AtomicBoolean();

    // of one or two, for nearly all calls
    private final CopyOnWriteArrayList<Run> running = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<Endpoint> tried = new CopyOnWriteArrayList<>();

    /** Attempts that are under way, one that is still to come included: so one alone finds that it was the last. */
    private final AtomicInteger open = new AtomicInteger(1);

    private volatile int attempts;
    private volatile long waitsSinceNanos;

    /** Guarded by this. */
    private final List<Throwable> failures = new ArrayList<>();

    /** It has waited between two attempts: it may be among those that rest. */
    private volatile boolean rested;

    private volatile Timer.@Nullable Scheduled hedgeTimer;
    private volatile Timer.@Nullable Scheduled restTimer;

    GroupCall(
            EndpointGroup group,
            String method,
            List<Object> params,
            Completion completion,
            Consumer<Endpoint> answerer,
            long startNanos,
            long timeoutNanos) {
        this.group = group;
        this.method = method;
        this.params = params;
        this.completion = completion;
        this.answerer = answerer;
        this.startNanos = startNanos;
        this.timeoutNanos = timeoutNanos;
        this.waitsSinceNanos = startNanos;
    }

    String method() {
        return method;
    }

    List<Object> params() {
        return params;
    }

    boolean isIdempotent() {
        return group.rules().isIdempotent(method);
    }

    boolean isDone() {
        return done.get();
    }

    boolean hasTried(Endpoint endpoint) {
        return tried.contains(endpoint);
    }

    boolean isRunningOn(Slot slot) {
        return running.stream().anyMatch(run -> run.slot == slot);
    }

    long leftNanos() {
        return timeoutNanos - (group.nanos() - startNanos);
    }

    long waitedNanos() {
        return group.nanos() - waitsSinceNanos;
    }

    /** The user wants no answer any more. */
    void cancel() {
        if (claim()) {
            giveUpRuns(false);
            group.roomMade();
        }
    }

    private boolean claim() {
        return done.compareAndSet(false, true);
    }

    /** Ends it with a failure, unless it has ended. */
    void fail(BlockchainException failure) {
        if (claim()) {
            giveUpRuns(true);
            synchronized (this) {
                failures.stream().filter(earlier -> earlier != failure).forEach(failure::addSuppressed);
            }
            completion.failed(failure);
        }
    }

    private void giveUpRuns(boolean late) {
        if (rested) {
            group.restIsOver(this);
        }
        cancel(hedgeTimer);
        cancel(restTimer);
        running.forEach(run -> run.giveUp(late));
    }

    private static void cancel(Timer.@Nullable Scheduled timer) {
        if (timer != null) {
            timer.cancel();
        }
    }

    /** As {@link #over}, on a thread that is not the caller's: what making the attempt throws ends the call. */
    void overOrFail(Slot slot, boolean hedge) {
        try {
            over(slot, hedge);
        } catch (RuntimeException | Error e) {
            fail(notMade(e));
        }
    }

    private ConnectionLostException notMade(Throwable thrown) {
        String what = group.redact(thrown.toString());
        return new ConnectionLostException(
                method + " on " + group.id() + ": a connection failed while it took the call (" + what
                        + "); the node may have executed it: look at the chain before sending it again",
                group.id(),
                method,
                true,
                CloseReason.of(CloseReason.Kind.NETWORK, 0, what),
                thrown);
    }

    /**
     * One attempt over this connection, in which a place is taken for it.
     *
     * @throws IllegalArgumentException if the parameters cannot be encoded; and whatever a transport throws
     */
    void over(Slot slot, boolean hedge) {
        Run run = new Run(slot, hedge);
        long timeout = group.retries().attemptNanos(this, slot.of());
        if (done.get() || timeout <= 0) {
            slot.release();
            group.roomMade();
            if (timeout <= 0) {
                fail(late(Duration.ZERO));
            }
            return;
        }
        synchronized (this) {
            attempts++;
        }
        tried.addIfAbsent(slot.of());
        if (hedge) {
            open.incrementAndGet();
        }
        running.add(run);
        if (done.get()) {
            run.end(); // ended meanwhile, by who may not have seen this one
            group.roomMade();
            return;
        }
        slot.of().called(hedge);
        try {
            run.begin(Duration.ofNanos(timeout));
        } catch (RuntimeException | Error e) {
            if (run.end()) {
                group.roomMade(slot);
            }
            throw e;
        }
        if (attempts == 1 && !done.get()) {
            group.hedgeLater(this);
        }
    }

    /** A second attempt is made after this time, if the first one is still under way. */
    void hedgeIn(Duration delay) {
        hedgeTimer = group.schedule(delay, this::hedge);
    }

    private void restFor(Duration delay) {
        cancel(hedgeTimer);
        rested = true;
        group.rests(this);
        restTimer = group.schedule(delay, () -> {
            group.restIsOver(this);
            if (!done.get()) {
                placeAgain();
            }
        });
        if (done.get()) {
            group.restIsOver(this); // ended meanwhile, by who may have come before it rested
        }
    }

    private void hedge() {
        if (!done.get() && running.size() == 1) {
            group.hedge(this);
        }
    }

    private void answered(Slot by, Runnable complete) {
        if (claim()) {
            giveUpRuns(true);
            answerer.accept(by.of());
            boolean left = group.someWait() && completion.leave(() -> group.roomMade(by));
            complete.run();
            if (left) {
                return;
            }
        }
        group.roomMade(by);
    }

    private void failed(Verdict verdict, Throwable failure, Consumer<Completion> tellAsItIs) {
        synchronized (this) {
            failures.add(failure);
            if (verdict.errorClass() == ErrorClass.RATE_LIMITED) {
                attempts--; // that one was not made
            }
        }
        // while a second attempt is on its way, it decides
        if (!done.get() && wasLast()) {
            goOn(verdict, failure, tellAsItIs);
        }
        group.roomMade();
    }

    /** If so, what is to come takes its place. */
    private boolean wasLast() {
        return open.getAndUpdate(attempts -> Math.max(1, attempts - 1)) == 1;
    }

    private void goOn(Verdict verdict, Throwable failure, Consumer<Completion> tellAsItIs) {
        boolean mayRepeat = !verdict.executed() || isIdempotent();
        boolean endsHere =
                !mayRepeat || leftNanos() <= 0 || attempts >= group.retries().mostAttempts();
        if (!endsHere && verdict.elsewhere() && group.retries().hasUntried(this)) {
            placeAgain();
            return;
        }
        if (!endsHere && verdict.again()) {
            Duration delay = group.retries().delayBeforeAgain(attempts, verdict);
            if (delay.toNanos() < leftNanos()) {
                tried.clear();
                restFor(delay);
                return;
            }
        }
        if (failure instanceof CallTimeoutException && attempts > 1) {
            fail(late(Duration.ofNanos(timeoutNanos)));
        } else if (failure instanceof BlockchainException known && !(failure instanceof RpcException)) {
            fail(known);
        } else if (claim()) {
            giveUpRuns(true);
            tellAsItIs.accept(completion);
        }
    }

    private void placeAgain() {
        waitsSinceNanos = group.nanos();
        try {
            group.place(this);
        } catch (RuntimeException | Error e) {
            fail(notMade(e));
        }
    }

    private CallTimeoutException late(Duration timeout) {
        return new CallTimeoutException(
                method + " on " + group.id() + " was not answered within " + Duration.ofNanos(timeoutNanos) + " in "
                        + attempts + (attempts == 1 ? " attempt" : " attempts")
                        + "; raise requestTimeout, or add a faster endpoint",
                method,
                timeout.isZero() ? Duration.ofNanos(timeoutNanos) : timeout,
                false,
                null);
    }

    /** One attempt. */
    private final class Run implements Completion {
        private final Slot slot;
        private final boolean hedge;
        private final long beganNanos = group.nanos();
        private final AtomicBoolean ended = new AtomicBoolean();
        private volatile @Nullable Attempt attempt;

        Run(Slot slot, boolean hedge) {
            this.slot = slot;
            this.hedge = hedge;
        }

        void begin(Duration timeout) {
            Attempt begun = slot.member().attempt(method, params, timeout, this);
            attempt = begun;
            if (done.get() && ended.get()) {
                begun.cancel(); // given up before there was something to cancel; else this does nothing
            }
        }

        void giveUp(boolean late) {
            if (end()) {
                Attempt begun = attempt;
                if (begun != null) {
                    begun.cancel();
                }
                // that it took so long already is worth knowing, unless others decided how long that was
                group.gaveUp(slot, group.nanos() - beganNanos, late && !hedge);
            }
        }

        private boolean end() {
            if (!ended.compareAndSet(false, true)) {
                return false;
            }
            running.remove(this);
            slot.release();
            return true;
        }

        @Override
        public void result(byte[] bytes, int offset, int length) {
            if (end()) {
                group.answered(slot, group.nanos() - beganNanos, hedge);
                GroupCall.this.answered(slot, () -> completion.result(bytes, offset, length));
            }
        }

        @Override
        public void error(RpcError error) {
            if (!end()) {
                return;
            }
            Verdict verdict = Verdict.of(error, group.rules());
            if (verdict.errorClass() == ErrorClass.CALLER) {
                slot.of().counted(ErrorClass.CALLER);
                group.answered(slot, group.nanos() - beganNanos, hedge);
                GroupCall.this.answered(slot, () -> completion.error(error));
                return;
            }
            RpcException failure = new RpcException(method, error);
            group.failed(slot, verdict, failure, group.nanos() - beganNanos);
            GroupCall.this.failed(verdict, failure, to -> to.error(error));
        }

        @Override
        public void failed(BlockchainException failure) {
            if (end()) {
                Verdict verdict = Verdict.of(failure, group.retries().longEnough());
                group.failed(slot, verdict, failure, group.nanos() - beganNanos);
                GroupCall.this.failed(verdict, failure, to -> to.failed(failure));
            }
        }
    }
}
