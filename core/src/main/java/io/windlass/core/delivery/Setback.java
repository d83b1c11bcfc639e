package io.windlass.core.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A failed attempt and what follows from it.
 *
 * @param items what was handed over, one at least
 * @param failure what the attempt failed with
 * @param attempts how many have failed in a row, this one included
 * @param first when the first of them failed, by the wall clock
 * @param last when this one did
 * @param next what comes now
 * @param pause how long until then
 */
public record Setback<E>(
        List<E> items, Throwable failure, int attempts, Instant first, Instant last, Next next, Duration pause) {
    /** What was handed over, or the first of it. */
    public E item() {
        return items.get(0);
    }

    /** What follows a failed attempt. */
    public enum Next {
        /** The same is handed over again. */
        AGAIN,
        /** Each half of the batch is handed over by itself. */
        HALVES,
        /** It failed for good: the item is settled, the next follows. */
        DEAD,
        /** It failed for good, as too many before it: the same is handed over again until something is accepted. */
        PAUSED,
        /** Nothing: it is no longer wanted. */
        NOTHING
    }
}
