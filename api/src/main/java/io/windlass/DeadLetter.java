package io.windlass;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An event whose handler failed for good. Of a named subscription it is kept in the store, in one step with the checkpoint
 * that passes over it, until it is replayed with success or purged.
 *
 * @param id tells a feed's letters from each other and orders them as they were handed over; from 1, never used twice. 0 of
 *     an unnamed subscription, whose letters are not kept
 * @param feed the subscription's name; of an unnamed one the name of its {@link Feed}
 * @param event the identity of what the event is about
 * @param position where it stands on the chain; empty for what is in no block yet
 * @param occurrence as {@link ChainEvent#occurrence()}
 * @param removed true if it is the removal of the event that could not be handled
 * @param payload the JSON of its value; {@link Json#NULL} of an unnamed subscription that does not {@link
 *     SubscriptionBuilder#keepRaw() keep} it
 * @param causes what the handler threw at last, and what lay behind it, the outermost first; at most 16
 * @param attempts how often the handler was called with it, replays included
 * @param firstFailure when the handler failed first, in milliseconds, by this machine's wall clock
 * @param lastFailure when it failed last
 * @param state what is to become of it
 */
public record DeadLetter(
        long id,
        String feed,
        EventId event,
        Optional<Position> position,
        int occurrence,
        boolean removed,
        Json payload,
        List<Cause> causes,
        int attempts,
        Instant firstFailure,
        Instant lastFailure,
        State state) {
    /** What is to become of a letter. */
    public enum State {
        /** It waits for somebody to decide. */
        DEAD,
        /** It will be replayed: now if its subscription runs, else as soon as it does. */
        REQUEUED,
        /**
         * It is not replayed any more: the block of its event left the chain, or, of a removal, came back to it. Kept for people
         * until it is purged.
         */
        RETRACTED
    }

    /**
     * One link in a chain of failures.
     *
     * @param type the name of the exception's class
     * @param message its message, cut after 2,000 characters; empty if it had none
     */
    public record Cause(String type, String message) {
        /** Neither may be null. */
        public Cause {
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(message, "message");
        }
    }

    /** Copies the causes. */
    public DeadLetter {
        Objects.requireNonNull(feed, "feed");
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(position, "position");
        Objects.requireNonNull(payload, "payload");
        Objects.requireNonNull(firstFailure, "firstFailure");
        Objects.requireNonNull(lastFailure, "lastFailure");
        Objects.requireNonNull(state, "state");
        causes = List.copyOf(causes);
    }

    /** The same letter in another state. */
    public DeadLetter as(State other) {
        return new DeadLetter(
                id,
                feed,
                event,
                position,
                occurrence,
                removed,
                payload,
                causes,
                attempts,
                firstFailure,
                lastFailure,
                other);
    }
}
