package io.windlass.core.delivery;

import io.windlass.core.runtime.Timer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is being handed over, an item or a batch, and how that goes: one attempt at a time. Guarded by the lane's lock; while an
 * attempt runs, its thread may read what is handed over.
 */
class Strand<E> {
    enum State {
        /** There is nothing to hand over. */
        IDLE,
        /** The next attempt may begin. */
        READY,
        /** A thread is at it. */
        RUNNING,
        /** The receiver is at it, by itself. */
        AWAITED,
        /** The receiver is done with it; a thread has to see how it went. */
        ANSWERED,
        /** The next attempt comes after a pause. */
        RESTING,
        /** The next attempt comes when something else has been accepted. */
        HELD
    }

    /** A part of a batch that waits while what is before it is handed over. */
    private record Part<E>(List<E> items, int attempts, int counted, Instant failingSince) {}

    private State state = State.IDLE;
    private @Nullable E item;
    private @Nullable List<E> batch;
    private @Nullable ArrayDeque<Part<E>> parts;
    private @Nullable Set<E> unwanted;

    /** How many attempts have failed. */
    private int attempts;

    /** How many of them count: what was handed over with others has attempts of its own once it is alone. */
    private int counted;

    private @Nullable Instant failingSince;

    // the attempt that runs
    long begunNanos;
    boolean overdue;

    @Nullable
    Thread thread;

    @Nullable
    CompletionStage<?> stage;

    @Nullable
    Throwable failure;

    /** Whether there was somebody to accept it. */
    boolean heard;

    /** How many pauses were made with it; between them nothing else is handed over. */
    int probes;

    private Timer.@Nullable Scheduled rest;
    private long rests;

    final State state() {
        return state;
    }

    final void is(State now) {
        state = now;
    }

    // ---- what is handed over

    /** Begins with an item. */
    final void load(E one) {
        item = one;
        begin();
    }

    /** Begins with several items; the list is the strand's from now on. */
    final void load(List<E> several) {
        batch = several;
        begin();
    }

    private void begin() {
        attempts = 0;
        counted = 0;
        failingSince = null;
        probes = 0;
        state = State.READY;
    }

    /** The item, or the first of the batch. */
    final E first() {
        E one = item;
        if (one != null) {
            return one;
        }
        List<E> several = batch;
        if (several == null) {
            throw new IllegalStateException("nothing is handed over");
        }
        return several.get(0);
    }

    /** The item, or the last of the batch. */
    final E last() {
        List<E> several = batch;
        return several == null ? first() : several.get(several.size() - 1);
    }

    /** The batch; null if it is a single item. */
    final @Nullable List<E> batch() {
        return batch;
    }

    /** How many items are handed over. */
    final int size() {
        List<E> several = batch;
        return several != null ? several.size() : item == null ? 0 : 1;
    }

    /** This is settled, or no longer wanted. What is left of a batch comes next. */
    final void unload() {
        cancelRest();
        item = null;
        batch = null;
        unwanted = null;
        probes = 0;
        failingSince = null;
        state = State.IDLE;
        Part<E> next = parts == null ? null : parts.poll();
        if (next != null) {
            load(next.items);
            attempts = next.attempts;
            counted = next.counted;
            failingSince = next.failingSince;
        }
    }

    /** Hands over the first half of the batch, then the second; both have failed as often as the whole, but what is alone begins anew. */
    final void halve() {
        List<E> whole = batch;
        Instant since = failingSince;
        if (whole == null || since == null) {
            throw new IllegalStateException("no batch that failed");
        }
        int middle = whole.size() / 2;
        if (parts == null) {
            parts = new ArrayDeque<>();
        }
        List<E> second = new ArrayList<>(whole.subList(middle, whole.size()));
        parts.addFirst(new Part<>(second, attempts, second.size() == 1 ? 0 : counted, since));
        batch = new ArrayList<>(whole.subList(0, middle));
        counted = middle == 1 ? 0 : counted;
        state = State.READY;
    }

    /** True if the key of the item could not be told: another attempt begins with asking for it. */
    boolean lacksKey() {
        return false;
    }

    // ---- what is no longer wanted

    /** What matches is not handed over again. What an attempt is running with is left out when it has failed. */
    final void forget(Predicate<E> which) {
        if (parts != null) {
            parts.forEach(part -> part.items.removeIf(which));
            parts.removeIf(part -> part.items.isEmpty());
        }
        List<E> several = batch;
        boolean isRunning = state == State.RUNNING || state == State.AWAITED || state == State.ANSWERED;
        if (isRunning) {
            if (several != null) {
                several.stream().filter(which).forEach(this::unwanted);
            } else if (which.test(first())) {
                unwanted(first());
            }
        } else if (several != null) {
            several.removeIf(which);
            if (several.isEmpty()) {
                unload();
            }
        } else if (item != null && which.test(item)) {
            unload();
        }
    }

    private void unwanted(E one) {
        Set<E> all = unwanted;
        if (all == null) {
            all = Collections.newSetFromMap(new IdentityHashMap<>());
            unwanted = all;
        }
        all.add(one);
    }

    /** The attempt has failed: leaves out what was no longer wanted meanwhile. True if nothing remains. */
    final boolean leaveOutUnwanted() {
        Set<E> gone = unwanted;
        if (gone == null) {
            return false;
        }
        unwanted = null;
        List<E> several = batch;
        if (several == null) {
            return true;
        }
        List<E> rest = new ArrayList<>(several);
        rest.removeAll(gone);
        batch = rest;
        return rest.isEmpty();
    }

    // ---- failures

    /** One more attempt has failed. */
    final int failedAt(Instant now) {
        failsSince(now);
        counted++;
        return ++attempts;
    }

    /** It fails, as everybody can see. */
    final void failsSince(Instant now) {
        if (failingSince == null) {
            failingSince = now;
        }
    }

    final int attempts() {
        return attempts;
    }

    /** How many of the attempts count when it is decided whether there is another. */
    final int counted() {
        return counted;
    }

    final @Nullable Instant failingSince() {
        return failingSince;
    }

    /** Waits for its time; the number tells a pause from others. */
    final long restsNow() {
        state = State.RESTING;
        return ++rests;
    }

    final void restEndsWith(Timer.Scheduled alarm) {
        rest = alarm;
    }

    final boolean isInRest(long number) {
        return state == State.RESTING && rests == number;
    }

    final void cancelRest() {
        Timer.Scheduled alarm = rest;
        if (alarm != null) {
            rest = null;
            alarm.cancel();
        }
    }
}
