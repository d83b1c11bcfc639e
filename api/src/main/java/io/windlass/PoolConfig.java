package io.windlass;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a pool or group of connections needs to know: its endpoints, and how calls are spread over them. Immutable; made with
 * {@link #builder()}. {@link #toString()} shows no secrets.
 */
public final class PoolConfig {
    /**
     * An endpoint of a pool or group.
     *
     * @param config how to reach it
     * @param priority the smallest is used first; others of the same number share
     */
    public record Endpoint(ConnectionConfig config, int priority) {}

    private final List<Endpoint> endpoints;
    private final int size;
    private final Optional<Balancing> balancing;
    private final Optional<Balancer> balancer;
    private final Duration acquireTimeout;
    private final Optional<Duration> attemptTimeout;
    private final Duration probeInterval;
    private final int maxLag;
    private final Duration stickiness;
    private final Optional<HedgePolicy> hedging;
    private final int announcers;

    private PoolConfig(Builder b) {
        endpoints = List.copyOf(b.endpoints);
        size = b.size == 0 ? endpoints.size() : b.size;
        balancing = b.balancing;
        balancer = b.balancer;
        acquireTimeout = b.acquireTimeout;
        attemptTimeout = b.attemptTimeout;
        probeInterval = b.probeInterval;
        maxLag = b.maxLag;
        stickiness = b.stickiness;
        hedging = b.hedging;
        announcers = b.announcers;
    }

    /** Starts from the defaults, without an endpoint. */
    public static Builder builder() {
        return new Builder();
    }

    /** The endpoints, in the order they were given. */
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /**
     * How many connections there are in all; they are dealt out over the endpoints in turn. In an HTTP pool a connection has
     * one request under way at once, so this is also how many requests the pool has, and how many sockets it opens, at most.
     * Default: one for each endpoint.
     */
    public int size() {
        return size;
    }

    /**
     * How calls are spread. Default: {@link Balancing#POWER_OF_TWO_CHOICES} for a pool, {@link Balancing#PRIORITY} for a
     * group.
     */
    public Optional<Balancing> balancing() {
        return balancing;
    }

    /** The user's own way to spread calls; it takes the place of {@link #balancing()}. */
    public Optional<Balancer> balancer() {
        return balancer;
    }

    /**
     * How long a call waits for a connection that can take it before it fails with {@link AcquireTimeoutException}; its
     * deadline ends the wait earlier. Default 30 s.
     */
    public Duration acquireTimeout() {
        return acquireTimeout;
    }

    /**
     * How long one endpoint may take at most to answer a call that only reads, before the call moves to another endpoint; less
     * where several are left to try in the time that the call has, and until its deadline where none is. Default: a third of
     * {@link ConnectionConfig#requestTimeout()}.
     */
    public Optional<Duration> attemptTimeout() {
        return attemptTimeout;
    }

    /**
     * How often each endpoint is asked for its head, where there are several: to compare their heads, and to know the
     * latency of those that get no calls. An endpoint that is barred is asked more often at first. Default 10 s.
     */
    public Duration probeInterval() {
        return probeInterval;
    }

    /** How many blocks an endpoint may be behind the others before it is ranked down. Default 8. */
    public int maxLag() {
        return maxLag;
    }

    /**
     * How long another endpoint must have been the better one before it takes the place of a healthy one, so that calls and
     * feeds do not move to and fro. Better means a smaller priority, or the same and a latency 30 % lower. Default 30 s; zero
     * for at once.
     */
    public Duration stickiness() {
        return stickiness;
    }

    /** When a call whose answer is late is made a second time. Default: never. */
    public Optional<HedgePolicy> hedging() {
        return hedging;
    }

    /**
     * How many connections announce heads to feeds at once, of those that push. With two or more a block is heard of from whoever
     * is first, and one that goes silent is not missed. Default 1.
     */
    public int announcers() {
        return announcers;
    }

    @Override
    public String toString() {
        return "PoolConfig["
                + endpoints.stream()
                        .map(e -> e.config().endpoint() + " (priority " + e.priority() + ")")
                        .toList()
                + ", size=" + size + ", balancing="
                + (balancer.isPresent()
                        ? "custom"
                        : balancing.map(Balancing::toString).orElse("default"))
                + ", acquireTimeout=" + acquireTimeout + ", attemptTimeout="
                + attemptTimeout.map(Duration::toString).orElse("default") + ", probeInterval=" + probeInterval
                + ", maxLag=" + maxLag + ", stickiness=" + stickiness + ", hedging="
                + hedging.map(HedgePolicy::toString).orElse("off") + ", announcers=" + announcers + "]";
    }

    /** Collects the values of a {@link PoolConfig}. Not thread-safe. */
    public static final class Builder {
        private final List<Endpoint> endpoints = new ArrayList<>();
        private int size;
        private Optional<Balancing> balancing = Optional.empty();
        private Optional<Balancer> balancer = Optional.empty();
        private Duration acquireTimeout = Duration.ofSeconds(30);
        private Optional<Duration> attemptTimeout = Optional.empty();
        private Duration probeInterval = Duration.ofSeconds(10);
        private int maxLag = 8;
        private Duration stickiness = Duration.ofSeconds(30);
        private Optional<HedgePolicy> hedging = Optional.empty();
        private int announcers = 1;

        private Builder() {}

        /**
         * Adds an endpoint with default settings and priority 0.
         *
         * @throws IllegalArgumentException if the URL has no scheme or host
         */
        public Builder endpoint(String url) {
            return endpoint(ConnectionConfig.of(url), 0);
        }

        /** Adds an endpoint with priority 0. */
        public Builder endpoint(ConnectionConfig config) {
            return endpoint(config, 0);
        }

        /**
         * Adds an endpoint.
         *
         * @param priority 0 or more; the smallest is used first
         */
        public Builder endpoint(ConnectionConfig config, int priority) {
            Objects.requireNonNull(config, "config");
            if (priority < 0) {
                throw new IllegalArgumentException("priority must be >= 0, was " + priority);
            }
            if (endpoints.stream().anyMatch(e -> e.config().url().equals(config.url()))) {
                throw new IllegalArgumentException("the endpoint " + config.endpoint()
                        + " is there already; for more connections to it raise size");
            }
            endpoints.add(new Endpoint(config, priority));
            return this;
        }

        /** See {@link PoolConfig#size()}; 1 or more, and no fewer than there are endpoints. */
        public Builder size(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("the size of a pool must be >= 1, was " + value);
            }
            size = value;
            return this;
        }

        /** See {@link PoolConfig#balancing()}. */
        public Builder balancing(Balancing value) {
            balancing = Optional.of(value);
            return this;
        }

        /** See {@link PoolConfig#balancer()}. */
        public Builder balancer(Balancer value) {
            balancer = Optional.of(value);
            return this;
        }

        /** See {@link PoolConfig#announcers()}; 1 or more. */
        public Builder announcers(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("announcers must be >= 1, was " + value);
            }
            announcers = value;
            return this;
        }

        /** See {@link PoolConfig#acquireTimeout()}; more than 0. */
        public Builder acquireTimeout(Duration value) {
            acquireTimeout = positive("acquireTimeout", value);
            return this;
        }

        /** See {@link PoolConfig#attemptTimeout()}; more than 0. */
        public Builder attemptTimeout(Duration value) {
            attemptTimeout = Optional.of(positive("attemptTimeout", value));
            return this;
        }

        /** See {@link PoolConfig#probeInterval()}; more than 0. */
        public Builder probeInterval(Duration value) {
            probeInterval = positive("probeInterval", value);
            return this;
        }

        /** See {@link PoolConfig#maxLag()}; 1 or more. */
        public Builder maxLag(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("maxLag must be >= 1, was " + value);
            }
            maxLag = value;
            return this;
        }

        /** See {@link PoolConfig#stickiness()}; 0 or more. */
        public Builder stickiness(Duration value) {
            if (value.isNegative()) {
                throw new IllegalArgumentException("stickiness must be >= 0, was " + value);
            }
            stickiness = value;
            return this;
        }

        /** See {@link PoolConfig#hedging()}. */
        public Builder hedging(HedgePolicy value) {
            hedging = Optional.of(value);
            return this;
        }

        /**
         * The configuration.
         *
         * @throws IllegalArgumentException if there is no endpoint, or the size is smaller than the number of endpoints
         */
        public PoolConfig build() {
            if (endpoints.isEmpty()) {
                throw new IllegalArgumentException("a pool needs an endpoint; add one with endpoint(url)");
            }
            if (size != 0 && size < endpoints.size()) {
                throw new IllegalArgumentException("the size of a pool must be >= the number of its endpoints, "
                        + endpoints.size() + ", was " + size);
            }
            return new PoolConfig(this);
        }

        private static Duration positive(String name, Duration value) {
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException(name + " must be > 0, was " + value);
            }
            return value;
        }
    }
}
