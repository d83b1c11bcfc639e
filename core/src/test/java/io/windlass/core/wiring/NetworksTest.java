package io.windlass.core.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BlockchainConfig;
import io.windlass.BlockchainNetwork;
import io.windlass.Decoder;
import io.windlass.Feed;
import io.windlass.ManagerConfig;
import io.windlass.NetworkConfig;
import io.windlass.PluginException;
import io.windlass.RpcError;
import io.windlass.RpcResponse;
import io.windlass.core.codec.JsonCodecProvider;
import io.windlass.core.config.ConfigLoader;
import io.windlass.core.connection.Manager;
import io.windlass.core.sim.ModelNode;
import io.windlass.core.sim.ScriptedTransport;
import io.windlass.core.sim.World;
import io.windlass.spi.NetworkProfile;
import io.windlass.spi.NetworkProvider;
import io.windlass.spi.NodeErrorClass;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network by a third party: one provider, one services entry, one {@code reference.conf}, and no change anywhere else. */
class NetworksTest {
    private static final String REFERENCE = """
            windlass.networks {
              acme.main {
                chain-id = 1
                ws-url = "ws://node.test"
                connection { limits.units-per-second = 10, heartbeat-interval = 1h }
              }
              plain.main { chain-id = 1, ws-url = "ws://node.test" }
            }
            """;

    @TempDir
    private Path plugin;

    private final World world = new World(1);
    private final ModelNode node = new ModelNode(new JsonCodecProvider().create());
    private final ScriptedTransport transport = new ScriptedTransport(world, node);
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private URLClassLoader path;

    /** What a node of acme announces. */
    private record Acts() implements Feed<String> {
        @Override
        public String name() {
            return "newActs";
        }

        @Override
        public Class<String> type() {
            return String.class;
        }

        @Override
        public List<Object> subscribeParams() {
            return List.of(name());
        }

        @Override
        public Decoder<String> decoder() {
            return in -> in.string();
        }
    }

    /** What a node of acme does otherwise. */
    private record Profile(NetworkConfig config) implements NetworkProfile {
        @Override
        public List<Feed<?>> feeds() {
            return List.of(new Acts());
        }

        @Override
        public Optional<NodeErrorClass> classify(RpcError error) {
            return error.code() == -32601 ? Optional.of(NodeErrorClass.RATE_LIMITED) : Optional.empty();
        }

        @Override
        public OptionalInt cost(String method) {
            return method.equals("eth_blockNumber") ? OptionalInt.of(50) : OptionalInt.empty();
        }
    }

    public static class Acme implements NetworkProvider {
        @Override
        public String name() {
            return "acme";
        }

        @Override
        public NetworkProfile create(NetworkConfig config) {
            return new Profile(config);
        }
    }

    /** Another of the same name. */
    public static final class Doubled extends Acme {}

    public static final class Unmakeable extends Acme {
        public Unmakeable() {
            throw new IllegalStateException("on purpose");
        }
    }

    public static final class Nameless extends Acme {
        @Override
        public String name() {
            throw new IllegalStateException("on purpose");
        }
    }

    public static final class Failing extends Acme {
        @Override
        public NetworkProfile create(NetworkConfig config) {
            throw new NoClassDefFoundError("acme/Missing");
        }
    }

    public static final class Swapping extends Acme {
        @Override
        public NetworkProfile create(NetworkConfig config) {
            return new Profile(new NetworkConfig(
                    "acme.main", 2, List.of(), List.of(), Optional.empty(), config.blockTime(), Optional.empty()));
        }
    }

    @BeforeEach
    void enter() throws IOException {
        Files.writeString(plugin.resolve("reference.conf"), REFERENCE);
        path = new URLClassLoader(new URL[] {plugin.toUri().toURL()}, before);
        Thread.currentThread().setContextClassLoader(path);
    }

    @AfterEach
    void leave() throws IOException {
        Thread.currentThread().setContextClassLoader(before);
        path.close();
    }

    private Manager with(Class<?>... providers) throws IOException {
        Path services = Files.createDirectories(plugin.resolve("META-INF/services"));
        Files.write(
                services.resolve(NetworkProvider.class.getName()),
                List.of(providers).stream().map(Class::getName).toList());
        BlockchainConfig config = ConfigLoader.load(null, Map.of(), plugin, path);
        return new Manager(
                ManagerConfig.defaults(),
                () -> config,
                new Networks(),
                target -> transport,
                new JsonCodecProvider().create(),
                world.runtime(),
                () -> {
                    throw new IllegalStateException("no store in this test");
                },
                (kind, settings) -> {
                    throw new IllegalStateException("no sink in this test");
                },
                () -> {});
    }

    private BlockchainNetwork opened(Manager manager, String name) {
        BlockchainNetwork network = manager.network(name);
        world.advance(Duration.ofSeconds(1));
        return network;
    }

    @Test
    void cost_ofAThirdPartysProfile_isWhatItsCallsAreChargedAt() throws IOException {
        BlockchainNetwork network = opened(with(Acme.class), "acme.main");

        for (int i = 0; i < 3; i++) {
            network.send("eth_blockNumber");
        }
        world.advance(Duration.ofSeconds(4));
        assertThat(node.received("eth_blockNumber")).isEqualTo(1);
        world.advance(Duration.ofSeconds(8));

        assertThat(node.received("eth_blockNumber")).isEqualTo(3);
    }

    @Test
    void error_thatAThirdPartysProfileKnows_isTakenAsItSays() throws IOException {
        Manager manager = with(Acme.class);
        BlockchainNetwork plain = opened(manager, "plain.main");
        CompletableFuture<RpcResponse> refused = plain.send("acme_look");
        world.advance(Duration.ofSeconds(5));
        assertThat(refused).isCompleted();
        assertThat(node.received("acme_look")).isEqualTo(1);

        CompletableFuture<RpcResponse> repeated = opened(manager, "acme.main").send("acme_look");
        world.advance(Duration.ofSeconds(5));

        assertThat(repeated).isNotDone();
        assertThat(node.received("acme_look")).isGreaterThan(2);
    }

    @Test
    void feed_ofAThirdParty_isNamedByItsNetworkAndDelivered() throws IOException {
        BlockchainNetwork network = opened(with(Acme.class), "acme.main");
        List<String> received = new ArrayList<>();
        assertThat(network.feeds()).containsExactly(new Acts());

        network.subscribe(new Acts()).onEvent(event -> received.add(event.value()));
        world.advance(Duration.ofSeconds(5));
        node.links()
                .get(0)
                .push("{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\",\"params\":"
                        + "{\"subscription\":\"0xs1\",\"result\":\"bow\"}}");
        world.advance(Duration.ofSeconds(1));

        assertThat(received).containsExactly("bow");
    }

    @Test
    void network_withoutAProvider_isConfigurationAlone() throws IOException {
        assertThat(opened(with(), "plain.main").feeds()).isEmpty();
    }

    @Test
    void providers_ofOneName_failTheirNetworksAloneAndAreBothNamed() throws IOException {
        Manager manager = with(Acme.class, Doubled.class);

        assertThatThrownBy(() -> manager.network("acme.main"))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("more than one network provider is called 'acme'")
                .hasMessageContaining(Acme.class.getName())
                .hasMessageContaining(Doubled.class.getName());
        assertThat(opened(manager, "plain.main").chainId()).isEqualTo(1);
    }

    @Test
    void provider_thatCannotBeMadeOrNamed_harmsNoOther() throws IOException {
        Manager manager = with(Unmakeable.class, Nameless.class, Acme.class);

        assertThat(opened(manager, "acme.main").feeds()).hasSize(1);
    }

    @Test
    void provider_thatFailsForANetwork_isNamedWithIt() throws IOException {
        assertThatThrownBy(() -> with(Failing.class).network("acme.main"))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining(Failing.class.getName())
                .hasMessageContaining("acme.main")
                .hasMessageContaining("acme/Missing");
        assertThatThrownBy(() -> with(Swapping.class).network("acme.main"))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("gave another network");
    }
}
