package io.windlass.it;

import static io.windlass.it.Patience.done;
import static io.windlass.it.Patience.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockHeader;
import io.windlass.BlockchainConnection;
import io.windlass.ChainMismatchException;
import io.windlass.ConnectionClosedException;
import io.windlass.ConnectionState;
import io.windlass.Eth;
import io.windlass.Feeds;
import io.windlass.Subscription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that comes back as another chain is not talked to. */
class FaultOtherChainIT extends FaultWithManager {
    private final FaultScene scene = new FaultScene();
    private final FaultProxy proxy = watched(scene.proxy());

    @AfterEach
    void endScene() {
        scene.close();
    }

    @Test
    void restartWithAnotherChainId_failsForGoodAndSaysBothIds() {
        BlockchainConnection node = connect(impatient(proxy.wsUrl()));
        Received<BlockHeader> heads = new Received<>();
        Subscription following = node.subscribe(Feeds.newHeads()).onEvent(heads);
        done(following.live());
        FaultStateLog states = FaultStateLog.of(node);

        scene.replaceNode("--timestamp", "1700000000", "--chain-id", "5");

        assertThat(mismatchOf(node, states)).satisfies(e -> {
            assertThat(e.expectedChainId()).isEqualTo(31337);
            assertThat(e.actualChainId()).isEqualTo(5);
            assertThat(e.endpoint()).isEqualTo(node.endpoint());
            assertThat(e).hasMessageContainingAll("31337", "5");
        });
        scene.node().mine(1);
        Patience.until(
                "nothing can be delivered any more", () -> following.ended().isDone());
        assertThat(heads.count()).as("nothing of the other chain is delivered").isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--timestamp=1600000000", "--gas-limit=20000000"})
    void restartWithAnotherGenesis_failsForGoodAndSaysSo(String option) {
        BlockchainConnection node = connect(impatient(proxy.wsUrl()));
        Received<BlockHeader> heads = new Received<>();
        Subscription following = node.subscribe(Feeds.newHeads()).onEvent(heads);
        done(following.live());
        FaultStateLog states = FaultStateLog.of(node);

        scene.replaceNode(
                option.startsWith("--timestamp")
                        ? new String[] {option}
                        : new String[] {"--timestamp", "1700000000", option});

        assertThat(mismatchOf(node, states)).satisfies(e -> {
            assertThat(e.expectedChainId()).isEqualTo(31337);
            assertThat(e.actualChainId()).isEqualTo(31337);
            assertThat(e).hasMessageContaining("genesis");
        });
        scene.node().mine(1);
        Patience.until(
                "nothing can be delivered any more", () -> following.ended().isDone());
        assertThat(heads.count()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void firstConnect_toAnotherChainThanConfigured_failsAtOnce(Wire wire) {
        Throwable failure =
                failureOf(manager.connect(impatient(proxy.url(wire)).chainId(1).build()));

        assertThat(failure).isInstanceOfSatisfying(ChainMismatchException.class, e -> {
            assertThat(e.expectedChainId()).isEqualTo(1);
            assertThat(e.actualChainId()).isEqualTo(31337);
        });
        assertThat(proxy.attempts()).hasSize(1);
        assertThat(manager.connectionStats().failedConnections()).isEqualTo(1);
    }

    @Test
    void rotation_toAnotherChain_isRefusedAndTheOldLinkStays() {
        try (Anvil other = Anvil.start("--chain-id", "5")) {
            BlockchainConnection node = connect(impatient(proxy.wsUrl()));

            proxy.forwardTo(other.port());

            assertThat(failureOf(node.rotate()))
                    .isInstanceOfSatisfying(
                            ChainMismatchException.class,
                            e -> assertThat(e.actualChainId()).isEqualTo(5));
            assertThat(node.state()).isEqualTo(ConnectionState.OPEN);
            assertThat(done(node.call(Eth.chainId()))).isEqualTo(31337);
        }
    }

    private static ChainMismatchException mismatchOf(BlockchainConnection node, FaultStateLog states) {
        states.await(ConnectionState.FAILED);
        assertThat(states.changes().get(states.changes().size() - 1).reason()).isPresent();
        Throwable refusal = failureOf(node.call(Eth.blockNumber()));
        assertThat(refusal).isInstanceOf(ConnectionClosedException.class);
        assertThat(refusal.getCause()).isInstanceOf(ChainMismatchException.class);
        return (ChainMismatchException) refusal.getCause();
    }
}
