package io.windlass.core.rpc;

import io.windlass.spi.NodeErrorClass;
import io.windlass.spi.TransportFailure;
import java.util.Set;

/** Tells a batch that an endpoint does not take from an endpoint that takes nothing. */
final class BatchRule {
    /** These concern the credentials, the path or the number of requests: single calls would meet the same. */
    private static final Set<Integer> OF_ANY_REQUEST = Set.of(401, 403, 404, 407, 429, 502, 503, 504);

    private BatchRule() {}

    /** True if the calls of a batch that failed so may do better singly. */
    static boolean blames(TransportFailure failure) {
        return switch (failure.kind()) {
            case STATUS -> !OF_ANY_REQUEST.contains(failure.status());
            case PROTOCOL, TOO_LARGE -> true;
            case UNKNOWN_HOST, CONNECT, TLS, TIMEOUT, NETWORK, CLOSED -> false;
        };
    }

    /** True if an error that stands for a whole batch speaks against batches of its size, and not of the endpoint's state. */
    static boolean blames(NodeErrorClass meaning) {
        return switch (meaning) {
            case RATE_LIMITED, QUOTA_EXHAUSTED, TIMEOUT, UNAVAILABLE, LAGGING -> false;
            case BATCH_REFUSED,
                    RANGE_TOO_LARGE,
                    RESPONSE_TOO_LARGE,
                    HISTORY_UNAVAILABLE,
                    METHOD_UNSUPPORTED,
                    REVERTED,
                    INVALID_PARAMS,
                    OTHER -> true;
        };
    }
}
