package io.windlass.core.connection;

import io.windlass.BlockchainConfig;
import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.BlockchainException;
import io.windlass.BlockchainNetwork;
import io.windlass.CloseReason;
import io.windlass.ConfigurationException;
import io.windlass.ConnectionClosedException;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionLimitException;
import io.windlass.ConnectionState;
import io.windlass.ConnectionStats;
import io.windlass.ConnectionType;
import io.windlass.EventHandler;
import io.windlass.HttpPool;
import io.windlass.ManagerConfig;
import io.windlass.ManagerStats;
import io.windlass.NetworkConfig;
import io.windlass.Registration;
import io.windlass.core.delivery.Taps;
import io.windlass.core.feed.FeedServices;
import io.windlass.core.monitor.ManagerSnapshot;
import io.windlass.core.pool.NetworkConnection;
import io.windlass.core.pool.RoundRobinPool;
import io.windlass.core.rpc.LimitsByEndpoint;
import io.windlass.core.runtime.EngineRuntime;
import io.windlass.spi.Codec;
import io.windlass.spi.FeedStore;
import io.windlass.spi.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds connections, pools and networks by their ids. Thread-safe. */
public final class Manager implements BlockchainConnectionManager {
    private static final Logger LOG = LoggerFactory.getLogger(Manager.class);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(10);

    private final ManagerConfig config;
    private final Supplier<BlockchainConfig> networkConfig;
    private final Function<ConnectionConfig, Transport> transports;
    private final Codec codec;
    private final EngineRuntime runtime;
    private final Runnable release;
    private final ReconnectBudget budget;
    private final LimitsByEndpoint limits;

    private final AtomicLong ids = new AtomicLong();
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicInteger failedConnects = new AtomicInteger();
    private final AtomicLong eventsOfForgotten = new AtomicLong();
    private final AtomicBoolean heartbeats = new AtomicBoolean(true);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Taps taps = new Taps();
    private final FeedServices services;

    /** The connections proper, by id; pools and networks are faces over these. */
    private final Map<String, ManagedConnection> connections = new ConcurrentSkipListMap<>();

    private final Map<String, BlockchainConnection> faces = new ConcurrentHashMap<>();

    /**
     * A manager.
     *
     * @param networkConfig read when a network is first asked for
     * @param transports the transport for a configuration's URL scheme
     * @param stores where named subscriptions are kept; opened when first asked for
     * @param release ends what was made for this manager, after all connections are gone
     */
    public Manager(
            ManagerConfig config,
            Supplier<BlockchainConfig> networkConfig,
            Function<ConnectionConfig, Transport> transports,
            Codec codec,
            EngineRuntime runtime,
            Supplier<FeedStore> stores,
            Runnable release) {
        this.config = config;
        this.networkConfig = networkConfig;
        this.transports = transports;
        this.codec = codec;
        this.runtime = runtime;
        this.services = new FeedServices(taps, stores);
        this.release = release;
        this.budget = new ReconnectBudget(config.reconnectsPerSecond());
        this.limits = new LimitsByEndpoint(runtime);
    }

    @Override
    public CompletableFuture<BlockchainConnection> connect(ConnectionConfig target) {
        String prefix = target.type() == ConnectionType.HTTP ? "http-" : "ws-";
        try {
            return start(
                    createAll(1, i -> prefix + ids.incrementAndGet(), target).get(0));
        } catch (BlockchainException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletableFuture<BlockchainConnection> connectWebSocket(ConnectionConfig target) {
        if (isHttp(target)) {
            throw new IllegalArgumentException("a WebSocket URL starts with ws:// or wss://, this one is "
                    + target.endpoint() + "; use connectHttpPool or connect for HTTP");
        }
        return connect(target);
    }

    @Override
    public CompletableFuture<HttpPool> connectHttpPool(ConnectionConfig target, int size) {
        if (!isHttp(target)) {
            throw new IllegalArgumentException("an HTTP pool needs an http:// or https:// URL, this one is "
                    + target.endpoint() + "; use connectWebSocket for WebSocket");
        }
        if (size < 1) {
            throw new IllegalArgumentException("the size of a pool must be >= 1, was " + size);
        }
        List<ManagedConnection> members;
        String id = "pool-" + ids.incrementAndGet();
        try {
            members = createAll(size, i -> id + "-" + (i + 1), target);
        } catch (BlockchainException e) {
            return CompletableFuture.failedFuture(e);
        }
        RoundRobinPool pool = new RoundRobinPool(id, members);
        faces.put(id, pool);
        CompletableFuture<?>[] all = members.stream().map(this::start).toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(all).<HttpPool>thenApply(done -> pool).whenComplete((made, failure) -> {
            if (failure != null) {
                faces.remove(id);
                members.forEach(this::forget);
            }
        });
    }

    private static boolean isHttp(ConnectionConfig target) {
        String scheme = target.url().getScheme();
        return scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https");
    }

    @Override
    public BlockchainNetwork network(String name) {
        return (BlockchainNetwork) faces.compute(name, (key, known) -> {
            if (known instanceof BlockchainNetwork && known.state() != ConnectionState.CLOSED) {
                return known;
            }
            NetworkConfig network = config().network(name);
            network.successor()
                    .ifPresent(successor ->
                            LOG.warn("network {} was shut down by its makers; use {} instead", name, successor));
            return openNetwork(network);
        });
    }

    private BlockchainNetwork openNetwork(NetworkConfig network) {
        if (network.wsUrls().isEmpty() && network.rpcUrls().isEmpty()) {
            throw new ConfigurationException(
                    "network " + network.name() + " has no endpoint; set the environment variable "
                            + network.environmentVariable("WS_URL") + " or " + network.environmentVariable("RPC_URL")
                            + ", or windlass.networks." + network.name() + ".ws-url in application.conf",
                    "windlass.networks." + network.name(),
                    null);
        }
        Optional<ManagedConnection> push = member(network, network.wsUrls(), "ws");
        try {
            return new NetworkConnection(network, push, member(network, network.rpcUrls(), "http"));
        } catch (RuntimeException e) {
            push.ifPresent(this::forget);
            throw e;
        }
    }

    private Optional<ManagedConnection> member(NetworkConfig network, List<String> urls, String kind) {
        return urls.stream().findFirst().map(url -> {
            ConnectionConfig target =
                    ConnectionConfig.builder(url).chainId(network.chainId()).build();
            ManagedConnection made =
                    createAll(1, i -> network.name() + "/" + kind, target).get(0);
            // a network is there at once; whoever calls it hears of a failure
            start(made).exceptionally(failure -> null);
            return made;
        });
    }

    private void reserve(int count) {
        if (closed.get()) {
            throw new ConnectionClosedException(
                    "the manager is closed; create another one", "manager", CloseReason.local(), null);
        }
        if (held.addAndGet(count) > config.maxConnections()) {
            held.addAndGet(-count);
            throw new ConnectionLimitException(
                    "the manager may hold " + config.maxConnections() + " connections and holds " + held.get()
                            + "; disconnect some, or raise maxConnections",
                    config.maxConnections(),
                    null);
        }
    }

    /** All of them or, if there is no room or no transport, none. */
    private List<ManagedConnection> createAll(int count, IntFunction<String> names, ConnectionConfig target) {
        Transport transport = transports.apply(target);
        reserve(count);
        List<ManagedConnection> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ManagedConnection connection = new ManagedConnection(
                    names.apply(i),
                    target,
                    transport,
                    codec,
                    runtime,
                    heartbeats::get,
                    budget,
                    services,
                    limits.of(target));
            connections.put(connection.id(), connection);
            made.add(connection);
        }
        return made;
    }

    private CompletableFuture<BlockchainConnection> start(ManagedConnection made) {
        return made.start().whenComplete((connection, failure) -> {
            if (failure != null && !made.id().contains("/")) {
                failedConnects.incrementAndGet();
                forget(made);
            }
        });
    }

    private void forget(ManagedConnection connection) {
        if (connections.remove(connection.id(), connection)) {
            held.decrementAndGet();
            eventsOfForgotten.addAndGet(connection.stats().events());
            connection.close();
        }
    }

    @Override
    public BlockchainConfig config() {
        return networkConfig.get();
    }

    @Override
    public Optional<BlockchainConnection> connection(String id) {
        BlockchainConnection face = faces.get(id);
        return Optional.ofNullable(face != null ? face : connections.get(id));
    }

    @Override
    public <T> Registration addEventHandler(Class<T> type, EventHandler<? super T> handler) {
        return taps.add(type, handler);
    }

    @Override
    public void startHeartbeatMonitoring() {
        heartbeats.set(true);
    }

    @Override
    public void stopHeartbeatMonitoring() {
        heartbeats.set(false);
    }

    @Override
    public ManagerStats connectionStats() {
        Map<String, ConnectionStats> all = new LinkedHashMap<>();
        connections.forEach((id, connection) -> all.put(id, connection.stats()));
        Collection<ConnectionStats> values = all.values();
        return new ManagerSnapshot(
                all.size(),
                count(values, ConnectionState.OPEN),
                count(values, ConnectionState.FAILED) + failedConnects.get(),
                eventsOfForgotten.get()
                        + values.stream().mapToLong(ConnectionStats::events).sum(),
                all);
    }

    private static int count(Collection<ConnectionStats> all, ConnectionState state) {
        return (int) all.stream().filter(stats -> stats.status() == state).count();
    }

    @Override
    public CompletableFuture<Void> disconnect(String id) {
        BlockchainConnection face = faces.remove(id);
        if (face instanceof HttpPool pool) {
            return allGone(pool.connections());
        }
        if (face != null) {
            return allGone(connections.values().stream()
                    .filter(c -> c.id().startsWith(id + "/"))
                    .toList());
        }
        ManagedConnection connection = connections.get(id);
        return connection == null ? CompletableFuture.completedFuture(null) : allGone(List.of(connection));
    }

    @Override
    public CompletableFuture<Void> disconnectAll() {
        faces.clear();
        return allGone(List.copyOf(connections.values()));
    }

    private CompletableFuture<Void> allGone(List<? extends BlockchainConnection> leaving) {
        CompletableFuture<?>[] gone = leaving.stream()
                .map(connection -> {
                    CompletableFuture<Void> end = connection.disconnect();
                    forget((ManagedConnection) connection);
                    return end;
                })
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(gone);
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            disconnectAll().get(CLOSE_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // a link that does not end in time is ended by its transport, which is released next
        } finally {
            release.run();
        }
    }
}
