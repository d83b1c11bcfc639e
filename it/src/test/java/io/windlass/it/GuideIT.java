package io.windlass.it;

import static io.windlass.it.Patience.done;
import static io.windlass.it.Patience.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Auth;
import io.windlass.BlockHeader;
import io.windlass.BlockchainConfig;
import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.BlockchainNetwork;
import io.windlass.ChainEvent;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionFailedException;
import io.windlass.ConnectionState;
import io.windlass.ConnectionStats;
import io.windlass.ConnectionType;
import io.windlass.Eth;
import io.windlass.EventHandler;
import io.windlass.EventStream;
import io.windlass.Feeds;
import io.windlass.HttpPool;
import io.windlass.Log;
import io.windlass.ManagerConfig;
import io.windlass.ManagerStats;
import io.windlass.NetworkConfig;
import io.windlass.RpcResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the connection guide that many users come from, section by section, in Java. */
class GuideIT extends WithManager {
    private static final long SEPOLIA = 11155111;

    @AutoClose
    private static Anvil anvil;

    @BeforeAll
    static void startNode() {
        anvil = Anvil.start("--block-time", "0.1", "--chain-id", Long.toString(SEPOLIA));
    }

    // ---- quick start

    @Test
    void quickStart1_basicWebSocketConnection() {
        BlockchainConnection connection = done(manager.connectWebSocket(anvil.wsUrl()));

        assertThat(connection.id()).isNotBlank();

        done(manager.disconnect(connection.id()));
        assertThat(manager.connection(connection.id())).isEmpty();
    }

    @Test
    void quickStart2_eventSubscription() {
        BlockchainConnection connection = done(manager.connectWebSocket(anvil.wsUrl()));
        List<Long> numbers = new ArrayList<>();

        try (EventStream<BlockHeader> heads = connection.listen(Feeds.newHeads())) {
            for (ChainEvent<BlockHeader> event : heads) {
                numbers.add(event.value().number());
                if (numbers.size() >= 10) {
                    break;
                }
            }
        }

        for (int i = 1; i < 10; i++) {
            assertThat(numbers.get(i)).isEqualTo(numbers.get(0) + i);
        }
        done(manager.disconnect(connection.id()));
    }

    @Test
    void quickStart3_httpConnectionPool() {
        HttpPool pool = done(manager.connectHttpPool(anvil.httpUrl(), 5));

        List<BlockchainConnection> connections = connectionsOf(pool);
        List<CompletableFuture<RpcResponse>> tasks =
                connections.stream().map(one -> one.send("eth_blockNumber")).toList();

        assertThat(tasks).hasSize(5);
        for (CompletableFuture<RpcResponse> task : tasks) {
            assertThat(done(task).resultOrThrow().asLong()).isLessThanOrEqualTo(anvil.head());
        }
        for (BlockchainConnection one : connections) {
            done(manager.disconnect(one.id()));
        }
        assertThat(manager.connectionStats().activeConnections()).isZero();
    }

    // ---- advanced

    @Test
    void advanced1_heartbeatMonitoring() {
        BlockchainConnection connection = done(manager.connectWebSocket(ConnectionConfig.builder(anvil.wsUrl())
                .heartbeatInterval(Duration.ofMillis(50))
                .build()));

        manager.startHeartbeatMonitoring();
        Instant first = heartbeatOf(connection.id());
        Patience.until("the heart beats", () -> heartbeatOf(connection.id()).isAfter(first));

        assertThat(manager.connectionStats().connections().get(connection.id()).status())
                .isEqualTo(ConnectionState.OPEN);
        manager.stopHeartbeatMonitoring();
        done(manager.disconnect(connection.id()));
    }

    @Test
    void advanced2_eventHandlers() {
        List<BlockHeader> blocks = new CopyOnWriteArrayList<>();
        List<Log> logs = new CopyOnWriteArrayList<>();
        manager.addEventHandler(BlockHeader.class, event -> blocks.add(event.value()));
        manager.addEventHandler(Log.class, event -> logs.add(event.value()));
        BlockchainConnection connection = done(manager.connectWebSocket(anvil.wsUrl()));
        Emitter emitter = anvil.deployEmitter();

        try (EventStream<Object> events =
                connection.listen(Feeds.newHeads(), Feeds.logs().address(emitter.address()))) {
            for (ChainEvent<Object> event : events) {
                // the handlers of the manager have been called by now
                if (!blocks.isEmpty() && !logs.isEmpty()) {
                    break;
                }
                // heads come by themselves; a stream cannot say that it is live, so emit with each until a log comes
                emitter.emitTransfers(1);
            }
        }

        assertThat(logs).extracting(Log::address).containsOnly(emitter.address());
        assertThat(blocks).extracting(BlockHeader::number).isSorted();
    }

    @Test
    void advanced3_connectionConfiguration() {
        List<Map<String, List<String>>> seen = new CopyOnWriteArrayList<>();
        try (TinyServer server = TinyServer.node(SEPOLIA, seen)) {
            ConnectionConfig config = ConnectionConfig.builder("http://127.0.0.1:" + server.port())
                    .type(ConnectionType.HTTP)
                    .timeout(Duration.ofSeconds(60))
                    .maxRetries(10)
                    .retryDelay(Duration.ofSeconds(2))
                    .heartbeatInterval(Duration.ofSeconds(30))
                    .maxConnections(20)
                    .header("User-Agent", "MyApp/1.0")
                    .auth(Auth.basic("username", "password"))
                    .build();

            BlockchainConnection connection = done(manager.connect(config));

            assertThat(connection.chainId()).isEqualTo(SEPOLIA);
            String basic = Base64.getEncoder().encodeToString("username:password".getBytes(StandardCharsets.UTF_8));
            assertThat(seen).isNotEmpty().allSatisfy(headers -> {
                assertThat(headers.get("User-agent")).containsExactly("MyApp/1.0");
                assertThat(headers.get("Authorization")).containsExactly("Basic " + basic);
            });
        }
        assertThat(done(manager.connectWebSocket(ConnectionConfig.builder(anvil.wsUrl())
                                .header("User-Agent", "MyApp/1.0")
                                .auth(Auth.basic("username", "password"))
                                .build()))
                        .chainId())
                .isEqualTo(SEPOLIA);
    }

    @Test
    void advanced3_headersAndCredentials_areInTheUpgradeOfAWebSocket() {
        List<Map<String, List<String>>> seen = new CopyOnWriteArrayList<>();
        try (TinyServer server = TinyServer.refusing(403, seen)) {
            ConnectionConfig config = ConnectionConfig.builder("ws://127.0.0.1:" + server.port())
                    .header("User-Agent", "MyApp/1.0")
                    .auth(Auth.basic("username", "password"))
                    .build();

            assertThat(failureOf(manager.connectWebSocket(config))).hasMessageContaining("403");
        }
        String basic = Base64.getEncoder().encodeToString("username:password".getBytes(StandardCharsets.UTF_8));
        assertThat(seen).isNotEmpty().allSatisfy(headers -> {
            assertThat(headers.get("Upgrade")).containsExactly("websocket");
            assertThat(headers.get("User-agent")).containsExactly("MyApp/1.0");
            assertThat(headers.get("Authorization")).containsExactly("Basic " + basic);
        });
    }

    // ---- networks

    @Test
    void networks_fromTheGuidesConfigurationFile(@TempDir Path directory) throws IOException {
        BlockchainConfig config = BlockchainConfig.load(guideYaml(directory));

        NetworkConfig sepolia = config.networkConfig("ethereum", "sepolia");
        assertThat(sepolia.wsUrl()).isEqualTo(anvil.wsUrl());
        assertThat(sepolia.rpcUrl()).isEqualTo(anvil.httpUrl());
        assertThat(sepolia.chainId()).isEqualTo(SEPOLIA);
        assertThat(sepolia.explorer()).contains("https://sepolia.etherscan.io");
        BlockchainConnection connection = done(manager.connectWebSocket(sepolia.wsUrl()));
        assertThat(connection.chainId()).isEqualTo(sepolia.chainId());
    }

    @Test
    void networks_byName_connectWhenFirstUsed(@TempDir Path directory) throws IOException {
        ManagerConfig settings = ManagerConfig.builder()
                .networks(BlockchainConfig.load(guideYaml(directory)))
                .build();
        try (BlockchainConnectionManager own = BlockchainConnectionManager.create(settings)) {
            BlockchainNetwork sepolia = own.network("ethereum.sepolia");
            assertThat(own.network("ethereum.sepolia")).isSameAs(sepolia);
            Received<BlockHeader> heads = new Received<>();

            done(sepolia.subscribe(Feeds.newHeads()).onEvent(heads).live());

            heads.await(3);
            assertThat(done(sepolia.call(Eth.chainId()))).isEqualTo(SEPOLIA);
            assertThat(sepolia.chainId()).isEqualTo(SEPOLIA);
            assertThat(sepolia.config().name()).isEqualTo("ethereum.sepolia");
        }
    }

    @Test
    void networks_ofTheGuide_areKnownByTheirNames() {
        BlockchainConfig config = manager.config();

        assertThat(config.networkConfig("ethereum", "sepolia").chainId()).isEqualTo(11155111);
        assertThat(config.networkConfig("bsc", "testnet").chainId()).isEqualTo(97);
        assertThat(config.networkConfig("polygon", "mumbai"))
                .satisfies(mumbai -> assertThat(mumbai.chainId()).isEqualTo(80001))
                .satisfies(mumbai -> assertThat(mumbai.successor()).contains("polygon.amoy"));
        assertThat(config.networkConfig("arbitrum", "goerli"))
                .satisfies(goerli -> assertThat(goerli.chainId()).isEqualTo(421613))
                .satisfies(goerli -> assertThat(goerli.successor()).contains("arbitrum.sepolia"));
    }

    @Test
    void bestPractice3_environmentVariablesReplaceConfiguredUrls(@TempDir Path directory) throws Exception {
        Map<String, String> environment = Map.of(
                "ETHEREUM_SEPOLIA_WS_URL", anvil.wsUrl(),
                "ETHEREUM_SEPOLIA_RPC_URL", anvil.httpUrl(),
                "BSC_TESTNET_WS_URL", "ws://127.0.0.1:1/bsc");

        ChildJvm.Result child = ChildJvm.run(
                directory,
                environment,
                "-cp",
                System.getProperty("java.class.path"),
                PrintNetworks.class.getName(),
                "ethereum.sepolia",
                "bsc.testnet");

        assertThat(child.code()).as(child.text()).isZero();
        assertThat(child.lines())
                .contains(
                        "ethereum.sepolia ws " + anvil.wsUrl(),
                        "ethereum.sepolia rpc " + anvil.httpUrl(),
                        "bsc.testnet ws ws://127.0.0.1:1/bsc");
    }

    // ---- performance

    @Test
    void performance1_hundredRequestsOverFivePools() {
        ManagerConfig settings = ManagerConfig.builder().maxConnections(100).build();
        try (BlockchainConnectionManager own = BlockchainConnectionManager.create(settings)) {
            List<HttpPool> pools = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                pools.add(done(own.connectHttpPool(anvil.httpUrl(), 20)));
            }
            List<CompletableFuture<RpcResponse>> tasks = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                HttpPool pool = pools.get(i % pools.size());
                tasks.add(pool.connections().get(i % 20).send("eth_blockNumber"));
            }

            for (CompletableFuture<RpcResponse> task : tasks) {
                assertThat(done(task).isError()).isFalse();
            }
            assertThat(own.connectionStats().totalConnections()).isEqualTo(100);
            assertThat(own.connectionStats().activeConnections()).isEqualTo(100);
        }
    }

    @Test
    void performance2_batchesOfTwoFeedsMerged() {
        BlockchainConnection connection = done(manager.connectWebSocket(anvil.wsUrl()));
        Emitter emitter = anvil.deployEmitter();
        List<List<Object>> batches = new ArrayList<>();

        try (EventStream<Object> events =
                connection.listen(Feeds.newHeads(), Feeds.logs().address(emitter.address()))) {
            CompletableFuture<Void> emitting = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 5; i++) {
                    emitter.emitSeq(6);
                }
            });
            List<Object> batch = new ArrayList<>();
            for (ChainEvent<Object> event : events) {
                batch.add(event.value());
                if (batch.size() >= 10) {
                    batches.add(List.copyOf(batch));
                    batch.clear();
                }
                boolean both = batches.stream().flatMap(List::stream).anyMatch(Log.class::isInstance)
                        && batches.stream().flatMap(List::stream).anyMatch(BlockHeader.class::isInstance);
                if (batches.size() >= 2 && both) {
                    break;
                }
            }
            done(emitting);
        }

        assertThat(batches)
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(batch -> assertThat(batch).hasSize(10));
    }

    // ---- errors

    @Test
    void errors1_connectionRetry() {
        int port = TinyServer.closedPort();
        ConnectionConfig config = ConnectionConfig.builder("ws://127.0.0.1:" + port)
                .maxRetries(4)
                .retryDelay(Duration.ofMillis(10))
                .build();

        // the guide's loop is the builder's maxRetries: five attempts, then the failure
        assertThat(failureOf(manager.connectWebSocket(config)))
                .isInstanceOfSatisfying(
                        ConnectionFailedException.class,
                        e -> assertThat(e.attempts()).isEqualTo(5));
    }

    @Test
    void errors1_connectionRetry_findsANodeThatComesLate() {
        int port = TinyServer.closedPort();
        CompletableFuture<BlockchainConnection> connecting =
                manager.connectWebSocket(ConnectionConfig.builder("ws://127.0.0.1:" + port)
                        .maxRetries(1_000)
                        .retryDelay(Duration.ofMillis(10))
                        .maxRetryDelay(Duration.ofMillis(50))
                        .build());

        try (Anvil late = Anvil.startOn(port)) {
            assertThat(done(connecting).chainId()).isEqualTo(PlainJson.quantity(late.rpc("eth_chainId")));
        }
    }

    @Test
    void errors2_handlerThatFailsGoesOnAndAllIsCleanedUp() {
        AtomicInteger handled = new AtomicInteger();
        try {
            BlockchainConnection connection = done(manager.connectWebSocket(anvil.wsUrl()));
            manager.startHeartbeatMonitoring();
            connection.subscribe(Feeds.newHeads()).onEvent(event -> {
                if (handled.incrementAndGet() == 1) {
                    throw new IllegalStateException("thrown on purpose by GuideIT");
                }
            });

            Patience.until("the next events are handled", () -> handled.get() >= 3);
        } finally {
            done(manager.disconnectAll());
        }
        assertThat(manager.connectionStats().totalConnections()).isZero();
    }

    @Test
    void errors2_eventOfAStreamThatCannotBeProcessed_isFollowedByTheNext() {
        List<Long> failed = new ArrayList<>();
        List<Long> handled = new ArrayList<>();
        BlockchainConnection connection = done(manager.connectWebSocket(anvil.wsUrl()));

        try (EventStream<BlockHeader> heads = connection.listen(Feeds.newHeads())) {
            for (ChainEvent<BlockHeader> event : heads) {
                long number = event.value().number();
                try {
                    if (failed.isEmpty()) {
                        throw new IllegalStateException("thrown on purpose by GuideIT");
                    }
                    handled.add(number);
                } catch (IllegalStateException e) {
                    failed.add(number);
                    continue;
                }
                if (handled.size() == 2) {
                    break;
                }
            }
        }

        long first = failed.get(0);
        assertThat(handled).containsExactly(first + 1, first + 2);
    }

    // ---- monitoring

    @Test
    void monitoring1_connectionStatistics() {
        BlockchainConnection connection = done(manager.connectWebSocket(anvil.wsUrl()));
        connection.subscribe(Feeds.newHeads()).onEvent(event -> {});

        Patience.until("events are counted", () -> manager.connectionStats().totalEvents() >= 2);

        ManagerStats stats = manager.connectionStats();
        assertThat(stats.totalConnections()).isEqualTo(1);
        assertThat(stats.activeConnections()).isEqualTo(1);
        assertThat(stats.failedConnections()).isZero();
        ConnectionStats one = stats.connections().get(connection.id());
        assertThat(one.status()).isEqualTo(ConnectionState.OPEN);
        assertThat(Duration.between(one.lastHeartbeat().orElseThrow(), Instant.now()))
                .isLessThan(Patience.LIMIT);
    }

    @Test
    void monitoring1_connectionThatFailed_isCounted() {
        ConnectionConfig nobodyThere = ConnectionConfig.builder("ws://127.0.0.1:" + TinyServer.closedPort())
                .maxRetries(0)
                .build();

        assertThat(failureOf(manager.connectWebSocket(nobodyThere))).isInstanceOf(ConnectionFailedException.class);

        assertThat(manager.connectionStats().failedConnections()).isEqualTo(1);
        assertThat(manager.connectionStats().activeConnections()).isZero();
    }

    @Test
    void monitoring2_twentyConnectionsAtOnce() {
        List<CompletableFuture<BlockchainConnection>> connecting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            connecting.add(manager.connectWebSocket(anvil.wsUrl()));
        }
        List<BlockchainConnection> connections =
                connecting.stream().map(Patience::done).toList();

        List<CompletableFuture<RpcResponse>> requests =
                connections.stream().map(one -> one.send("eth_blockNumber")).toList();

        assertThat(requests)
                .allSatisfy(request -> assertThat(done(request).isError()).isFalse());
        assertThat(connections).extracting(BlockchainConnection::id).doesNotHaveDuplicates();
        for (BlockchainConnection one : connections) {
            done(manager.disconnect(one.id()));
        }
        assertThat(manager.connectionStats().totalConnections()).isZero();
    }

    // ---- best practice

    @Test
    void bestPractice1_serviceThatKeepsOneConnectionPerNetwork() {
        String first;
        try (BlockchainService service = new BlockchainService(Map.of("sepolia", anvil.wsUrl()))) {
            BlockchainConnection connection = service.connection("sepolia");
            first = connection.id();

            assertThat(service.connection("sepolia").id()).isEqualTo(first);
            assertThat(done(connection.call(Eth.chainId()))).isEqualTo(SEPOLIA);
        }
    }

    @Test
    void bestPractice2_eventProcessorWithOneProcessorPerType() {
        BlockchainConnection connection = done(manager.connectWebSocket(anvil.wsUrl()));
        Map<Class<?>, AtomicInteger> processed = new HashMap<>();
        processed.put(BlockHeader.class, new AtomicInteger());
        processed.put(Log.class, new AtomicInteger());
        EventHandler<Object> processor = event -> processed.forEach((type, count) -> {
            if (type.isInstance(event.value())) {
                count.incrementAndGet();
            }
        });
        manager.addEventHandler(BlockHeader.class, processor);
        manager.addEventHandler(Log.class, processor);
        Emitter emitter = anvil.deployEmitter();
        done(connection.subscribe(Feeds.newHeads()).onEvent(event -> {}).live());
        done(connection
                .subscribe(Feeds.logs().address(emitter.address()))
                .onEvent(event -> {})
                .live());

        emitter.emitTransfers(4);

        Patience.until("logs are processed", () -> processed.get(Log.class).get() == 4);
        Patience.until(
                "heads are processed", () -> processed.get(BlockHeader.class).get() >= 1);
    }

    /** The guide finds a pool's connections by the ids in the statistics that start with the pool's. */
    private List<BlockchainConnection> connectionsOf(HttpPool pool) {
        return manager.connectionStats().connections().keySet().stream()
                .filter(id -> id.startsWith(pool.id()))
                .map(id -> manager.connection(id).orElseThrow())
                .toList();
    }

    private Instant heartbeatOf(String id) {
        return manager.connectionStats().connections().get(id).lastHeartbeat().orElseThrow();
    }

    private static Path guideYaml(Path directory) throws IOException {
        return Files.writeString(directory.resolve("blockchain.yaml"), """
                ethereum:
                  sepolia:
                    rpc_url: "%s"
                    ws_url: "%s"
                    chain_id: 11155111
                    explorer: "https://sepolia.etherscan.io"
                """.formatted(anvil.httpUrl(), anvil.wsUrl()));
    }

    private static final class BlockchainService implements AutoCloseable {
        private final BlockchainConnectionManager manager = BlockchainConnectionManager.create();
        private final Map<String, BlockchainConnection> connections = new HashMap<>();
        private final Map<String, String> urls;

        BlockchainService(Map<String, String> urls) {
            this.urls = urls;
        }

        BlockchainConnection connection(String network) {
            return connections.computeIfAbsent(network, name -> done(manager.connectWebSocket(urls.get(name))));
        }

        @Override
        public void close() {
            manager.close();
        }
    }
}
