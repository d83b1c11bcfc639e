package io.windlass;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A snapshot of one connection's numbers; counters begin with the connection and survive its links.
 *
 * <p>Users do not implement this interface.
 */
public interface ConnectionStats {
    /** The connection. */
    String id();

    /** The endpoint as it may be shown. */
    String endpoint();

    /** Where the connection is in its life. */
    ConnectionState status();

    /** When the peer last proved that it is there, by a message or a pong; empty before the first. */
    Optional<Instant> lastHeartbeat();

    /** How long the present link has been up; zero without one. */
    Duration uptime();

    /** How often a link was lost and replaced. */
    long reconnects();

    /** Messages received. */
    long messagesReceived();

    /** Bytes of the messages received. */
    long bytesReceived();

    /** Messages sent. */
    long messagesSent();

    /** Bytes of the messages sent. */
    long bytesSent();

    /** Calls made. */
    long calls();

    /** Calls that failed, other than by an error of the node. */
    long failedCalls();

    /** Calls that wait for an answer now. */
    int inFlight();

    /** Events handed to subscriptions. */
    long events();

    /** Messages that were no answer and no notification of ours: malformed, unknown or late. */
    long strayMessages();
}
