package io.windlass.it;

import static io.windlass.it.Patience.done;
import static io.windlass.it.Patience.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockHeader;
import io.windlass.BlockchainConnection;
import io.windlass.ConnectionState;
import io.windlass.EndpointRefusedException;
import io.windlass.Eth;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Certificates that are good, untrusted, or another host's. */
class FaultTlsIT extends FaultWithManager {
    private static Anvil anvil;
    private static FaultCertificate good;
    private static FaultCertificate ofAnotherHost;
    private static FaultCertificate own;

    @BeforeAll
    static void start() {
        anvil = Anvil.start();
        good = FaultCertificate.forNames("dns:localhost,ip:127.0.0.1");
        ofAnotherHost = FaultCertificate.forNames("dns:node.example");
        own = FaultCertificate.forNames("dns:client.example");
    }

    @AfterAll
    static void stop() {
        anvil.close();
    }

    @ParameterizedTest
    @EnumSource
    void certificateThatTheContextTrusts_isAccepted(Wire wire) {
        FaultProxy proxy = proxyWith(good);

        BlockchainConnection node = connect(impatient(proxy.url(wire)).sslContext(good.trusting()));

        assertThat(node.endpoint()).startsWith(wire.scheme() + "s://");
        assertThat(done(node.call(Eth.chainId()))).isEqualTo(31337);
        proxy.cutByReset();
        assertThat(done(node.call(Eth.chainId()))).isEqualTo(31337);
    }

    @Test
    void secureLink_thatIsCut_comesBackWithItsSubscriptions() {
        FaultProxy proxy = proxyWith(good);
        BlockchainConnection node = connect(impatient(proxy.wsUrl()).sslContext(good.trusting()));
        Received<BlockHeader> heads = followHeads(node);
        anvil.mine(1);
        heads.await(1);
        FaultStateLog states = FaultStateLog.of(node);

        proxy.cutByFin();

        states.await(ConnectionState.OPEN);
        Patience.until("a new head comes", () -> {
            anvil.mine(1);
            return heads.count() > 1;
        });
    }

    @ParameterizedTest
    @EnumSource
    void untrustedCertificate_isRefusedAndSaysSo(Wire wire) {
        FaultProxy proxy = proxyWith(good);

        Throwable failure = failureOf(manager.connect(proxy.url(wire)));

        assertRefused(failure, proxy, wire, "not trusted");
    }

    @ParameterizedTest
    @EnumSource
    void certificateOfAnotherHost_isRefusedAndSaysSo(Wire wire) {
        FaultProxy proxy = proxyWith(ofAnotherHost);

        Throwable failure = failureOf(manager.connect(
                impatient(proxy.url(wire)).sslContext(ofAnotherHost.trusting()).build()));

        assertRefused(failure, proxy, wire, "name");
    }

    @ParameterizedTest
    @EnumSource
    void serverThatAsksForACertificate_isShownTheOneOfTheContext(Wire wire) {
        FaultProxy proxy = watched(FaultProxy.withTls(anvil.port(), good.trusting(own)));
        proxy.askForCertificates();

        BlockchainConnection node = connect(impatient(proxy.url(wire)).sslContext(own.trusting(good)));

        assertThat(done(node.call(Eth.chainId()))).isEqualTo(31337);
        proxy.cutByReset();
        assertThat(done(node.call(Eth.chainId()))).isEqualTo(31337);
    }

    @ParameterizedTest
    @EnumSource
    void serverThatAsksForACertificate_andGetsNone_isToldOfAsTheReason(Wire wire) {
        FaultProxy proxy = watched(FaultProxy.withTls(anvil.port(), good.trusting(own)));
        proxy.askForCertificates();

        Throwable failure = failureOf(manager.connect(
                impatient(proxy.url(wire)).sslContext(good.trusting()).build()));

        assertThat(failure)
                .isInstanceOf(EndpointRefusedException.class)
                .hasMessageContaining("client certificate")
                .hasMessageContaining("key store");
        assertThat(proxy.requests()).as("nothing was said to a stranger").isEmpty();
    }

    @Test
    void linkThatComesBackWithAnotherCertificate_failsForGood() {
        FaultProxy proxy = proxyWith(good);
        BlockchainConnection node = connect(impatient(proxy.wsUrl()).sslContext(good.trusting()));
        FaultStateLog states = FaultStateLog.of(node);

        proxy.showCertificate(ofAnotherHost.server());
        proxy.cutByFin();

        states.await(ConnectionState.FAILED);
        assertThat(failureOf(node.call(Eth.chainId())).getCause())
                .isInstanceOf(EndpointRefusedException.class)
                .hasMessageContaining("not trusted");
    }

    private FaultProxy proxyWith(FaultCertificate certificate) {
        return watched(FaultProxy.withTls(anvil.port(), certificate.server()));
    }

    private void assertRefused(Throwable failure, FaultProxy proxy, Wire wire, String why) {
        assertThat(failure).isInstanceOfSatisfying(EndpointRefusedException.class, e -> {
            assertThat(e.status()).isZero();
            assertThat(e.endpoint()).isEqualTo(proxy.url(wire));
            assertThat(e).hasMessageContaining(why).hasMessageContaining(e.endpoint());
        });
        assertThat(proxy.requests()).as("nothing was said to a stranger").isEmpty();
        assertThat(proxy.accepted()).as("it was not tried again").isEqualTo(1);
        assertThat(manager.connectionStats().failedConnections()).isEqualTo(1);
    }
}
