package io.windlass.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockHeader;
import io.windlass.BlockRef;
import io.windlass.BlockchainException;
import io.windlass.ConnectionLostException;
import io.windlass.ConnectionState;
import io.windlass.Eth;
import io.windlass.Feeds;
import io.windlass.Hash;
import io.windlass.RpcResponse;
import io.windlass.Subscription;
import io.windlass.core.sim.ModelNode;
import io.windlass.core.sim.ScriptedLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/**
 * Runs the engine against a model node while links are cut, silenced and refused, all by one seed. Whatever happens, each
 * call ends once and rightly, and what a feed's receiver holds was on the chain.
 */
class ConnectionSimulationTest {
    private static final int SEEDS = 1_000;
    private static final int STEPS = 120;

    @Test
    void anyStorm_leavesEveryCallEndedAndEveryHeadReal() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                storm(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static void storm(long seed) {
        ConnectionFixture f = new ConnectionFixture(
                seed, s -> s.heartbeatInterval(Duration.ofSeconds(2)).heartbeatTimeout(Duration.ofSeconds(1)));
        Random random = new Random(~seed);
        List<CompletableFuture<Long>> reads = new ArrayList<>();
        List<CompletableFuture<RpcResponse>> sends = new ArrayList<>();
        Map<Hash, BlockHeader> held = new LinkedHashMap<>();
        Set<Hash> everOnChain = new HashSet<>();
        f.run(Duration.ofSeconds(1));
        Subscription subscription = f.connection
                .subscribe(Feeds.newHeads())
                .from(BlockRef.number(1))
                .onRemoved(e -> assertThat(held.remove(e.value().hash())).isNotNull())
                .onEvent(e -> assertThat(held.put(e.value().hash(), e.value())).isNull());

        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(13)) {
                case 0 -> f.node.links().forEach(ScriptedLink::cut);
                case 1 -> f.node.links().forEach(ScriptedLink::silence);
                case 2 -> f.transport.down(true);
                case 3, 4 -> f.transport.down(false);
                case 5 -> f.node.reorg(random.nextInt(Math.min(4, f.node.chain().size())));
                case 6, 7 -> reads.add(f.connection.call(Eth.blockNumber()));
                case 8 -> sends.add(f.connection.send("eth_sendRawTransaction", "0x00"));
                case 9 -> f.connection.rotate();
                default -> f.node.mine();
            }
            f.node.chain().forEach(block -> everOnChain.add(block.hash()));
            f.run(Duration.ofMillis(random.nextInt(1_500)));
        }
        f.transport.down(false);
        f.run(Duration.ofMinutes(2));
        List<Hash> canonical =
                f.node.chain().stream().skip(1).map(ModelNode.ModelBlock::hash).toList();
        assertThat(List.copyOf(held.keySet())).isEqualTo(canonical);
        subscription.close();
        f.heartbeats.set(false); // so that none is in flight when it is counted
        f.run(Duration.ofSeconds(5));

        assertThat(f.connection.state()).isEqualTo(ConnectionState.OPEN);
        // calls that only read are repeated until they succeed: the outages are shorter than their deadline, or they
        // say so
        assertThat(reads).allSatisfy(read -> assertThat(read).isDone());
        assertThat(sends).allSatisfy(sent -> assertThat(sent).isDone());
        long unknown = sends.stream()
                .filter(ConnectionSimulationTest::outcomeIsUnknown)
                .count();
        long answered =
                sends.stream().filter(sent -> !sent.isCompletedExceptionally()).count();
        assertThat((long) f.node.received("eth_sendRawTransaction")).isBetween(answered, answered + unknown);
        assertThat(f.connection.stats().inFlight()).isZero();
        assertThat(everOnChain).containsAll(held.keySet());

        f.connection.disconnect();
        f.run(Duration.ofMinutes(1));
        assertThat(f.node.links()).isEmpty();
        assertThat(f.world.pending()).isZero();
    }

    /** A transaction that failed with a known outcome must not have reached the node. */
    private static boolean outcomeIsUnknown(CompletableFuture<RpcResponse> sent) {
        try {
            sent.join();
            return false;
        } catch (CompletionException e) {
            Throwable cause = e.getCause();
            assertThat(cause).isInstanceOf(BlockchainException.class);
            return cause instanceof ConnectionLostException lost
                    ? lost.outcomeUnknown()
                    : cause instanceof io.windlass.CallTimeoutException timeout && timeout.outcomeUnknown();
        }
    }
}
