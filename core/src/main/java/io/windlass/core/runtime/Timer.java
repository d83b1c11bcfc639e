package io.windlass.core.runtime;

import java.time.Duration;

/** Runs tasks later. Tasks are short and never block; a task that throws is reported and harms no other. */
public interface Timer {
    /** Runs the task once after the delay, on a thread of the timer. */
    Scheduled schedule(Duration delay, Runnable task);

    /** A task that is scheduled. */
    interface Scheduled {
        /** Stops it from running if it has not begun. */
        void cancel();
    }
}
