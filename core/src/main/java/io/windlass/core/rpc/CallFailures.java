package io.windlass.core.rpc;

import io.windlass.CallTimeoutException;
import io.windlass.CloseReason;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionLostException;
import io.windlass.EndpointException;
import io.windlass.spi.TransportFailure;
import java.time.Duration;
import java.util.Optional;

/** What calls of one connection fail with: what happened, whether the node may have acted, and what to change. */
final class CallFailures {
    private static final String MAY_BE_EXECUTED =
            "; the node may have executed it: look at the chain before sending it again";

    private final String connectionId;
    private final ConnectionConfig config;

    CallFailures(String connectionId, ConnectionConfig config) {
        this.connectionId = connectionId;
        this.config = config;
    }

    /** What the transport says of a broken exchange, as the reason of a lost link. */
    CloseReason reasonOf(TransportFailure failure) {
        return new CloseReason(CloseReason.Kind.NETWORK, 0, config.redact(failure.message()), failure.cause());
    }

    ConnectionLostException lost(PendingCall call, CloseReason reason) {
        boolean unknown = call.sent;
        return new ConnectionLostException(
                call.asked.method + " on " + connectionId + " (" + config.endpoint() + "): the link was lost (" + reason
                        + ") "
                        + (unknown
                                ? "after the request had left; the node may have executed it: look at the chain before"
                                        + " sending it again"
                                : "before the request left; send it again"),
                connectionId,
                call.asked.method,
                unknown,
                reason,
                reason.cause().orElse(null));
    }

    /** The endpoint answered in the node's place. */
    EndpointException refused(PendingCall call, TransportFailure failure) {
        boolean unknown = call.isOutcomeUnknown();
        return new EndpointException(
                call.asked.method + " failed: " + config.endpoint() + ": " + config.redact(failure.message())
                        + (unknown ? MAY_BE_EXECUTED : ""),
                config.endpoint(),
                failure.status(),
                unknown,
                failure.retryAfter(),
                failure.cause().orElse(null));
    }

    /** The endpoint's answer is none to what was asked. */
    EndpointException notAnAnswer(PendingCall call, String what) {
        boolean unknown = call.isOutcomeUnknown();
        return new EndpointException(
                call.asked.method + " failed: " + config.endpoint() + " answered with " + config.redact(what)
                        + "; check that the URL is that of a JSON-RPC node"
                        + (unknown ? MAY_BE_EXECUTED : ""),
                config.endpoint(),
                200,
                unknown,
                Optional.empty(),
                null);
    }

    /** The endpoint wants no calls for longer than this one has time. */
    EndpointException pausing(PendingCall call, Duration pause) {
        return new EndpointException(
                call.asked.method + " failed: " + config.endpoint() + " was asked too often and wants no calls for "
                        + pause
                        + ", which is longer than this one may take; send fewer calls, set requestsPerSecond, or use"
                        + " another endpoint meanwhile",
                config.endpoint(),
                429,
                false,
                Optional.of(pause),
                null);
    }

    CallTimeoutException late(PendingCall call) {
        Duration timeout = Duration.ofNanos(call.asked.timeoutNanos);
        return new CallTimeoutException(
                call.asked.method + " on " + connectionId + " (" + config.endpoint() + ") was not answered within "
                        + timeout + "; " + adviceFor(call),
                call.asked.method,
                timeout,
                call.sent,
                null);
    }

    private static String adviceFor(PendingCall call) {
        if (call.sent) {
            return call.asked.isIdempotent()
                    ? "raise requestTimeout or use a faster endpoint"
                    : "the node may have executed it: look at the chain before sending it again";
        }
        int refusals = call.asked.refusals.get();
        if (refusals > 0) {
            return "the endpoint refused it " + refusals
                    + " times for being asked too often; send fewer calls, or raise the plan's limit";
        }
        return call.entered
                ? "it waited for its turn within the endpoint's limits; send fewer calls, or raise the limits"
                : "it never left, since no link was up";
    }
}
