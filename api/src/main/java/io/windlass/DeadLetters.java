package io.windlass;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * The dead letters of one named subscription, while it runs. What is requeued is replayed by the subscription itself, in the
 * order of ids, between the events that it hands over anyway: first it is checked that the letter's block is still on the
 * chain. A replay that is acknowledged ends the letter; one that fails for good leaves it {@link DeadLetter.State#DEAD} again.
 *
 * <p>The futures complete when what was asked for is durable, on a thread of the engine. They fail with {@link
 * FeedStoreException} or {@link FencedException} if the store fails, which ends the subscription as well, and with {@link
 * IllegalStateException} if the subscription has not begun or has ended: then use {@code windlass dead-letters}, or subscribe
 * again. Filters run on a thread that may block on storage; one that throws fails the future, and what was done before stays.
 *
 * <p>Thread-safe. Users do not implement this interface.
 */
public interface DeadLetters {
    /**
     * The letters behind an id, in the order of ids.
     *
     * @param afterId the last id of the page before; 0 for the first page
     * @param limit the most letters to return, from 1 to 10,000
     * @throws IllegalArgumentException if the limit is out of its range
     */
    CompletableFuture<List<DeadLetter>> list(long afterId, int limit);

    /** The letter with this id; empty if there is none. */
    CompletableFuture<Optional<DeadLetter>> get(long id);

    /**
     * Has a letter replayed.
     *
     * @return true if it will be; false if there is no such letter, or it is {@link DeadLetter.State#RETRACTED}
     */
    CompletableFuture<Boolean> requeue(long id);

    /**
     * Has the {@link DeadLetter.State#DEAD} letters that match replayed.
     *
     * @return how many there were
     */
    CompletableFuture<Long> requeue(Predicate<DeadLetter> filter);

    /**
     * Has all {@link DeadLetter.State#DEAD} letters replayed.
     *
     * @return how many there were
     */
    CompletableFuture<Long> requeueAll();

    /**
     * Deletes a letter. A replay of it that waits is dropped, one that runs goes on.
     *
     * @return false if there is no such letter
     */
    CompletableFuture<Boolean> purge(long id);

    /**
     * Deletes the letters that match, whatever their state, as {@link #purge(long)} does.
     *
     * @return how many there were
     */
    CompletableFuture<Long> purge(Predicate<DeadLetter> filter);
}
