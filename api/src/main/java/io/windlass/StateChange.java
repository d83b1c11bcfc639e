package io.windlass;

import java.util.Optional;

/**
 * A connection went from one state to another.
 *
 * @param connectionId the connection
 * @param from the state before
 * @param to the state now
 * @param reason why, where a link or the connection closed
 */
public record StateChange(
        String connectionId, ConnectionState from, ConnectionState to, Optional<CloseReason> reason) {}
