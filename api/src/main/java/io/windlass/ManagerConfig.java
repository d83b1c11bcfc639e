package io.windlass;

import java.util.Objects;
import java.util.Optional;

/** What a manager needs to know at its start. Immutable; made with {@link #builder()}. */
public final class ManagerConfig {
    private final int maxConnections;
    private final int reconnectsPerSecond;
    private final Optional<BlockchainConfig> networks;

    private ManagerConfig(Builder b) {
        maxConnections = b.maxConnections;
        reconnectsPerSecond = b.reconnectsPerSecond;
        networks = b.networks;
    }

    /** The defaults. */
    public static ManagerConfig defaults() {
        return builder().build();
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** The most connections the manager holds at once; a pool counts by its size. Default 10,000. */
    public int maxConnections() {
        return maxConnections;
    }

    /**
     * How many reconnects a second all connections together begin to one host; as many may begin at once, the others wait
     * their turn. Default 100.
     */
    public int reconnectsPerSecond() {
        return reconnectsPerSecond;
    }

    /** Where networks are configured; by default what {@link BlockchainConfig#load()} finds when first needed. */
    public Optional<BlockchainConfig> networks() {
        return networks;
    }

    /** Collects the values of a {@link ManagerConfig}. Not thread-safe. */
    public static final class Builder {
        private int maxConnections = 10_000;
        private int reconnectsPerSecond = 100;
        private Optional<BlockchainConfig> networks = Optional.empty();

        private Builder() {}

        /**
         * See {@link ManagerConfig#maxConnections()}.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder maxConnections(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("maxConnections must be >= 1, was " + value);
            }
            maxConnections = value;
            return this;
        }

        /**
         * See {@link ManagerConfig#reconnectsPerSecond()}.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder reconnectsPerSecond(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("reconnectsPerSecond must be >= 1, was " + value);
            }
            reconnectsPerSecond = value;
            return this;
        }

        /** See {@link ManagerConfig#networks()}. */
        public Builder networks(BlockchainConfig value) {
            networks = Optional.of(Objects.requireNonNull(value, "networks"));
            return this;
        }

        /** The configuration. */
        public ManagerConfig build() {
            return new ManagerConfig(this);
        }
    }
}
