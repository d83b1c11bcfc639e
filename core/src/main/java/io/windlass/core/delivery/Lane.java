package io.windlass.core.delivery;

import io.windlass.FailureClass;
import io.windlass.core.runtime.EngineRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded queue whose items are handed over until each is settled: accepted, or failed for good. In order, one attempt at a
 * time, unless its terms allow more. Offering never blocks. Thread-safe.
 *
 * <p>Threads come from the handlers' executor while there is something to hand over, and take one item after the other. One lock
 * guards what is known; nothing of the receiver's runs under it.
 *
 * @param <E> what waits in it
 */
public final class Lane<E> {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    /** What is settled while others wait is told of within this time, so that little is handed over again after a crash. */
    private static final Duration TELL_WITHIN = Duration.ofMillis(100);

    private final Terms terms;
    private final Recipient<E> recipient;
    private final EngineRuntime runtime;
    private final Runnable progress;
    private final Setbacks setbacks;
    private final @Nullable Deadlines<E> deadlines;
    private final Runnable worker = this::work;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Object lock = new Object();

    // under the lock
    private final Buffer<E> buffer;
    private final Dealing<E> dealing;
    private final ArrayDeque<Strand<E>> answered = new ArrayDeque<>();
    private final List<Strand<E>> held = new ArrayList<>();
    private final List<Setback<E>> dead = new ArrayList<>();
    private int workers;

    /** Strands with which an attempt runs, or has ended and was not yet looked at. */
    private int running;

    /** How many items failed for good since one was accepted. */
    private int deadInARow;

    /** Nothing but this is handed over until something is accepted. */
    private @Nullable Strand<E> probe;

    /** Nothing is handed over until somebody says so. */
    private boolean onHold;

    private boolean refused;
    private boolean untold;
    private boolean tellsLater;
    private boolean closed;

    /**
     * A lane.
     *
     * @param progress told when there is room again after an item was refused, when items were settled, when nothing waits any
     *     more, and when the receiver begins or ceases to fail
     */
    public Lane(Terms terms, Recipient<E> recipient, EngineRuntime runtime, Runnable progress) {
        this.terms = terms;
        this.recipient = recipient;
        this.runtime = runtime;
        this.progress = progress;
        this.setbacks = new Setbacks(terms.retry(), runtime.random());
        this.buffer = new Buffer<>(terms.maxItems(), terms.maxBytes());
        this.deadlines =
                terms.deadline() == null ? null : new Deadlines<>(terms.deadline(), runtime, this::checkDeadlines);
        this.dealing = terms.attempts() > 1
                ? new ByKey<>(buffer, recipient, terms.attempts())
                : new InOrder<>(
                        buffer,
                        terms.batch() == null
                                ? null
                                : new Collector<>(terms.batch(), buffer, recipient, runtime, this::alarmed));
    }

    /** False if it did not fit or the lane is closed. */
    public boolean offer(E item, int bytes) {
        boolean taken;
        boolean start;
        synchronized (lock) {
            if (closed) {
                return false;
            }
            taken = buffer.offer(item, bytes);
            if (taken) {
                dealing.offered(item);
            } else {
                refused = true;
                dealing.flush(); // waiting would gain nothing
            }
            start = wantsWorker();
        }
        start(start);
        return taken;
    }

    /** What is collected for a batch is handed over without waiting for more. */
    public void flush() {
        boolean start;
        synchronized (lock) {
            dealing.flush();
            start = wantsWorker();
        }
        start(start);
    }

    // ---- threads

    /** True if another thread has something to do; it is counted in. */
    private boolean wantsWorker() {
        boolean wants = workers < terms.attempts() && (!answered.isEmpty() || mayBegin() && dealing.hasNext(probe));
        if (wants) {
            workers++;
        }
        return wants;
    }

    private boolean mayBegin() {
        return !closed && !onHold && running < terms.attempts();
    }

    private void start(boolean start) {
        if (start) {
            runtime.handlers().execute(worker);
        }
    }

    private void alarmed() {
        boolean start;
        synchronized (lock) {
            dealing.alarmed();
            start = wantsWorker();
        }
        start(start);
    }

    private void work() {
        Strand<E> strand = next(null);
        while (strand != null) {
            boolean hasEnded = strand.state() == Strand.State.ANSWERED || attempt(strand);
            strand = next(hasEnded && isAccepted(strand) ? strand : null);
        }
    }

    /** What the calling thread is to see to next, after what it has seen accepted is settled; null if there is nothing. */
    private @Nullable Strand<E> next(@Nullable Strand<E> accepted) {
        Strand<E> done = accepted;
        Slot<E> toSort = null;
        Object key = null;
        while (true) {
            Strand<E> found;
            boolean tell = false;
            boolean another = false;
            boolean over = false;
            synchronized (lock) {
                if (done != null) {
                    tell = settle(done);
                    done = null;
                }
                if (toSort != null) {
                    dealing.sorted(toSort, key);
                    toSort = null;
                }
                found = answered.poll();
                if (found == null && mayBegin()) {
                    found = dealing.next(probe);
                    if (found != null) {
                        begin(found);
                    } else if (probe == null) {
                        toSort = dealing.toSort();
                    }
                }
                if (found == null && toSort == null) {
                    workers--;
                    over = closed && running == 0 && workers == 0;
                    tell |= untold && isIdleNow();
                } else {
                    another = wantsWorker();
                }
                tell |= refused && buffer.hasRoom();
                if (tell) {
                    told();
                } else if (untold) {
                    tellLater();
                }
            }
            start(another);
            if (tell) {
                progress.run();
            }
            if (over) {
                ended.complete(null);
            }
            if (toSort == null) {
                return found;
            }
            key = keyOf(toSort.item);
        }
    }

    private @Nullable Object keyOf(E item) {
        try {
            return recipient.key(item);
        } catch (Throwable e) {
            return new KeyStrand.Unknown(); // the item's attempt asks again, and fails with it
        }
    }

    // ---- telling

    private void told() {
        untold = false;
        refused &= !buffer.hasRoom();
    }

    private void tellLater() {
        if (!tellsLater) {
            tellsLater = true;
            var unused = runtime.timer().schedule(TELL_WITHIN, () -> {
                boolean tell;
                synchronized (lock) {
                    tellsLater = false;
                    tell = untold;
                    untold = false;
                }
                if (tell) {
                    progress.run();
                }
            });
        }
    }

    // ---- one attempt

    private void begin(Strand<E> strand) {
        running++;
        strand.is(Strand.State.RUNNING);
        strand.overdue = false;
        strand.failure = null;
        strand.stage = null;
        if (deadlines != null) {
            deadlines.begun(strand);
        }
    }

    /** Hands over; false if the answer comes later. */
    private boolean attempt(Strand<E> strand) {
        CompletionStage<?> stage = null;
        try {
            if (strand.lacksKey()) {
                var unused = recipient.key(strand.first());
            }
            List<E> batch = strand.batch();
            stage = batch == null
                    ? recipient.receive(strand.first())
                    : recipient.receiveAll(Collections.unmodifiableList(batch));
        } catch (Throwable e) {
            strand.failure = e; // whatever users' code throws is its failure, not the lane's
        }
        boolean isLater = stage != null && !isDone(stage);
        if (deadlines != null || isLater) {
            synchronized (lock) {
                strand.thread = null;
                strand.stage = stage;
                strand.is(isLater ? Strand.State.AWAITED : Strand.State.ANSWERED);
            }
        }
        Thread.interrupted(); // whoever interrupted this attempt did not mean the next
        if (stage == null || !isLater) {
            return true;
        }
        await(strand, stage);
        return false;
    }

    private static boolean isDone(CompletionStage<?> stage) {
        // one of a derived class may not want to be asked
        return stage.getClass() == CompletableFuture.class
                && stage instanceof CompletableFuture<?> future
                && future.isDone()
                && !future.isCompletedExceptionally();
    }

    private void await(Strand<E> strand, CompletionStage<?> stage) {
        try {
            var unused = stage.whenComplete((nothing, failure) -> answered(strand, stage, failure));
        } catch (RuntimeException e) {
            answered(strand, stage, e);
        }
    }

    /** The receiver is done, on a thread of its own. */
    private void answered(Strand<E> strand, CompletionStage<?> stage, @Nullable Throwable failure) {
        boolean start;
        synchronized (lock) {
            if (strand.state() != Strand.State.AWAITED || strand.stage != stage) {
                return;
            }
            Throwable cause = failure == null ? null : failure.getCause();
            strand.failure = failure instanceof CompletionException && cause != null ? cause : failure;
            strand.stage = null;
            strand.is(Strand.State.ANSWERED);
            answered.add(strand);
            start = wantsWorker();
        }
        start(start);
    }

    /** Sees how an attempt went: false if it failed. */
    private boolean isAccepted(Strand<E> strand) {
        Throwable failure = strand.failure;
        if (strand.overdue && !(failure == null && recipient.isDurable(strand.first()))) {
            TimeoutException late = new TimeoutException("the handler took longer than " + terms.deadline());
            if (failure != null) {
                late.addSuppressed(failure);
            }
            failure = late;
        }
        if (failure != null) {
            failed(strand, failure);
            return false;
        }
        List<E> batch = strand.batch();
        if (batch == null) {
            strand.heard = accepted(strand.first());
        } else {
            strand.heard = false;
            for (E item : batch) {
                strand.heard |= accepted(item);
            }
        }
        return true;
    }

    private boolean accepted(E item) {
        try {
            return recipient.accepted(item);
        } catch (RuntimeException | Error e) {
            LOG.error("Nobody could be told of an item that was accepted", e); // the lane goes on all the same
            return true;
        }
    }

    /** True if it is to be told at once. */
    private boolean settle(Strand<E> accepted) {
        running--;
        boolean recovered = accepted.failingSince() != null;
        boolean heard = accepted.heard;
        dealing.settled(accepted);
        untold = true;
        if (heard) {
            deadInARow = 0;
            endPause();
        }
        return recovered;
    }

    // ---- failures

    private void failed(Strand<E> strand, Throwable failure) {
        FailureClass kind = strand.overdue ? FailureClass.TRANSIENT : setbacks.classOf(failure);
        Instant now = runtime.ticker().now();
        Setback<E> setback;
        synchronized (lock) {
            running--;
            if (closed && failure instanceof InterruptedException) {
                dealing.dropped(strand);
                return;
            }
            setback = follow(strand, failure, kind, now);
        }
        try {
            recipient.failed(setback);
        } catch (RuntimeException | Error e) {
            LOG.error("Nobody could be told of a failed attempt", e); // the lane goes on all the same
        }
        progress.run();
    }

    /** Decides what follows, and does it. */
    private Setback<E> follow(Strand<E> strand, Throwable failure, FailureClass kind, Instant now) {
        List<E> batch = strand.batch();
        List<E> items = batch == null ? List.of(strand.first()) : List.copyOf(batch);
        int attempts = strand.failedAt(now);
        Instant since = Objects.requireNonNull(strand.failingSince());
        Setback.Next next;
        Duration pause = Duration.ZERO;
        if (closed || strand.leaveOutUnwanted()) {
            next = Setback.Next.NOTHING;
            dealing.dropped(strand);
            if (probe == strand) {
                endPause(); // the next that fails takes its place
            }
        } else if (kind == FailureClass.TRANSIENT && setbacks.allowsAfter(strand.counted())) {
            next = Setback.Next.AGAIN;
            pause = setbacks.pauseAfter(strand.counted());
            rest(strand, pause);
        } else if (strand.size() > 1) {
            next = Setback.Next.HALVES;
            strand.halve();
            dealing.ready(strand);
        } else if (!setbacks.areTooMany(deadInARow)) {
            next = Setback.Next.DEAD;
            deadInARow++;
        } else if (probe == null || probe == strand) {
            next = Setback.Next.PAUSED;
            probe = strand;
            pause = setbacks.pauseAfterProbes(strand.probes++);
            rest(strand, pause);
        } else {
            next = Setback.Next.PAUSED;
            strand.is(Strand.State.HELD);
            held.add(strand);
        }
        Setback<E> setback = new Setback<>(items, failure, attempts, since, now, next, pause);
        if (next == Setback.Next.DEAD) {
            if (terms.keepsDead()) {
                dead.add(setback);
            }
            dealing.settled(strand);
            untold = true;
        }
        return setback;
    }

    private void rest(Strand<E> strand, Duration pause) {
        long number = strand.restsNow();
        strand.restEndsWith(runtime.timer().schedule(pause, () -> {
            boolean start;
            synchronized (lock) {
                if (!strand.isInRest(number)) {
                    return;
                }
                strand.is(Strand.State.READY);
                dealing.ready(strand);
                start = wantsWorker();
            }
            start(start);
        }));
    }

    private void endPause() {
        Strand<E> paused = probe;
        if (paused == null) {
            return;
        }
        probe = null;
        if (paused.state() == Strand.State.RESTING && paused.probes > 0) {
            held.add(paused);
        }
        for (Strand<E> waiting : held) {
            waiting.cancelRest();
            waiting.is(Strand.State.READY);
            dealing.ready(waiting);
        }
        held.clear();
    }

    // ---- deadlines

    /** A thread that is late is interrupted; a stage is waited for: to cancel it would complete it while its work goes on. */
    private void checkDeadlines() {
        boolean tell;
        synchronized (lock) {
            List<Strand<E>> passed = deadlines == null ? List.of() : deadlines.passed(dealing.busy());
            Instant now = runtime.ticker().now();
            for (Strand<E> strand : passed) {
                strand.failsSince(now);
                recipient.overdue(strand.first());
                Thread thread = strand.thread;
                if (thread != null) {
                    thread.interrupt(); // under the lock: the thread cannot have gone on to something else
                }
            }
            tell = !passed.isEmpty();
        }
        if (tell) {
            progress.run();
        }
    }

    // ---- what is asked from outside

    /**
     * Takes out what nobody has begun to receive and matches. What failed, is to be handed over again and matches, is not handed
     * over again; it is not in the answer, since it was received. Nor is what an attempt is running with: it runs to its end, and
     * counts if it is accepted.
     */
    public List<E> withdraw(Predicate<E> which) {
        List<E> out;
        boolean start;
        synchronized (lock) {
            out = dealing.withdraw(which);
            dead.removeIf(setback -> which.test(setback.item()));
            for (Iterator<Strand<E>> all = held.iterator(); all.hasNext(); ) {
                if (all.next().state() != Strand.State.HELD) {
                    all.remove();
                }
            }
            Strand<E> paused = probe;
            if (paused != null && paused.probes == 0) {
                endPause(); // the next that fails takes its place
            }
            start = wantsWorker();
        }
        start(start);
        return out;
    }

    /** Takes out the item that has waited longest in the buffer; null if none does. */
    public @Nullable E withdrawOldest() {
        synchronized (lock) {
            return dealing.withdrawOldest();
        }
    }

    /** What was settled last; all that was offered before it is settled too, or withdrawn. Null at first. */
    public @Nullable E settled() {
        synchronized (lock) {
            return dealing.line();
        }
    }

    /** Takes out what failed for good and matches. */
    public List<Setback<E>> dead(Predicate<E> which) {
        synchronized (lock) {
            if (dead.isEmpty()) {
                return List.of();
            }
            List<Setback<E>> out = new ArrayList<>();
            dead.removeIf(setback -> which.test(setback.item()) && out.add(setback));
            return out;
        }
    }

    /** Since when the receiver has been failing on something, by the wall clock; null if it is not. */
    public @Nullable Instant failingSince() {
        synchronized (lock) {
            Instant earliest = null;
            for (Strand<E> strand : dealing.busy()) {
                Instant since = strand.failingSince();
                if (since != null && (earliest == null || since.isBefore(earliest))) {
                    earliest = since;
                }
            }
            return earliest;
        }
    }

    /** How many items wait for their first attempt. */
    public int waiting() {
        synchronized (lock) {
            return dealing.waiting();
        }
    }

    /** True if everything that was offered is settled or withdrawn. */
    public boolean isIdle() {
        synchronized (lock) {
            return isIdleNow();
        }
    }

    private boolean isIdleNow() {
        return buffer.isEmpty() && dealing.busy().isEmpty();
    }

    /**
     * Hands nothing over until {@link #goOn}. For a lane with one attempt at a time: called while its receiver is told of a
     * failure, nothing follows that.
     */
    public void hold() {
        synchronized (lock) {
            onHold = true;
        }
    }

    /** Ends a {@link #hold}. */
    public void goOn() {
        boolean start;
        synchronized (lock) {
            onHold = false;
            start = wantsWorker();
        }
        start(start);
    }

    /** Drops what waits; an attempt that runs ends in peace. Idempotent. */
    public void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            dealing.close();
            held.clear();
            probe = null;
            if (workers > 0) {
                return;
            }
            workers++;
        }
        start(true);
    }

    /** Completes when the lane is closed and no attempt runs any more. */
    public CompletableFuture<Void> ended() {
        return ended;
    }
}
