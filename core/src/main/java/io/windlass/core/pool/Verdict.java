package io.windlass.core.pool;

import io.windlass.BlockchainException;
import io.windlass.CallTimeoutException;
import io.windlass.ConnectionClosedException;
import io.windlass.ConnectionLostException;
import io.windlass.EndpointException;
import io.windlass.ErrorClass;
import io.windlass.RpcError;
import io.windlass.core.rpc.NodeRules;
import java.time.Duration;

/**
 * What the end of an attempt means for the call and for the endpoint.
 *
 * @param errorClass what kind of failure it was
 * @param executed the node may have executed the call, and it is not one that may be repeated
 * @param elsewhere another endpoint may do better
 * @param again the same endpoint may do better a little later
 * @param unwell it speaks against the endpoint's health
 */
record Verdict(ErrorClass errorClass, boolean executed, boolean elsewhere, boolean again, boolean unwell) {

    static Verdict of(RpcError error, NodeRules rules) {
        return switch (rules.classify(error)) {
            case RATE_LIMITED -> new Verdict(ErrorClass.RATE_LIMITED, false, true, true, false);
            case QUOTA_EXHAUSTED -> new Verdict(ErrorClass.RATE_LIMITED, false, true, false, true);
            case TIMEOUT, UNAVAILABLE -> new Verdict(ErrorClass.NODE, true, true, false, true);
            case LAGGING, HISTORY_UNAVAILABLE, METHOD_UNSUPPORTED ->
                new Verdict(ErrorClass.NODE, false, true, false, false);
            case BATCH_REFUSED, RANGE_TOO_LARGE, RESPONSE_TOO_LARGE, REVERTED, INVALID_PARAMS, OTHER ->
                new Verdict(ErrorClass.CALLER, false, false, false, false);
        };
    }

    /**
     * Of a failure that is no answer.
     *
     * @param longEnough how long an endpoint may be expected to take: less time than this speaks against nobody
     */
    static Verdict of(BlockchainException failure, Duration longEnough) {
        if (failure instanceof ConnectionLostException lost) {
            return new Verdict(ErrorClass.CONNECTION, lost.outcomeUnknown(), true, true, true);
        }
        if (failure instanceof CallTimeoutException timeout) {
            // one that was not sent has waited here, not there
            boolean sent = timeout.outcomeUnknown();
            boolean patient = timeout.timeout().compareTo(longEnough) >= 0;
            return new Verdict(ErrorClass.TIMEOUT, sent, true, true, sent && patient);
        }
        if (failure instanceof EndpointException endpoint) {
            int status = endpoint.status();
            boolean limited = status == 429;
            return new Verdict(
                    limited ? ErrorClass.RATE_LIMITED : ErrorClass.SERVER,
                    endpoint.outcomeUnknown(),
                    true,
                    limited || status >= 500 || status == 408 || status == 425,
                    !limited);
        }
        // closed by its owner, or failed for good: no fault of the endpoint that counting would find
        return new Verdict(
                ErrorClass.CONNECTION,
                false,
                true,
                failure instanceof ConnectionClosedException,
                !(failure instanceof ConnectionClosedException));
    }
}
