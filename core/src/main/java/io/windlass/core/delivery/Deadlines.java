package io.windlass.core.delivery;

import io.windlass.core.runtime.EngineRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Watches how long attempts take, with one timer for all of them. Guarded by the lane's lock. */
final class Deadlines<E> {
    private final long limitNanos;
    private final EngineRuntime runtime;
    private final Runnable check;
    private boolean armed;

    /** @param check called by the timer, without the lock, when it is time for {@link #passed} */
    Deadlines(Duration limit, EngineRuntime runtime, Runnable check) {
        this.limitNanos = limit.toNanos();
        this.runtime = runtime;
        this.check = check;
    }

    /** An attempt begins on the calling thread. */
    void begun(Strand<E> strand) {
        strand.begunNanos = runtime.ticker().nanos();
        strand.thread = Thread.currentThread();
        if (!armed) {
            arm(limitNanos);
        }
    }

    private void arm(long nanos) {
        armed = true;
        var unused = runtime.timer().schedule(Duration.ofNanos(nanos), check);
    }

    /** Those whose attempt has passed its deadline since the last call. */
    List<Strand<E>> passed(List<Strand<E>> busy) {
        armed = false;
        List<Strand<E>> passed = new ArrayList<>();
        long now = runtime.ticker().nanos();
        long soonest = Long.MAX_VALUE;
        for (Strand<E> strand : busy) {
            boolean runs = strand.state() == Strand.State.RUNNING || strand.state() == Strand.State.AWAITED;
            if (!runs || strand.overdue) {
                continue;
            }
            long left = limitNanos - (now - strand.begunNanos);
            if (left <= 0) {
                strand.overdue = true;
                passed.add(strand);
            } else {
                soonest = Math.min(soonest, left);
            }
        }
        if (soonest != Long.MAX_VALUE) {
            arm(soonest);
        }
        return passed;
    }
}
