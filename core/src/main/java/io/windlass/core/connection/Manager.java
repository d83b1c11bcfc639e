package io.windlass.core.connection;

import io.windlass.Balancing;
import io.windlass.BlockchainConfig;
import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.BlockchainException;
import io.windlass.BlockchainNetwork;
import io.windlass.CloseReason;
import io.windlass.ConfigurationException;
import io.windlass.ConnectionClosedException;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionGroup;
import io.windlass.ConnectionLimitException;
import io.windlass.ConnectionState;
import io.windlass.ConnectionStats;
import io.windlass.ConnectionType;
import io.windlass.EndpointStats;
import io.windlass.EventHandler;
import io.windlass.HttpPool;
import io.windlass.ManagerConfig;
import io.windlass.ManagerStats;
import io.windlass.NetworkConfig;
import io.windlass.PoolConfig;
import io.windlass.Registration;
import io.windlass.core.delivery.Taps;
import io.windlass.core.feed.FeedEngine;
import io.windlass.core.feed.FeedServices;
import io.windlass.core.monitor.ManagerSnapshot;
import io.windlass.core.pool.EndpointGroup;
import io.windlass.core.pool.GroupConnection;
import io.windlass.core.pool.GroupEndpoint;
import io.windlass.core.pool.GroupFeeds;
import io.windlass.core.pool.Member;
import io.windlass.core.pool.NetworkConnection;
import io.windlass.core.pool.PooledConnections;
import io.windlass.core.rpc.LimitsByEndpoint;
import io.windlass.core.rpc.NodeRules;
import io.windlass.core.runtime.EngineRuntime;
import io.windlass.core.runtime.MarkedExecutor;
import io.windlass.spi.Codec;
import io.windlass.spi.EventSink;
import io.windlass.spi.FeedStore;
import io.windlass.spi.NetworkProfile;
import io.windlass.spi.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds connections, pools and networks by their ids. Thread-safe. */
public final class Manager implements BlockchainConnectionManager {
    private static final Logger LOG = LoggerFactory.getLogger(Manager.class);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(10);

    private final ManagerConfig config;
    private final Supplier<BlockchainConfig> networkConfig;
    private final Function<NetworkConfig, NetworkProfile> profiles;
    private final Function<ConnectionConfig, Transport> transports;
    private final Codec codec;
    private final MarkedExecutor handlers;
    private final EngineRuntime runtime;
    private final BiFunction<String, Map<String, String>, EventSink> sinks;
    private final Runnable release;
    private final ReconnectBudget budget;
    private final LimitsByEndpoint limits;

    private final AtomicLong ids = new AtomicLong();
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong eventsOfForgotten = new AtomicLong();
    private final AtomicBoolean heartbeats = new AtomicBoolean(true);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Taps taps = new Taps();
    private final FeedServices services;

    /** The connections proper, by id; pools and networks are faces over these. */
    private final Map<String, ManagedConnection> connections = new ConcurrentSkipListMap<>();

    private final Map<String, BlockchainConnection> faces = new ConcurrentHashMap<>();
    private final Map<String, EndpointGroup> groups = new ConcurrentHashMap<>();

    /**
     * A manager.
     *
     * @param networkConfig read when a network is first asked for
     * @param profiles how a network differs from others; asked when it is opened
     * @param transports the transport for a configuration's URL scheme
     * @param stores where named subscriptions are kept; opened when first asked for
     * @param sinks opens a sink by its kind and settings, and closes it on release
     * @param release ends what was made for this manager, after all connections are gone
     */
    public Manager(
            ManagerConfig config,
            Supplier<BlockchainConfig> networkConfig,
            Function<NetworkConfig, NetworkProfile> profiles,
            Function<ConnectionConfig, Transport> transports,
            Codec codec,
            EngineRuntime runtime,
            Supplier<FeedStore> stores,
            BiFunction<String, Map<String, String>, EventSink> sinks,
            Runnable release) {
        this.config = config;
        this.networkConfig = networkConfig;
        this.profiles = profiles;
        this.transports = transports;
        this.codec = codec;
        this.handlers = new MarkedExecutor(runtime.handlers());
        this.runtime =
                new EngineRuntime(runtime.ticker(), runtime.timer(), runtime.callbacks(), handlers, runtime.random());
        this.services = FeedServices.of(taps, stores, config.windowBytes(), config.shutdownTimeout());
        this.sinks = sinks;
        this.release = release;
        this.budget = new ReconnectBudget(config.reconnectsPerSecond());
        this.limits = new LimitsByEndpoint(this.runtime);
    }

    @Override
    public CompletableFuture<BlockchainConnection> connect(ConnectionConfig target) {
        String prefix = target.type() == ConnectionType.HTTP ? "http-" : "ws-";
        ManagedConnection made;
        try {
            made = createAll(List.of(new Planned(prefix + ids.incrementAndGet(), target, NodeRules.PLAIN)))
                    .get(0);
        } catch (BlockchainException e) {
            return CompletableFuture.failedFuture(e);
        }
        return made.start().whenComplete((connection, failure) -> {
            if (failure != null) {
                forget(made);
            }
        });
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
    public CompletableFuture<HttpPool> connectHttpPool(PoolConfig pool) {
        for (PoolConfig.Endpoint endpoint : pool.endpoints()) {
            if (!isHttp(endpoint.config())) {
                throw new IllegalArgumentException("an HTTP pool needs http:// or https:// URLs, this one is "
                        + endpoint.config().endpoint()
                        + "; use connectWebSocket for WebSocket, connectGroup for both");
            }
        }
        String id = "pool-" + ids.incrementAndGet();
        List<GroupPlan> plans = GroupPlan.of(pool, id, Manager::withOneSocket);
        return connectGroup(id, pool, Balancing.POWER_OF_TWO_CHOICES, plans, PooledConnections::new);
    }

    @Override
    public CompletableFuture<ConnectionGroup> connectGroup(PoolConfig group) {
        String id = "group-" + ids.incrementAndGet();
        List<GroupPlan> plans = GroupPlan.of(group, id, UnaryOperator.identity());
        return connectGroup(id, group, Balancing.PRIORITY, plans, GroupConnection::new);
    }

    private static boolean isHttp(ConnectionConfig target) {
        String scheme = target.url().getScheme();
        return scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https");
    }

    /** A pool opens as many sockets as it has connections. */
    private static ConnectionConfig withOneSocket(ConnectionConfig target) {
        return target.toBuilder().maxConnections(1).build();
    }

    /** What users see of a group. */
    @FunctionalInterface
    private interface FaceOf<G> {
        G make(String id, EndpointGroup group, FeedEngine feeds);
    }

    private <G extends ConnectionGroup> CompletableFuture<G> connectGroup(
            String id, PoolConfig pool, Balancing balancing, List<GroupPlan> plans, FaceOf<? extends G> faceOf) {
        EndpointGroup group;
        try {
            group = newGroup(id, pool, balancing, plans, NodeRules.PLAIN);
        } catch (BlockchainException e) {
            return CompletableFuture.failedFuture(e);
        }
        FeedEngine feeds = feeds(group, plans, services);
        G face = faceOf.make(id, group, feeds);
        groups.put(id, group);
        faces.put(id, face);
        deregisterWhenOver(id, group, face, feeds);
        return group.start().<G>thenApply(done -> face).whenComplete((made, failure) -> {
            if (failure != null) {
                faces.remove(id);
                groups.remove(id);
                group.close();
                group.members().forEach(this::forget);
            }
        });
    }

    /** Whoever closes it need not tell the manager. */
    private void deregisterWhenOver(String id, EndpointGroup group, BlockchainConnection face, FeedEngine feeds) {
        var unused = feeds.over().thenRun(() -> {
            groups.remove(id, group);
            faces.remove(id, face);
        });
    }

    private FeedEngine feeds(EndpointGroup group, List<GroupPlan> plans, FeedServices chain) {
        return GroupFeeds.of(group, plans.get(0).target(), codec, runtime, chain);
    }

    private EndpointGroup newGroup(
            String id, PoolConfig pool, Balancing balancing, List<GroupPlan> plans, NodeRules rules) {
        List<Planned> planned = new ArrayList<>();
        plans.forEach(plan -> plan.ids().forEach(each -> planned.add(new Planned(each, plan.target(), rules))));
        List<ManagedConnection> made = createAll(planned);
        List<GroupEndpoint> endpoints = new ArrayList<>();
        int next = 0;
        for (GroupPlan plan : plans) {
            int end = next + plan.ids().size();
            endpoints.add(new GroupEndpoint(plan.target(), plan.priority(), plan.window(), made.subList(next, end)));
            next = end;
        }
        OptionalLong chainId = plans.stream()
                .map(plan -> plan.target().chainId())
                .filter(OptionalLong::isPresent)
                .findFirst()
                .orElse(OptionalLong.empty());
        return new EndpointGroup(
                id, pool, balancing, chainId, endpoints, rules, codec, runtime, useless -> replace(useless, rules));
    }

    private Member replace(Member useless, NodeRules rules) {
        forget(useless);
        ManagedConnection before = (ManagedConnection) useless;
        return createAll(List.of(new Planned(before.id(), before.config(), rules)))
                .get(0);
    }

    @Override
    public BlockchainNetwork network(String name) {
        return (BlockchainNetwork) faces.compute(name, (key, known) -> {
            if (known instanceof NetworkConnection open
                    && !open.group().isClosed()
                    && open.state() != ConnectionState.CLOSED) {
                return known;
            }
            NetworkConfig network = config().network(name);
            network.successor()
                    .ifPresent(successor ->
                            LOG.warn("network {} was shut down by its makers; use {} instead", name, successor));
            return openNetwork(profiles.apply(network));
        });
    }

    private BlockchainNetwork openNetwork(NetworkProfile profile) {
        NetworkConfig network = profile.config();
        if (network.wsUrls().isEmpty() && network.rpcUrls().isEmpty()) {
            throw new ConfigurationException(
                    "network " + network.name() + " has no endpoint; set the environment variable "
                            + network.environmentVariable("WS_URL") + " or " + network.environmentVariable("RPC_URL")
                            + ", or windlass.networks." + network.name() + ".ws-url in application.conf",
                    "windlass.networks." + network.name(),
                    null);
        }
        List<GroupPlan> plans = GroupPlan.of(network, config.networkEndpoints());
        PoolConfig.Builder settings = PoolConfig.builder().maxLag(maxLag(network));
        network.connection().applyTo(settings);
        config.networkGroups().accept(network, settings);
        plans.forEach(plan -> settings.endpoint(plan.target(), plan.priority()));
        EndpointGroup group =
                newGroup(network.name(), settings.build(), Balancing.PRIORITY, plans, NodeRules.of(profile));
        groups.put(network.name(), group);
        // a network is there at once; whoever calls it hears of a failure
        group.established();
        var unused = group.start();
        FeedServices chain = services.forChain(network.reorgDepth(), network.bloom(), network.systemLogs());
        FeedEngine feeds = feeds(group, plans, chain);
        BlockchainNetwork face = new NetworkConnection(profile, group, feeds);
        deregisterWhenOver(network.name(), group, face, feeds);
        return face;
    }

    /** Half a minute's blocks, and four at least. */
    private static int maxLag(NetworkConfig network) {
        long blockMillis = Math.max(1, network.blockTime().toMillis());
        return (int) Math.max(4, Math.min(10_000, (30_000 + blockMillis - 1) / blockMillis));
    }

    private void reserve(int count) {
        if (closed.get()) {
            throw new ConnectionClosedException(
                    "the manager is closed; create another one", "manager", CloseReason.local(), null);
        }
        if (held.addAndGet(count) > config.maxConnections()) {
            held.addAndGet(-count);
            throw new ConnectionLimitException(
                    "the manager may hold " + config.maxConnections() + " connections and holds " + held.get() + "; "
                            + count + " more " + (count == 1 ? "was" : "were")
                            + " asked for; disconnect some, or raise maxConnections",
                    config.maxConnections(),
                    null);
        }
    }

    private record Planned(String id, ConnectionConfig target, NodeRules rules) {}

    /** All of them or, if there is no room or no transport, none. */
    private List<ManagedConnection> createAll(List<Planned> planned) {
        List<Transport> to =
                planned.stream().map(each -> transports.apply(each.target())).toList();
        // a network that is opened again takes the names of its connections that may still be ending
        planned.forEach(each -> Optional.ofNullable(connections.get(each.id())).ifPresent(this::forget));
        reserve(planned.size());
        List<ManagedConnection> made = new ArrayList<>();
        // one for all connections of a pool to the same endpoint
        Map<ConnectionConfig, SharedQuestions> questions = new HashMap<>();
        for (Planned each : planned) {
            ManagedConnection connection = new ManagedConnection(
                    each.id(),
                    each.target(),
                    to.get(made.size()),
                    codec,
                    runtime,
                    heartbeats::get,
                    budget,
                    services,
                    limits.of(each.target()),
                    questions.computeIfAbsent(each.target(), same -> new SharedQuestions(codec, runtime.ticker())),
                    each.rules(),
                    n -> createAll(List.of(new Planned(each.id() + "/feeds-" + (n + 1), each.target(), each.rules())))
                            .get(0));
            connections.put(connection.id(), connection);
            // whoever closed it; a connection that has failed stays until it is closed
            var unused = connection.gone().thenRun(() -> forget(connection));
            var unusedToo = connection.failed().thenRun(failures::incrementAndGet);
            made.add(connection);
        }
        return made;
    }

    private void forget(BlockchainConnection connection) {
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
    public EventSink openSink(String sink, Map<String, String> settings) {
        return sinks.apply(sink, settings);
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
        Map<String, List<EndpointStats>> endpoints = new TreeMap<>();
        groups.forEach((id, group) -> endpoints.put(id, group.stats()));
        Collection<ConnectionStats> values = all.values();
        return new ManagerSnapshot(
                all.size(),
                (int) values.stream()
                        .filter(stats -> stats.status() == ConnectionState.OPEN)
                        .count(),
                failures.get(),
                eventsOfForgotten.get()
                        + values.stream().mapToLong(ConnectionStats::events).sum(),
                all,
                endpoints);
    }

    @Override
    public CompletableFuture<Void> disconnect(String id) {
        BlockchainConnection face = faces.remove(id);
        EndpointGroup group = groups.remove(id);
        if (face != null && group != null) {
            return both(face.disconnect(), allGone(group.members()));
        }
        ManagedConnection connection = connections.get(id);
        return allGone(connections.values().stream()
                .filter(each -> each == connection || each.id().startsWith(id + "/feeds-"))
                .toList());
    }

    @Override
    public CompletableFuture<Void> disconnectAll() {
        // by their faces, since these have feeds of their own
        CompletableFuture<?>[] gone =
                faces.values().stream().map(BlockchainConnection::disconnect).toArray(CompletableFuture[]::new);
        faces.clear();
        groups.values().forEach(EndpointGroup::close);
        groups.clear();
        return both(CompletableFuture.allOf(gone), allGone(List.copyOf(connections.values())));
    }

    private static CompletableFuture<Void> both(CompletableFuture<Void> one, CompletableFuture<Void> other) {
        return CompletableFuture.allOf(one, other);
    }

    private CompletableFuture<Void> allGone(List<? extends BlockchainConnection> leaving) {
        CompletableFuture<?>[] gone = leaving.stream()
                .map(connection -> {
                    CompletableFuture<Void> end = connection.disconnect();
                    forget(connection);
                    return end;
                })
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(gone);
    }

    private CompletableFuture<Void> drain() {
        List<CompletableFuture<Void>> drained = new ArrayList<>();
        connections.values().forEach(connection -> drained.add(connection.drain()));
        faces.values().forEach(face -> {
            if (face instanceof GroupConnection group) {
                drained.add(group.drain());
            }
        });
        return CompletableFuture.allOf(drained.toArray(CompletableFuture[]::new));
    }

    private void await(CompletableFuture<Void> drained) throws InterruptedException, ExecutionException {
        try {
            drained.get(config.shutdownTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            LOG.warn(
                    "handlers still run, or events still wait for them, {} after the manager was closed; what is not"
                            + " acknowledged comes again where it belongs to a named subscription",
                    config.shutdownTimeout());
        }
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        CompletableFuture<Void> drained = drain();
        try {
            if (!handlers.isCurrent()) { // a handler that closes the manager would wait for itself
                await(drained);
            }
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
