package io.windlass.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.windlass.BlockchainConfig;
import io.windlass.ConnectionConfig;
import io.windlass.Feed;
import io.windlass.Json;
import io.windlass.NetworkConfig;
import io.windlass.RpcError;
import io.windlass.spi.NetworkProfile;
import io.windlass.spi.NetworkProvider;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What every {@link NetworkProvider} must do, and the {@code reference.conf} beside it. A provider's author extends this class and
 * says which provider is under test; {@code windlass-core} must be on the test's path.
 */
public abstract class NetworkProviderContract {
    private static final List<String> METHODS =
            List.of("", "eth_call", "eth_getLogs", "eth_sendRawTransaction", "eth_sendTransaction", "no_suchMethod");

    /** For subclasses. */
    protected NetworkProviderContract() {}

    /** The class of the provider under test. */
    protected abstract Class<? extends NetworkProvider> type();

    /** What is configured; by default what {@link BlockchainConfig#load()} finds. */
    protected BlockchainConfig config() {
        return BlockchainConfig.load();
    }

    private NetworkProvider provider() {
        List<NetworkProvider> found = ServiceLoader.load(NetworkProvider.class, type().getClassLoader()).stream()
                .filter(provider -> provider.type() == type())
                .map(ServiceLoader.Provider::get)
                .toList();
        assertEquals(1, found.size(), "as a service: see META-INF/services and module-info.java");
        return found.get(0);
    }

    private List<NetworkConfig> networks() {
        String family = provider().name() + ".";
        List<NetworkConfig> networks = config().networks().stream()
                .filter(network -> network.name().startsWith(family))
                .toList();
        assertFalse(networks.isEmpty(), "networks called " + family + "…: see reference.conf");
        return networks;
    }

    private List<NetworkProfile> profiles() {
        NetworkProvider provider = provider();
        return networks().stream().map(provider::create).toList();
    }

    @Test
    void name_isTheFamilyOfItsNetworks() {
        assertTrue(
                provider().name().matches("[A-Za-z0-9][A-Za-z0-9_-]*"),
                provider().name());
        assertFalse(networks().isEmpty());
    }

    @Test
    void networks_haveChainIdsOfTheirOwn() {
        Set<Long> ids = new HashSet<>();
        networks().forEach(network -> assertTrue(ids.add(network.chainId()), network.name()));
    }

    @Test
    void networks_haveEndpointsThatCanBeConnectedTo() {
        for (NetworkConfig network : networks()) {
            network.wsUrls().forEach(url -> assertNotNull(ConnectionConfig.of(url)));
            network.rpcUrls().forEach(url -> assertNotNull(ConnectionConfig.of(url)));
        }
    }

    @Test
    void profile_isOfTheNetworkItWasMadeFor() {
        NetworkProvider provider = provider();
        for (NetworkConfig network : networks()) {
            NetworkConfig config = provider.create(network).config();
            assertEquals(network.name(), config.name());
            assertEquals(network.chainId(), config.chainId());
        }
    }

    @Test
    void feeds_haveNamesOfTheirOwnAndSayHowToSubscribe() {
        for (NetworkProfile profile : profiles()) {
            Set<String> names = new HashSet<>();
            for (Feed<?> feed : profile.feeds()) {
                assertTrue(!feed.name().isBlank() && names.add(feed.name()), feed.name());
                assertFalse(feed.subscribeParams().isEmpty(), feed.name());
                assertNotNull(feed.decoder(), feed.name());
                assertNotNull(feed.type(), feed.name());
            }
        }
    }

    @Test
    void errors_whateverTheyAre_areAnsweredFor() {
        List<RpcError> errors = List.of(
                new RpcError(0, "", Optional.empty()),
                new RpcError(-32000, "header not found", Optional.of(Json.of("{}"))),
                new RpcError(Integer.MIN_VALUE, "x".repeat(100_000), Optional.of(Json.of("null"))));
        for (NetworkProfile profile : profiles()) {
            errors.forEach(error -> assertNotNull(profile.classify(error)));
        }
    }

    @Test
    void costs_whateverTheMethod_areNeverNegative() {
        for (NetworkProfile profile : profiles()) {
            METHODS.forEach(method -> assertTrue(profile.cost(method).orElse(0) >= 0, method));
        }
    }

    @Test
    void sending_isNoRead() {
        for (NetworkProfile profile : profiles()) {
            METHODS.stream()
                    .filter(method -> method.startsWith("eth_send"))
                    .forEach(method -> assertFalse(profile.isRead(method), method));
        }
    }
}
