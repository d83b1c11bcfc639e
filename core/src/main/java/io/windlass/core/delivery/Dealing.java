package io.windlass.core.delivery;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Decides what may be handed over next. Guarded by the lane's lock. */
interface Dealing<E> {
    /**
     * What is to be handed over next, {@link Strand.State#READY}; null if nothing may be now.
     *
     * @param only if there is one, nothing but this may be
     */
    @Nullable
    Strand<E> next(@Nullable Strand<E> only);

    /** True if {@link #next} or {@link #toSort} would have something. */
    boolean hasNext(@Nullable Strand<E> only);

    /** An item whose key has to be asked for, without the lock, and then {@linkplain #sorted told}; null if there is none. */
    default @Nullable Slot<E> toSort() {
        return null;
    }

    /** The item has this key. */
    default void sorted(Slot<E> slot, @Nullable Object key) {
        throw new IllegalStateException("nothing was to be sorted");
    }

    /** An item was put into the buffer. */
    void offered(E item);

    /** What waits is to be handed over without waiting for more. */
    void flush();

    /** The time for which something was collected is over. */
    void alarmed();

    /** A strand that was paused may go on. */
    void ready(Strand<E> strand);

    /** What the strand handed over is settled. */
    void settled(Strand<E> strand);

    /** What the strand handed over is not handed over again, nor settled. */
    void dropped(Strand<E> strand);

    /** What was settled last; all that was offered before it is settled too, or withdrawn. Null at first. */
    @Nullable
    E line();

    /** Takes out what matches and nobody has begun to receive. What is tried again and matches is not tried again. */
    List<E> withdraw(Predicate<E> which);

    /** Takes out what has waited longest in the buffer; null if nothing waits there. */
    @Nullable
    E withdrawOldest();

    /** All strands that have something to hand over. */
    List<Strand<E>> busy();

    /** How many items wait for their first attempt. */
    int waiting();

    /** Drops all but what an attempt is running with. */
    void close();
}
