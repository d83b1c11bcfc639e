package io.windlass;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
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

    /** How often a link was replaced by another. */
    long reconnects();

    /** Why links were lost or replaced, and how often; only reasons that occurred. */
    Map<CloseReason.Kind, Long> linksEndedBy();

    /** How long the connection has been without a link since it first had one, an outage that goes on included. */
    Duration blindTime();

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

    /** Reads that were no call of their own since an equal one was on its way; see {@link ConnectionConfig#coalescing()}. */
    long coalesced();

    /** Calls that failed, other than by an error of the node. */
    long failedCalls();

    /** How long answered calls took, from being made to the answer's arrival. */
    LatencyStats latency();

    /** Calls that wait for an answer now. */
    int inFlight();

    /** Events handed to subscriptions. */
    long events();

    /** Messages that were no answer and no notification of ours: malformed, unknown or late. */
    long strayMessages();

    /** How the endpoint's limits stand, which this connection shares with others to the same endpoint. */
    EndpointLimitsStats limits();
}
