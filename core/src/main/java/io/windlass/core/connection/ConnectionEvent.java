package io.windlass.core.connection;

import io.windlass.CloseReason;

/** What happens to a connection. */
sealed interface ConnectionEvent {
    /** The link of this generation is up and serves the right chain. */
    record Opened(long generation) implements ConnectionEvent {}

    /** The attempt of this generation failed; if for good, no other will be made. */
    record OpenFailed(long generation, boolean permanent, CloseReason reason) implements ConnectionEvent {}

    /** The link of this generation, which was up, is gone. */
    record LinkLost(long generation, CloseReason reason) implements ConnectionEvent {}

    /** Another link has taken the place of the one of this generation, which is still there. */
    record Rotated(long generation) implements ConnectionEvent {}

    /** The wait after this generation's failure is over. */
    record RetryDue(long generation) implements ConnectionEvent {}

    /** The link of this generation has proved good: an answer or a push came over it after the checks. */
    record GoodRead(long generation) implements ConnectionEvent {}

    /** The owner closes the connection. */
    record CloseRequested(CloseReason reason) implements ConnectionEvent {}
}
