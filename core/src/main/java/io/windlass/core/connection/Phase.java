package io.windlass.core.connection;

import io.windlass.CloseReason;
import io.windlass.ConnectionState;
import java.util.Optional;

/**
 * Everything the connection's machine knows: one value in one atomic reference.
 *
 * @param state the public state
 * @param step what is being done about it
 * @param generation counts the attempts to open a link; what belongs to an older one is history
 * @param failures attempts that failed since the last good read
 * @param reason why the last link or the connection ended
 */
record Phase(ConnectionState state, Step step, long generation, int failures, Optional<CloseReason> reason) {
    /** What is being done. */
    enum Step {
        /** A link is being opened and checked. */
        OPENING,
        /** The next attempt waits for its time. */
        WAITING,
        /** A link is up. */
        UP,
        /** Nothing: the state is terminal. */
        ENDED
    }

    static Phase first() {
        return new Phase(ConnectionState.CONNECTING, Step.OPENING, 1, 0, Optional.empty());
    }

    boolean hasLink(long ofGeneration) {
        return step == Step.UP && generation == ofGeneration;
    }
}
