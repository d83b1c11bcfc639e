package io.windlass.it;

import static io.windlass.it.Patience.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockHeader;
import io.windlass.BlockchainConnection;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionState;
import io.windlass.ConnectionStats;
import io.windlass.Eth;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However a link is lost, the connection comes back by itself. */
class FaultRecoveryIT extends FaultWithManager {
    private final FaultScene scene = new FaultScene();
    private final FaultProxy proxy = watched(scene.proxy());

    @AfterEach
    void endScene() {
        scene.close();
    }

    @ParameterizedTest
    @EnumSource
    void outage_whenItIsOver_headsComeAgain(FaultOutage outage) {
        BlockchainConnection node = connect(watching(outage));
        Received<BlockHeader> heads = followHeads(node);
        scene.node().mine(2);
        heads.await(2);
        FaultStateLog states = FaultStateLog.of(node);

        outage.begin(scene);
        // the answer to this is what is cut in mid-frame
        CompletableFuture<Long> read = node.call(Eth.chainId());
        states.await(ConnectionState.RECONNECTING);
        outage.end(scene);

        assertThat(done(read)).isEqualTo(31337);
        int before = heads.count();
        Patience.until("a new head comes", () -> {
            scene.node().mine(1);
            return heads.count() > before;
        });
        BlockHeader last = heads.values().get(heads.count() - 1);
        assertThat(last.hash()).hasToString((String) scene.node()
                .rpcObject("eth_getBlockByNumber", "0x" + Long.toHexString(last.number()), false)
                .get("hash"));
        assertThat(node.state()).isEqualTo(ConnectionState.OPEN);
    }

    @ParameterizedTest
    @EnumSource
    void outage_callsThatOnlyRead_areAnsweredInTheEnd(FaultOutage outage) {
        BlockchainConnection node = connect(watching(outage));
        scene.node().mine(3);
        FaultStateLog states = FaultStateLog.of(node);

        outage.begin(scene);
        CompletableFuture<Long> madeBeforeTheLossIsSeen = node.call(Eth.blockNumber());
        states.await(ConnectionState.RECONNECTING);
        CompletableFuture<Long> madeMeanwhile = node.call(Eth.blockNumber());
        outage.end(scene);

        assertThat(done(madeBeforeTheLossIsSeen)).isEqualTo(3);
        assertThat(done(madeMeanwhile)).isEqualTo(3);
        assertThat(node.stats().failedCalls()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void outage_isToldByStatesAndNumbers(FaultOutage outage) {
        BlockchainConnection node = connect(watching(outage));
        assertThat(node.stats().blindTime()).isZero();
        FaultStateLog states = FaultStateLog.of(node);

        outage.begin(scene);
        CompletableFuture<Long> read = node.call(Eth.chainId());
        assertThat(states.reasonOfFirstLoss().kind()).isIn(outage.told());
        outage.end(scene);
        assertThat(done(read)).isEqualTo(31337);

        Patience.until("numbers and states agree", () -> agree(node.stats(), states));
        states.assertLostAndFound();
        ConnectionStats stats = node.stats();
        assertThat(stats.linksEndedBy().keySet()).containsAnyElementsOf(outage.told());
        assertThat(stats.blindTime()).isPositive();
        assertThat(stats.lastHeartbeat()).isPresent();
        assertThat(manager.connectionStats().activeConnections()).isEqualTo(1);
        assertThat(manager.connectionStats().failedConnections()).isZero();
    }

    /** On a busy machine short heartbeats find silence where there is none. */
    private ConnectionConfig.Builder watching(FaultOutage outage) {
        return outage.isSilent() ? watchful(proxy.wsUrl()) : impatient(proxy.wsUrl());
    }

    /** A busy machine may lose another link while one looks. */
    private static boolean agree(ConnectionStats stats, FaultStateLog states) {
        long ended = stats.linksEndedBy().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        return stats.status() == ConnectionState.OPEN
                && stats.reconnects() == ended
                && states.changes().size() == 2 * ended;
    }
}
