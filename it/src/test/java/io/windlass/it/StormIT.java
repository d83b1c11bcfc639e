package io.windlass.it;

import static io.windlass.it.Patience.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockchainConnection;
import io.windlass.ChainMismatchException;
import io.windlass.ConnectionClosedException;
import io.windlass.ConnectionConfig;
import io.windlass.Eth;
import io.windlass.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever happens to links, node and chain: in the end handlers hold what the node holds, in order, nothing twice. */
class StormIT extends FaultWithManager {
    /** After these the way is free at once. */
    private static final Set<FaultOutage> CUTS =
            EnumSet.of(FaultOutage.FIN, FaultOutage.RESET, FaultOutage.CUT_IN_MID_FRAME);

    private static final long SEED = 20_261_122;

    private final FaultScene scene = new FaultScene();
    private final FaultProxy proxy = watched(scene.proxy());
    private final Emitter emitter = scene.node().deployEmitter();

    @AfterEach
    void endScene() {
        scene.close();
    }

    private ConnectionConfig.Builder stormy(Wire wire) {
        return watchful(proxy.url(wire)).requestTimeout(Duration.ofMillis(700)).pollInterval(Duration.ofMillis(50));
    }

    @ParameterizedTest
    @EnumSource
    void stormOfOutages_leavesWhatTheChainHolds(Wire wire) {
        BlockchainConnection node = connect(stormy(wire));
        Followers followers = new Followers(node, wire, emitter);
        List<FaultOutage> outages = new ArrayList<>(List.of(FaultOutage.values()));
        outages.addAll(CUTS);
        Collections.shuffle(outages, new Random(SEED));

        try (Emission emission = Emission.of(emitter)) {
            for (FaultOutage outage : outages) {
                emission.awaitMore(5);
                outage.begin(scene);
                if (CUTS.contains(outage)) {
                    int heads = followers.heads();
                    Patience.until("heads come again", () -> followers.heads() > heads + 3);
                } else {
                    failureOf(node.call(Eth.chainId()));
                }
                outage.end(scene);
                followers.awaitLive();
            }
            emission.awaitMore(5);
        }

        followers.assertHoldTheChainOf(scene.node());
        assertThat(followers.heads()).isGreaterThan(5 * outages.size());
    }

    /** {@code anvil_rollback} and {@code evm_revert} announce nothing: the next head is just a lower one. */
    @ParameterizedTest
    @EnumSource
    void chainThatIsRewrittenAgainAndAgain_leavesWhatItHoldsInTheEnd(Wire wire) {
        Followers followers = new Followers(connect(stormy(wire)), wire, emitter);
        Random random = new Random(SEED);
        Anvil node = scene.node();
        emit(10);
        long highest = node.head();

        for (int round = 0; round < 24; round++) {
            Object snapshot = node.rpc("evm_snapshot");
            emit(1 + random.nextInt(4));
            highest = Math.max(highest, node.head());
            if (random.nextInt(3) > 0) {
                followers.assertSealedHoldTheChainOf(node);
            }
            int depth = 1 + random.nextInt(6);
            switch (round % 4) {
                case 0, 2 -> node.rpc("anvil_reorg", depth, List.of());
                case 1 -> node.rpc("anvil_rollback", depth);
                default -> node.rpc("evm_revert", snapshot);
            }
        }
        // what was pushed of a block that is gone is only seen to be wrong when the chain has come there, or rests for
        // long
        emit((int) (highest - node.head()) + 3);

        followers.assertHoldTheChainOf(node);
        assertThat(followers.removed()).isPositive();
        assertThat(followers.removedLogs()).isPositive();
    }

    @Test
    void rollback_afterWhichNothingComes_isBelievedAfterAWhile() {
        Followers followers = new Followers(connect(stormy(Wire.HTTP)), Wire.HTTP, emitter);
        emit(5);
        followers.assertHoldTheChainOf(scene.node());

        scene.node().rpc("anvil_rollback", 3);

        followers.assertHoldTheChainOf(scene.node());
        assertThat(followers.removed()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void nodeThatComesBackWithAnOlderChain_isFollowedOnItsNewBranch(Wire wire) {
        Followers followers = new Followers(connect(stormy(wire)), wire, emitter);
        emit(5);
        scene.remember();
        emit(6);
        followers.assertHoldTheChainOf(scene.node());

        scene.node().kill();
        scene.restartNode();
        for (int i = 0; i < 10; i++) {
            emitter.emitTransfers(2);
        }

        followers.assertHoldTheChainOf(scene.node());
        assertThat(followers.removed()).isEqualTo(6);
        assertThat(followers.heads()).isEqualTo(15);
    }

    @ParameterizedTest
    @EnumSource
    void nodeThatComesBackWithAnotherGenesis_isNotFollowed(Wire wire) {
        Followers followers = new Followers(connect(stormy(wire)), wire, emitter);
        emit(3);
        followers.assertHoldTheChainOf(scene.node());
        int logs = followers.logs();

        scene.replaceNode("--timestamp", "1600000000");
        scene.node().mine(10);

        for (Subscription subscription : followers.subscriptions()) {
            Throwable failure = failureOf(subscription.ended());
            Throwable reason = failure instanceof ConnectionClosedException ? failure.getCause() : failure;
            assertThat(reason)
                    .isInstanceOfSatisfying(
                            ChainMismatchException.class, e -> assertThat(e).hasMessageContaining("genesis"));
        }
        assertThat(followers.heads()).isEqualTo(3);
        assertThat(followers.logs()).isEqualTo(logs);
        assertThat(followers.removed()).isZero();
    }

    private void emit(int blocks) {
        for (int i = 0; i < blocks; i++) {
            emitter.emitSeq(1 + i % 3);
        }
    }
}
