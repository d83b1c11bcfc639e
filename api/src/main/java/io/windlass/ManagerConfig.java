package io.windlass;

import io.windlass.spi.FeedStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;

/** What a manager needs to know at its start. Immutable; made with {@link #builder()}. */
public final class ManagerConfig {
    private final int maxConnections;
    private final int reconnectsPerSecond;
    private final Optional<BlockchainConfig> networks;
    private final BiConsumer<NetworkConfig, ConnectionConfig.Builder> networkEndpoints;
    private final BiConsumer<NetworkConfig, PoolConfig.Builder> networkGroups;
    private final Path stateDirectory;
    private final String feedStore;
    private final Optional<FeedStore> ownFeedStore;
    private final long windowBytes;
    private final Duration shutdownTimeout;

    private ManagerConfig(Builder b) {
        maxConnections = b.maxConnections;
        reconnectsPerSecond = b.reconnectsPerSecond;
        networks = b.networks;
        networkEndpoints = b.networkEndpoints;
        networkGroups = b.networkGroups;
        stateDirectory = b.stateDirectory;
        feedStore = b.feedStore;
        ownFeedStore = b.ownFeedStore;
        windowBytes = b.windowBytes;
        shutdownTimeout = b.shutdownTimeout;
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

    /**
     * Sets what code decides of each endpoint of a configured network, over what the configuration says: a trust store, say. Called
     * when the network is opened, with the network and each endpoint in turn; an exception of it reaches {@link
     * BlockchainConnectionManager#network}. Default: sets nothing.
     */
    public BiConsumer<NetworkConfig, ConnectionConfig.Builder> networkEndpoints() {
        return networkEndpoints;
    }

    /**
     * Sets what code decides of the group that a configured network's endpoints make, over what the configuration says: a {@link
     * Balancer}, say. Its endpoints and size stay as configured. Called as {@link #networkEndpoints()} is. Default: sets nothing.
     */
    public BiConsumer<NetworkConfig, PoolConfig.Builder> networkGroups() {
        return networkGroups;
    }

    /** Where named subscriptions keep their state. Default {@code windlass-state} in the working directory. */
    public Path stateDirectory() {
        return stateDirectory;
    }

    /** The name of the store of named subscriptions, as its {@code FeedStoreProvider} says it. Default {@code embedded}. */
    public String feedStore() {
        return feedStore;
    }

    /** A store that the application made, for a database of its own say; it goes before {@link #feedStore()}. */
    public Optional<FeedStore> ownFeedStore() {
        return ownFeedStore;
    }

    /**
     * How much memory, in bytes and about, each subscription may take for the events of blocks that are not final, which it remembers
     * to take them back. Beyond that the older half is forgotten: a reorg that reaches there is one below the window, which ends the
     * subscription with {@link ReorgBeyondWindowException} or does what {@link SubscriptionBuilder#onDeepReorg} says. The newest block
     * is always remembered, and so is what the handler has not acknowledged. Default 128 MiB.
     */
    public long windowBytes() {
        return windowBytes;
    }

    /**
     * How long {@link BlockchainConnectionManager#close()} waits until handlers have taken what waits for them; and how long a named
     * subscription that is closed waits for its handler to return, before it gives its name free. Default 10 s.
     */
    public Duration shutdownTimeout() {
        return shutdownTimeout;
    }

    /** Collects the values of a {@link ManagerConfig}. Not thread-safe. */
    public static final class Builder {
        private int maxConnections = 10_000;
        private int reconnectsPerSecond = 100;
        private Optional<BlockchainConfig> networks = Optional.empty();
        private BiConsumer<NetworkConfig, ConnectionConfig.Builder> networkEndpoints = (network, endpoint) -> {};
        private BiConsumer<NetworkConfig, PoolConfig.Builder> networkGroups = (network, group) -> {};
        private Path stateDirectory = Path.of("windlass-state");
        private String feedStore = "embedded";
        private Optional<FeedStore> ownFeedStore = Optional.empty();
        private long windowBytes = 128L * 1024 * 1024;
        private Duration shutdownTimeout = Duration.ofSeconds(10);

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

        /** See {@link ManagerConfig#networkEndpoints()}. */
        public Builder networkEndpoints(BiConsumer<NetworkConfig, ConnectionConfig.Builder> value) {
            networkEndpoints = Objects.requireNonNull(value, "networkEndpoints");
            return this;
        }

        /** See {@link ManagerConfig#networkGroups()}. */
        public Builder networkGroups(BiConsumer<NetworkConfig, PoolConfig.Builder> value) {
            networkGroups = Objects.requireNonNull(value, "networkGroups");
            return this;
        }

        /** See {@link ManagerConfig#stateDirectory()}. */
        public Builder stateDirectory(Path value) {
            stateDirectory = Objects.requireNonNull(value, "stateDirectory");
            return this;
        }

        /**
         * See {@link ManagerConfig#feedStore()}.
         *
         * @throws IllegalArgumentException if it is blank
         */
        public Builder feedStore(String value) {
            if (value.isBlank()) {
                throw new IllegalArgumentException("feedStore must name a store, such as embedded or memory");
            }
            feedStore = value;
            return this;
        }

        /** Keeps named subscriptions in this store. Whoever made it closes it, after the manager. */
        public Builder feedStore(FeedStore store) {
            ownFeedStore = Optional.of(Objects.requireNonNull(store, "store"));
            return this;
        }

        /**
         * See {@link ManagerConfig#windowBytes()}.
         *
         * @throws IllegalArgumentException if it is less than 1 MiB
         */
        public Builder windowBytes(long value) {
            if (value < 1024 * 1024) {
                throw new IllegalArgumentException("windowBytes must be >= 1048576 (1 MiB), was " + value);
            }
            windowBytes = value;
            return this;
        }

        /**
         * See {@link ManagerConfig#shutdownTimeout()}.
         *
         * @throws IllegalArgumentException if it is negative or more than a day
         */
        public Builder shutdownTimeout(Duration value) {
            if (value.isNegative() || value.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("shutdownTimeout must be between 0 and a day, was " + value);
            }
            shutdownTimeout = value;
            return this;
        }

        /** The configuration. */
        public ManagerConfig build() {
            return new ManagerConfig(this);
        }
    }
}
