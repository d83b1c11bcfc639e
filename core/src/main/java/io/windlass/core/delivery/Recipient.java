package io.windlass.core.delivery;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Where a lane's items go. Called by the lane's threads, and no two at a time are about the same item.
 *
 * @param <E> what is handed over
 */
public interface Recipient<E> {
    /**
     * Hands one item over.
     *
     * @return null if it is accepted, else what tells when it is
     * @throws Exception if it is not accepted
     */
    @Nullable
    CompletionStage<?> receive(E item) throws Exception;

    /** As {@link #receive}, for several at once. */
    @Nullable
    CompletionStage<?> receiveAll(List<E> items) throws Exception;

    /** What keeps two items in order if it is equal for both. Asked only if several attempts may run at once. */
    @Nullable
    Object key(E item) throws Exception;

    /** True if nothing else may be handed over together with it, or while it is. Must be quick: a lock is held. */
    boolean isAlone(E item);

    /** The attempt that runs with it has passed its deadline. Must be quick: a lock is held. */
    default void overdue(E item) {
        // most do not mind
    }

    /** True if it is accepted for good already, whatever is said of the attempt: an answer past its deadline counts then. */
    default boolean isDurable(E item) {
        return false;
    }

    /**
     * The item is about to be settled. Must not throw.
     *
     * @return false if there was nobody to accept it
     */
    boolean accepted(E item);

    /** An attempt has failed. Must not throw. */
    void failed(Setback<E> setback);
}
