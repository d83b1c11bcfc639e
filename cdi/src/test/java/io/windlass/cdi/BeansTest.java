package io.windlass.cdi;

import static io.windlass.cdi.TestContainer.await;
import static io.windlass.cdi.TestContainer.boot;
import static io.windlass.cdi.TestContainer.networkAt;
import static io.windlass.cdi.TestContainer.windlassThreads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.windlass.BlockchainConfig;
import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.BlockchainNetwork;
import io.windlass.ConnectionLimitException;
import io.windlass.ConnectionState;
import io.windlass.Eth;
import io.windlass.ManagerConfig;
import io.windlass.NetworkConfig;
import io.windlass.testkit.Devnet;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class BeansTest {
    @Test
    void injectedNetwork_isTheManagersAndAnswersCalls() {
        try (SeContainer container = boot(LocalDevnet.class, Service.class)) {
            Service service = container.select(Service.class).get();
            service.devnet.devnet().mine(2);

            assertThat(service.network.call(Eth.blockNumber()).join()).isEqualTo(2);
            assertThat(service.network.id())
                    .isEqualTo(service.manager.network("test.local").id())
                    .isEqualTo(service.connection.id())
                    .isEqualTo(service.lookup.get().id());
            assertThat(service.config.networks())
                    .extracting(NetworkConfig::name)
                    .containsExactly("test.local");
        }
    }

    @Singleton
    static class Service {
        @Inject
        LocalDevnet devnet;

        @Inject
        BlockchainConnectionManager manager;

        @Inject
        BlockchainConfig config;

        @Inject
        @Network("test.local")
        BlockchainNetwork network;

        @Inject
        @Network("test.local")
        BlockchainConnection connection;

        @Inject
        @Network("test.local")
        Instance<BlockchainNetwork> lookup;
    }

    @Test
    void close_ofTheContainer_closesConnectionsAndLeavesNoThread() {
        BlockchainNetwork network;
        BlockchainConnection other;
        try (SeContainer container = boot(LocalDevnet.class, HeadObserver.class)) {
            BlockchainConnectionManager manager =
                    container.select(BlockchainConnectionManager.class).get();
            Devnet devnet = container.select(LocalDevnet.class).get().devnet();
            network = manager.network("test.local");
            other = manager.connect(devnet.wsUrl()).join();
            assertThat(network.state()).isEqualTo(ConnectionState.OPEN);
            assertThat(devnet.subscriptions()).isEqualTo(1);
            assertThat(windlassThreads()).isNotEmpty();
        }

        assertThat(network.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(other.state()).isEqualTo(ConnectionState.CLOSED);
        await().untilAsserted(() -> assertThat(windlassThreads()).isEmpty());
    }

    @Test
    void manager_ofAContainerThatNeverUsesIt_isNeverMade() {
        try (SeContainer container = boot(LocalDevnet.class, Service.class)) {
            container.select(Service.class).get().config.networks();

            assertThat(windlassThreads()).allMatch(name -> name.startsWith("windlass-devnet"));
        }
    }

    @Test
    void managerConfigBean_givesLimitsAndNetworksOfTheManager() {
        try (SeContainer container = boot(OneConnection.class)) {
            BlockchainConnectionManager manager =
                    container.select(BlockchainConnectionManager.class).get();
            Devnet devnet = container.select(OneConnection.class).get().devnet;
            manager.connect(devnet.wsUrl()).join();

            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(() -> manager.connect(devnet.wsUrl()).join())
                    .withCauseInstanceOf(ConnectionLimitException.class);
            assertThat(container.select(BlockchainConfig.class).get().networks())
                    .extracting(NetworkConfig::name)
                    .containsExactly("test.local");
        }
    }

    @Singleton
    static class OneConnection {
        final Devnet devnet = Devnet.start();

        @Produces
        @Singleton
        ManagerConfig config() {
            return ManagerConfig.builder()
                    .maxConnections(1)
                    .networks(networkAt(devnet.wsUrl(), devnet.chainId()))
                    .build();
        }

        @PreDestroy
        void close() {
            devnet.close();
        }
    }

    @Test
    void managerConfigBean_withoutNetworks_leavesThemToTheConfigurationFiles() {
        try (SeContainer container = boot(LimitOnly.class)) {
            assertThat(container.select(BlockchainConfig.class).get().networks())
                    .extracting(NetworkConfig::name)
                    .containsExactly("acme.main", "acme.spare");
            assertThat(container
                            .select(BlockchainConnectionManager.class)
                            .get()
                            .config()
                            .network("acme.main")
                            .chainId())
                    .isEqualTo(4242);
        }
    }

    @Test
    void managerConfigBean_builtFromTheNetworksBean_isUsed() {
        try (SeContainer container = boot(LocalDevnet.class, LimitAndNetworks.class)) {
            assertThat(container
                            .select(BlockchainConnectionManager.class)
                            .get()
                            .network("test.local")
                            .call(Eth.chainId())
                            .join())
                    .isEqualTo(
                            container.select(LocalDevnet.class).get().devnet().chainId());
        }
    }

    @Singleton
    static class LimitAndNetworks {
        @Produces
        @Singleton
        ManagerConfig config(BlockchainConfig networks) {
            return ManagerConfig.builder()
                    .reconnectsPerSecond(5)
                    .networks(networks)
                    .build();
        }
    }

    /** With discovery, as an application boots; its {@code application.conf} names a network that nothing serves. */
    @Test
    void discovery_withoutAnyConfigurationBean_makesEveryConfiguredNetworkABean() {
        try (SeContainer container = SeContainerInitializer.newInstance().initialize()) {
            assertThat(container
                            .select(DiscoveredBean.class)
                            .get()
                            .network()
                            .config()
                            .chainId())
                    .isEqualTo(4242);
            assertThat(container
                            .select(BlockchainNetwork.class, Network.Literal.of("acme.spare"))
                            .get()
                            .config()
                            .chainId())
                    .isEqualTo(4243);
        }
    }
}
