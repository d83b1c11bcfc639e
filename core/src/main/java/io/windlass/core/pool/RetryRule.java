package io.windlass.core.pool;

import io.windlass.ConnectionConfig;
import io.windlass.EndpointHealth;
import io.windlass.ErrorClass;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** How often, how long and after which pause a call is tried over a group's endpoints. */
final class RetryRule {
    private final List<Endpoint> endpoints;
    private final Connections connections;
    private final long longestAttemptNanos;
    private final Duration longEnough;
    private final RandomGenerator random;

    RetryRule(
            List<Endpoint> endpoints,
            Connections connections,
            Optional<Duration> attemptTimeout,
            Duration requestTimeout,
            RandomGenerator random) {
        this.endpoints = endpoints;
        this.connections = connections;
        this.longestAttemptNanos =
                attemptTimeout.orElseGet(() -> requestTimeout.dividedBy(3)).toNanos();
        Duration second = Duration.ofSeconds(1);
        Duration longest = Duration.ofNanos(longestAttemptNanos);
        this.longEnough = longest.compareTo(second) < 0 ? longest : second;
        this.random = random;
    }

    /** Each endpoint once, and then as often as a connection would try again. */
    int mostAttempts() {
        return endpoints.size() + settings().maxRetries();
    }

    private ConnectionConfig settings() {
        return endpoints.get(0).config();
    }

    /** An attempt that had this long had a chance, be it the last one before the deadline. */
    Duration longEnough() {
        return longEnough;
    }

    /** How long an attempt may take: the endpoints that are left to try have their share of the time that is left. */
    long attemptNanos(GroupCall call, Endpoint on) {
        long left = call.leftNanos();
        if (endpoints.size() == 1 || !call.isIdempotent()) {
            return left;
        }
        int others = 0;
        for (Endpoint endpoint : endpoints) {
            if (endpoint != on && isUntried(call, endpoint)) {
                others++;
            }
        }
        return others == 0 ? left : Math.min(left / (others + 1), longestAttemptNanos);
    }

    /** True if an endpoint is left that could take the call now and has not failed it. */
    boolean hasUntried(GroupCall call) {
        for (Endpoint endpoint : endpoints) {
            if (isUntried(call, endpoint)) {
                return true;
            }
        }
        return false;
    }

    private boolean isUntried(GroupCall call, Endpoint endpoint) {
        return !call.hasTried(endpoint)
                && endpoint.health().compareTo(EndpointHealth.BARRED) < 0
                && connections.anyUp(endpoint).isPresent();
    }

    /** The pause before a call goes where it has been: exponential, with full jitter. */
    Duration delayBeforeAgain(int attempts, Verdict verdict) {
        if (verdict.errorClass() == ErrorClass.RATE_LIMITED) {
            return Duration.ZERO; // the endpoint's limits know for how long it must wait
        }
        Duration doubled = settings().retryDelay().multipliedBy(1L << Math.min(Math.max(0, attempts - 1), 10));
        Duration longest = settings().maxRetryDelay();
        long most = doubled.compareTo(longest) > 0 ? longest.toNanos() : doubled.toNanos();
        return Duration.ofNanos(random.nextLong(most + 1));
    }
}
