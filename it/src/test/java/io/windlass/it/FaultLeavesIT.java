package io.windlass.it;

import static io.windlass.it.Patience.done;
import static io.windlass.it.Patience.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.windlass.AcquireTimeoutException;
import io.windlass.BlockHeader;
import io.windlass.BlockRef;
import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.BlockchainException;
import io.windlass.Call;
import io.windlass.CallTimeoutException;
import io.windlass.ChainMismatchException;
import io.windlass.CheckpointMismatchException;
import io.windlass.CloseReason;
import io.windlass.ConfigurationException;
import io.windlass.ConnectionClosedException;
import io.windlass.ConnectionFailedException;
import io.windlass.ConnectionLimitException;
import io.windlass.ConnectionLostException;
import io.windlass.DecodeException;
import io.windlass.EndpointException;
import io.windlass.EndpointRefusedException;
import io.windlass.Eth;
import io.windlass.EventSinkException;
import io.windlass.FeedStoreException;
import io.windlass.Feeds;
import io.windlass.FencedException;
import io.windlass.Hash;
import io.windlass.HistoryUnavailableException;
import io.windlass.HttpPool;
import io.windlass.InconsistentNodeException;
import io.windlass.JsonReader;
import io.windlass.ManagerConfig;
import io.windlass.PluginException;
import io.windlass.PoolConfig;
import io.windlass.ReorgBeyondWindowException;
import io.windlass.RpcException;
import io.windlass.RpcResponse;
import io.windlass.Subscription;
import io.windlass.SubscriptionFailedException;
import io.windlass.SubscriptionState;
import io.windlass.spi.FeedChange;
import io.windlass.spi.FeedIdentity;
import io.windlass.spi.FeedLease;
import io.windlass.spi.FeedStore;
import io.windlass.spi.FeedStoreProvider;
import io.windlass.spi.Transport;
import io.windlass.spi.TransportException;
import io.windlass.spi.TransportFailure;
import io.windlass.spi.TransportProvider;
import io.windlass.testkit.Devnet;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of failure is brought about once, and carries what it promises. */
class FaultLeavesIT extends FaultWithManager {
    private static Anvil anvil;

    private final FaultProxy proxy = watched(FaultProxy.before(anvil.port()));

    @BeforeAll
    static void startNode() {
        anvil = Anvil.start();
    }

    @AfterAll
    static void stopNode() {
        anvil.close();
    }

    /** A new kind without a test of its own fails here; the tests are known by their names. */
    @Test
    void everyKind_hasATestHere() throws Exception {
        Stream<String> tested = Arrays.stream(FaultLeavesIT.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(Method::getName)
                .filter(name -> name.contains("Exception_"))
                .map(name -> name.substring(0, name.indexOf('_')));

        assertThat(kinds()).contains("rpcException", "transportException");
        assertThat(tested).containsExactlyInAnyOrderElementsOf(kinds());
    }

    private static List<String> kinds() throws Exception {
        Path api = Path.of(BlockchainException.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        if (Files.isDirectory(api)) {
            return kinds(api);
        }
        try (FileSystem jar = FileSystems.newFileSystem(api)) {
            return kinds(jar.getPath("/"));
        }
    }

    private static List<String> kinds(Path root) throws Exception {
        List<String> kinds = new ArrayList<>();
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(file -> file.toString().endsWith("Exception.class"))
                    .toList();
        }
        for (Path file : files) {
            String path = root.relativize(file).toString();
            Class<?> type = Class.forName(
                    path.substring(0, path.length() - ".class".length()).replace('/', '.'));
            if (BlockchainException.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
                String name = type.getSimpleName();
                kinds.add(name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1));
            }
        }
        return kinds;
    }

    @Test
    void acquireTimeoutException_whenEveryConnectionOfAPoolIsBusy() {
        HttpPool pool = done(manager.connectHttpPool(PoolConfig.builder()
                .endpoint(impatient(proxy.url(Wire.HTTP)).build())
                .acquireTimeout(Duration.ofMillis(200))
                .build()));
        proxy.meetAlways(new FaultReaction.Hang());
        CompletableFuture<Long> busy = pool.call(Eth.blockNumber());

        assertThat(failureOf(pool.call(Eth.chainId()))).isInstanceOfSatisfying(AcquireTimeoutException.class, e -> {
            assertThat(e.poolId()).isEqualTo(pool.id());
            assertThat(e.waited()).isGreaterThanOrEqualTo(Duration.ofMillis(200));
            assertThat(e.total()).isEqualTo(1);
            assertThat(e.active()).isEqualTo(1);
            assertThat(e.idle()).isZero();
            assertThat(e.waiting()).isEqualTo(1);
        });
        busy.cancel(true);
    }

    @Test
    void callTimeoutException_whenNoAnswerComes() {
        BlockchainConnection node = connect(impatient(proxy.wsUrl()).requestTimeout(Duration.ofMillis(200)));
        proxy.lose(FaultLoss.EVERYTHING);

        assertThat(failureOf(node.send("eth_sendRawTransaction", "0x00")))
                .isInstanceOfSatisfying(CallTimeoutException.class, e -> {
                    assertThat(e.method()).isEqualTo("eth_sendRawTransaction");
                    assertThat(e.timeout()).isEqualTo(Duration.ofMillis(200));
                    assertThat(e.outcomeUnknown()).isTrue();
                    assertThat(e).hasMessageContaining("look at the chain");
                });
    }

    @Test
    void chainMismatchException_whenTheNodeServesAnotherChain() {
        assertThat(failureOf(manager.connect(impatient(proxy.wsUrl()).chainId(1).build())))
                .isInstanceOfSatisfying(ChainMismatchException.class, e -> {
                    assertThat(e.endpoint()).isEqualTo(proxy.wsUrl());
                    assertThat(e.expectedChainId()).isEqualTo(1);
                    assertThat(e.actualChainId()).isEqualTo(31337);
                });
    }

    @Test
    void checkpointMismatchException_whenANameIsUsedForAnotherFilter(@TempDir Path state) {
        try (Devnet devnet = Devnet.start();
                BlockchainConnectionManager keeper = keeper(state)) {
            BlockchainConnection node = done(keeper.connect(devnet.wsUrl()));
            Subscription before = node.subscribe(
                            Feeds.logs().address(devnet.contracts().get(0)))
                    .named("transfers")
                    .ignoreRemoved()
                    .onEvent(event -> {});
            done(before.live());
            before.close();
            done(before.ended());

            Subscription after = node.subscribe(
                            Feeds.logs().address(devnet.contracts().get(1)))
                    .named("transfers")
                    .ignoreRemoved()
                    .onEvent(event -> {});

            assertThat(failureOf(after.ended())).isInstanceOfSatisfying(CheckpointMismatchException.class, e -> {
                assertThat(e.feed()).isEqualTo("transfers");
                assertThat(e.what()).isEqualTo("filter");
                assertThat(e).hasMessageContaining("onOtherCheckpoint");
            });
            assertThat(after.state()).isEqualTo(SubscriptionState.FAILED);
        }
    }

    @Test
    void configurationException_whenANetworkIsNotConfigured() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> manager.network("no.such-network"))
                .withMessageContaining("no.such-network")
                .satisfies(e -> assertThat(e.setting()).isNotBlank());
    }

    @Test
    void connectionClosedException_whenItsOwnerClosedIt() {
        BlockchainConnection node = connect(impatient(proxy.wsUrl()));
        done(node.disconnect());

        assertThat(failureOf(node.call(Eth.chainId()))).isInstanceOfSatisfying(ConnectionClosedException.class, e -> {
            assertThat(e.connectionId()).isEqualTo(node.id());
            assertThat(e.reason()).isEqualTo(CloseReason.local());
        });
    }

    @Test
    void connectionFailedException_whenNoAttemptSucceeds() {
        proxy.meetAlways(new FaultReaction.Status(500));

        assertThat(failureOf(
                        manager.connect(impatient(proxy.wsUrl()).maxRetries(2).build())))
                .isInstanceOfSatisfying(ConnectionFailedException.class, e -> {
                    assertThat(e.endpoint()).isEqualTo(proxy.wsUrl());
                    assertThat(e.attempts()).isEqualTo(3);
                    assertThat(e.elapsed()).isPositive();
                    assertThat(e).hasMessageContaining("500");
                });
    }

    @Test
    void connectionLimitException_whenThereIsOneTooMany() {
        try (BlockchainConnectionManager small = BlockchainConnectionManager.create(
                ManagerConfig.builder().maxConnections(1).build())) {
            done(small.connect(impatient(proxy.wsUrl()).build()));

            assertThat(failureOf(small.connect(proxy.wsUrl())))
                    .isInstanceOfSatisfying(
                            ConnectionLimitException.class,
                            e -> assertThat(e.limit()).isEqualTo(1));
        }
    }

    @Test
    void connectionLostException_whenTheLinkBreaksUnderACall() {
        BlockchainConnection node = connect(impatient(proxy.wsUrl()));
        proxy.lose(FaultLoss.EVERYTHING);
        long sent = node.stats().messagesSent();
        CompletableFuture<RpcResponse> call = node.send("eth_sendRawTransaction", "0x00");
        Patience.until("the call has left", () -> node.stats().messagesSent() > sent);
        proxy.loseNoMore();

        proxy.cutByReset();

        assertThat(failureOf(call)).isInstanceOfSatisfying(ConnectionLostException.class, e -> {
            assertThat(e.connectionId()).isEqualTo(node.id());
            assertThat(e.method()).isEqualTo("eth_sendRawTransaction");
            assertThat(e.outcomeUnknown()).isTrue();
            assertThat(e.reason().kind()).isEqualTo(CloseReason.Kind.NETWORK);
        });
    }

    @Test
    void decodeException_whenAResultIsNotWhatItsTypeSays() {
        BlockchainConnection node = connect(impatient(proxy.wsUrl()));

        assertThat(failureOf(node.call(Call.of("eth_chainId", JsonReader::hash))))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("hash");
    }

    @Test
    void endpointException_whenTheEndpointAnswersInPlaceOfTheNode() {
        BlockchainConnection node = connect(impatient(proxy.url(Wire.HTTP)));
        proxy.meetAlways(new FaultReaction.Status(429, "Retry-After: 600"));

        assertThat(failureOf(node.call(Eth.blockNumber()))).isInstanceOfSatisfying(EndpointException.class, e -> {
            assertThat(e.endpoint()).isEqualTo(proxy.url(Wire.HTTP));
            assertThat(e.status()).isEqualTo(429);
            assertThat(e.retryAfter()).contains(Duration.ofMinutes(10));
        });
    }

    @Test
    void endpointRefusedException_whenTheEndpointRefusesForGood() {
        proxy.meetAlways(new FaultReaction.Status(403));

        assertThat(failureOf(manager.connect(proxy.wsUrl())))
                .isInstanceOfSatisfying(EndpointRefusedException.class, e -> {
                    assertThat(e.endpoint()).isEqualTo(proxy.wsUrl());
                    assertThat(e.status()).isEqualTo(403);
                });
    }

    @Test
    void eventSinkException_whenTheFileCannotBeWritten(@TempDir Path state) {
        Path taken = state.resolve("events.jsonl");
        assertThat(taken.toFile().mkdir()).isTrue();

        assertThatExceptionOfType(EventSinkException.class)
                .isThrownBy(() -> manager.openSink("json-lines", Map.of("path", taken.toString())))
                .satisfies(e -> assertThat(e.sink()).contains("events.jsonl"));
    }

    @Test
    void feedStoreException_whenTheNameIsInUse(@TempDir Path state) {
        try (Devnet devnet = Devnet.start();
                BlockchainConnectionManager owner = keeper(state);
                BlockchainConnectionManager other = keeper(state)) {
            done(named(done(owner.connect(devnet.wsUrl())), "transfers").live());

            Subscription second = named(done(other.connect(devnet.wsUrl())), "transfers");

            assertThat(failureOf(second.live())).isInstanceOfSatisfying(FeedStoreException.class, e -> {
                assertThat(e.kind()).isEqualTo(FeedStoreException.Kind.IN_USE);
                assertThat(e.feed()).isEqualTo("transfers");
                assertThat(e)
                        .hasMessageContaining(
                                Long.toString(ProcessHandle.current().pid()));
            });
            assertThat(failureOf(second.ended())).isInstanceOf(FeedStoreException.class);
        }
    }

    @Test
    void fencedException_whenAFeedWasTakenOver() {
        FeedStoreProvider memory = ServiceLoader.load(FeedStoreProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals("memory"))
                .findFirst()
                .orElseThrow();
        try (FeedStore store = memory.open(Path.of("unused"))) {
            FeedLease lease = store.acquire("transfers");
            store.acquire("transfers");
            Hash block = Hash.of((String)
                    anvil.rpcObject("eth_getBlockByNumber", "0x0", false).get("hash"));

            assertThatExceptionOfType(FencedException.class)
                    .isThrownBy(() -> lease.apply(FeedChange.builder()
                            .identity(new FeedIdentity(31337, block, "newHeads", 0))
                            .build()))
                    .satisfies(e -> {
                        assertThat(e.feed()).isEqualTo("transfers");
                        assertThat(e.epoch()).isEqualTo(lease.epoch());
                    });
        }
    }

    @Test
    void historyUnavailableException_whenTheNodeHasForgottenTheStart() {
        try (Devnet devnet = Devnet.start()) {
            devnet.mine(200);
            devnet.faults().forgetBlocksBelow(50);
            Subscription subscription = connect(impatient(devnet.wsUrl()))
                    .subscribe(Feeds.logs())
                    .from(BlockRef.number(10))
                    .onEvent(event -> {});

            assertThat(failureOf(subscription.ended())).isInstanceOfSatisfying(HistoryUnavailableException.class, e -> {
                assertThat(e.block()).isEqualTo(10);
                assertThat(e).hasMessageContaining("archive");
            });
            done(manager.disconnectAll());
        }
    }

    /** A node that answers for another block, however often it is asked. */
    @Test
    void inconsistentNodeException_whenTheLogsOfABlockNeverBelongToIt() {
        Emitter emitter = anvil.deployEmitter();
        String another =
                (String) anvil.rpcObject("eth_getBlockByNumber", "0x0", false).get("hash");
        try (HttpRelay relay = HttpRelay.before(anvil)) {
            Subscription subscription = connect(impatient(relay.url()).pollInterval(Duration.ofMillis(50)))
                    .subscribe(Feeds.logs().address(emitter.address()))
                    .onEvent(event -> {});
            done(subscription.live());
            relay.spoil(
                    "eth_getLogs",
                    said -> said.replaceAll("\"blockHash\":\"0x[0-9a-f]+\"", "\"blockHash\":\"" + another + "\""));

            emitter.emitSeq(1);

            assertThat(failureOf(subscription.ended())).isInstanceOfSatisfying(InconsistentNodeException.class, e -> {
                assertThat(e.block().blockNumber()).isEqualTo(anvil.head());
                assertThat(e).hasMessageContaining("another endpoint");
            });
            done(manager.disconnectAll());
        }
    }

    @Test
    void pluginException_whenNobodySpeaksTheScheme() {
        assertThat(failureOf(manager.connect("gopher://" + proxy.authority())))
                .isInstanceOfSatisfying(
                        PluginException.class, e -> assertThat(e.plugin()).isEqualTo("gopher"));
    }

    @Test
    void reorgBeyondWindowException_whenBlocksThatWereFinalAreReplaced() {
        try (Devnet devnet = Devnet.start()) {
            BlockchainConnection node = connect(impatient(devnet.wsUrl()));
            Received<BlockHeader> heads = new Received<>();
            Subscription subscription = node.subscribe(Feeds.newHeads()).onEvent(heads);
            done(subscription.live());
            devnet.mine(100);
            for (int count = 101; count <= 140; count++) {
                // one by one: the final block is asked for now and then, and what lies below it is forgotten after that
                heads.await(count - 1);
                devnet.mine(1);
            }
            heads.await(140);

            devnet.reorg(110);
            devnet.mine(1);

            assertThat(failureOf(subscription.ended())).isInstanceOfSatisfying(ReorgBeyondWindowException.class, e -> {
                e.ancestor()
                        .ifPresent(ancestor -> assertThat(ancestor.blockHash())
                                .isEqualTo(devnet.block(ancestor.blockNumber()).hash()));
                assertThat(e.oldest()).isGreaterThan(31);
                assertThat(e).hasMessageContaining("onDeepReorg");
            });
            done(manager.disconnectAll());
        }
    }

    @Test
    void rpcException_whenTheNodeAnswersWithAnError() {
        BlockchainConnection node = connect(impatient(proxy.wsUrl()));

        assertThat(failureOf(node.call(Call.of("no_such_method", JsonReader::json))))
                .isInstanceOfSatisfying(RpcException.class, e -> {
                    assertThat(e.method()).isEqualTo("no_such_method");
                    assertThat(e.error().code()).isNegative();
                    assertThat(e.error().message()).isNotBlank();
                    assertThat(e).hasMessageContaining(e.error().message());
                });
    }

    @Test
    void subscriptionFailedException_whenTheNodeDoesNotOfferTheFeed() {
        BlockchainConnection node = connect(impatient(proxy.wsUrl()));

        Subscription subscription =
                node.subscribe(new FaultFeed("no-such-feed")).onEvent(event -> {});

        assertThat(failureOf(subscription.live()))
                .isInstanceOfSatisfying(
                        SubscriptionFailedException.class,
                        e -> assertThat(e.feed()).isEqualTo("no-such-feed"));
    }

    /** What a transport fails with, before the engine has made of it what users see. */
    @Test
    void transportException_whenATransportOpensNoLink() {
        proxy.refuse();
        Transport transport = ServiceLoader.load(TransportProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.schemes().contains("ws"))
                .findFirst()
                .orElseThrow()
                .create(purpose -> Thread::new);
        try {
            assertThat(failureOf(transport.open(impatient(proxy.wsUrl()).build(), new FaultDeafListener())))
                    .isInstanceOfSatisfying(TransportException.class, e -> {
                        assertThat(e.failure().kind()).isEqualTo(TransportFailure.Kind.CONNECT);
                        assertThat(e.failure().mayHaveBeenProcessed()).isFalse();
                    });
        } finally {
            transport.close();
            proxy.listen();
        }
    }

    private static BlockchainConnectionManager keeper(Path state) {
        return BlockchainConnectionManager.create(
                ManagerConfig.builder().stateDirectory(state).build());
    }

    private static Subscription named(BlockchainConnection node, String name) {
        return node.subscribe(Feeds.newHeads()).named(name).ignoreRemoved().onEvent(event -> {});
    }
}
