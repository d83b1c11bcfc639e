package io.windlass.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Address;
import io.windlass.Hash;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes with the same blocks, of which one is behind: what comes from it is lag, and never a reorg. */
class LaggingTwinIT extends FaultWithManager {
    private static final long SEED = 20_261_122;
    private static final int BLOCKS = 60;

    /** With the same genesis, transactions and times come the same blocks. */
    private static final String[] SAME = {"--timestamp", "1700000000", "--no-mining", "--order", "fifo"};

    @AutoClose
    private final Anvil leader = Anvil.start(SAME);

    @AutoClose
    private final Anvil twin = Anvil.start(SAME);

    private final Random random = new Random(SEED);
    private Emitter emitter;
    private long twinsHead;

    @BeforeEach
    void deploy() {
        Map<?, ?> created = null;
        for (Anvil node : new Anvil[] {leader, twin}) {
            Hash hash = node.send(fixed(Map.of("data", Emitter.bytecode().toHex(), "gas", "0x1e8480")));
            mine(node, 1);
            created = node.rpcObject("eth_getTransactionReceipt", hash.toHex());
        }
        emitter = new Emitter(leader, Address.of((String) created.get("contractAddress")));
        twinsHead = 1;
    }

    @Test
    void requestsInTurn_toALeaderAndItsTwin_deliverEachBlockOnce() {
        try (HttpRelay relay = HttpRelay.before(leader, twin)) {
            Followers followers = new Followers(
                    connect(impatient(relay.url()).pollInterval(Duration.ofMillis(50))), Wire.HTTP, emitter);

            for (int block = 0; block < BLOCKS; block++) {
                leaderMoves();
                twinFollows(random.nextInt(5));
            }
            twinFollows(0);

            followers.assertHoldTheChainOf(leader);
            assertThat(followers.removed()).isZero();
            assertThat(followers.heads()).isEqualTo(BLOCKS);
            manager.disconnectAll().join();
        }
    }

    @Test
    void socketsInTurn_toALeaderAndItsTwin_deliverEachBlockOnce() {
        FaultProxy proxy = watched(FaultProxy.before(leader.port()));
        Followers followers = new Followers(connect(watchful(proxy.wsUrl())), Wire.WEBSOCKET, emitter);

        for (int block = 0; block < BLOCKS; block++) {
            leaderMoves();
            if (block % 10 == 4) {
                int accepted = proxy.accepted();
                proxy.forwardTo(block % 20 == 4 ? twin.port() : leader.port());
                proxy.cutByFin();
                Patience.until("it has connected again", () -> proxy.accepted() > accepted);
            }
            twinFollows(random.nextInt(5));
        }
        twinFollows(0);

        followers.assertHoldTheChainOf(leader);
        assertThat(followers.removed()).isZero();
        assertThat(followers.heads()).isEqualTo(BLOCKS);
    }

    private void leaderMoves() {
        move(leader, leader.head());
    }

    /** The twin makes the leader's blocks, but for the last few. */
    private void twinFollows(int behind) {
        for (long last = leader.head() - behind; twinsHead < last; twinsHead++) {
            move(twin, twinsHead);
            assertThat(hash(twin, twinsHead + 1)).isEqualTo(hash(leader, twinsHead + 1));
        }
    }

    private static Object hash(Anvil node, long number) {
        return node.rpcObject("eth_getBlockByNumber", "0x" + Long.toHexString(number), false)
                .get("hash");
    }

    /** The block after this one. */
    private void move(Anvil node, long head) {
        node.send(fixed(Map.of(
                "to",
                emitter.address().toHex(),
                "data",
                Anvil.callData("7fd6f1d2", 1 + head % 4).toHex(),
                "gas",
                "0x4c4b40")));
        mine(node, head + 1);
    }

    private static void mine(Anvil node, long number) {
        node.rpc("evm_setNextBlockTimestamp", 1_700_000_000 + 12 * number);
        node.rpc("evm_mine");
    }

    private static Map<String, Object> fixed(Map<String, Object> transaction) {
        Map<String, Object> complete = new LinkedHashMap<>(transaction);
        complete.put("gasPrice", "0x77359400");
        return complete;
    }
}
