package io.windlass.core.connection;

import io.windlass.CloseReason;

/** What happens to a connection. */
sealed interface ConnectionEvent {
    /** The link of this generation is up and serves the right chain. */
    record Opened(long generation) implements ConnectionEvent {}

    /** The attempt of this generation failed; if for good, no other will be made. */
    record OpenFailed(long generation, boolean permanent, CloseReason reason) implements ConnectionEvent {}

    /** The link of this generation, which was up, is gone; the next one opened will be of that generation. */
    record LinkLost(long generation, long next, CloseReason reason) implements ConnectionEvent {}

    /** The link of the next generation has taken the place of the one of this generation, which is still there. */
    record Rotated(long generation, long next) implements ConnectionEvent {}

    /** The wait after this generation's failure is over; the next link opened will be of that generation. */
    record RetryDue(long generation, long next) implements ConnectionEvent {}

    /** The link of this generation has proved good: something came over it after the checks, and it lasted. */
    record GoodRead(long generation) implements ConnectionEvent {}

    /** The owner closes the connection. */
    record CloseRequested(CloseReason reason) implements ConnectionEvent {}
}
