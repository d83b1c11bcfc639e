package io.windlass.core.rpc;

import io.windlass.Auth;
import io.windlass.ConnectionConfig;
import io.windlass.core.runtime.EngineRuntime;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The limits of each endpoint of a manager. They stay when its last connection goes: an endpoint that has complained has not
 * forgotten either. Thread-safe.
 */
public final class LimitsByEndpoint {
    private final EngineRuntime runtime;
    private final ConcurrentMap<List<Object>, EndpointLimits> limits = new ConcurrentHashMap<>();

    /** Knows no endpoint yet. */
    public LimitsByEndpoint(EngineRuntime runtime) {
        this.runtime = runtime;
    }

    /**
     * The limits of an endpoint, the same object for the same URL, credentials and settings: another key at the same provider
     * has limits of its own.
     */
    public EndpointLimits of(ConnectionConfig config) {
        List<Object> endpoint = List.of(
                config.url(),
                config.headers(),
                config.auth().map(Auth::headerValue),
                config.rateLimit(),
                config.maxInFlight(),
                config.batchWindow(),
                config.maxBatch(),
                config.retryDelay(),
                config.maxRetryDelay());
        return limits.computeIfAbsent(endpoint, key -> new EndpointLimits(config, runtime));
    }
}
