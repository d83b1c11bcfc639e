package io.windlass;

/** What a group thinks of an endpoint. */
public enum EndpointHealth {
    /** Takes calls. */
    HEALTHY,
    /** Takes calls only where no healthy endpoint can: it lags, fails often, is on trial, or wants a rest. */
    DEGRADED,
    /**
     * Takes no calls while another endpoint can: it has failed too often in a row, or is on another branch of the chain.
     * Probes find out when it is well again.
     */
    BARRED,
    /** No connection to it is up, or it serves another chain. Takes no calls. */
    DOWN
}
