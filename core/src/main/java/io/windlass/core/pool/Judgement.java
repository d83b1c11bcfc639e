package io.windlass.core.pool;

import io.windlass.EndpointHealth;
import java.time.Duration;
import java.util.Optional;

/**
 * What to think of an endpoint, and why. Pure.
 *
 * @param health what to think
 * @param why for people
 */
record Judgement(EndpointHealth health, String why) {
    static final Judgement UNKNOWN = new Judgement(EndpointHealth.DOWN, "not connected yet");

    /**
     * Judges; the gravest fact decides.
     *
     * @param up a connection to it is up and may be used
     * @param expelled why no connection to it may be used, though one is up
     * @param returned it is back, and has not said its head since
     * @param behind how many blocks its head is behind the group's
     * @param rest how long it wants to be left alone
     * @param trouble what went wrong last
     */
    static Judgement of(
            boolean up,
            Optional<String> expelled,
            Breaker breaker,
            boolean failsOften,
            Standing standing,
            boolean returned,
            long behind,
            Duration rest,
            String trouble) {
        String last = trouble.isEmpty() ? "" : "; last: " + trouble;
        if (!up) {
            return new Judgement(EndpointHealth.DOWN, expelled.orElse("no connection to it is up" + last));
        }
        if (breaker.isOpen()) {
            return new Judgement(EndpointHealth.BARRED, "failed too often" + last);
        }
        if (standing == Standing.FORKED) {
            return new Judgement(EndpointHealth.BARRED, "is on another branch of the chain than the other endpoints");
        }
        if (standing == Standing.LAGGING) {
            return new Judgement(EndpointHealth.DEGRADED, "lags " + behind + " blocks behind the others");
        }
        if (standing == Standing.AHEAD_ALONE) {
            return new Judgement(
                    EndpointHealth.DEGRADED,
                    "says it is " + -behind + " blocks ahead of all others, which is not believed");
        }
        if (returned) {
            return new Judgement(EndpointHealth.DEGRADED, "is back, and has not said its head yet" + last);
        }
        if (!rest.isZero()) {
            return new Judgement(EndpointHealth.DEGRADED, "wants no calls for " + rest.toMillis() + " ms" + last);
        }
        if (breaker.state() == Breaker.State.TRIAL) {
            return new Judgement(EndpointHealth.DEGRADED, "is on trial after it failed too often" + last);
        }
        if (failsOften) {
            return new Judgement(EndpointHealth.DEGRADED, "fails often" + last);
        }
        return new Judgement(EndpointHealth.HEALTHY, "answers");
    }
}
