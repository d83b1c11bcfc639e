package io.windlass.it;

import static io.windlass.it.Patience.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockHeader;
import io.windlass.BlockchainConnection;
import io.windlass.CloseReason;
import io.windlass.ConnectionFailedException;
import io.windlass.ConnectionState;
import io.windlass.Eth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Links that are replaced while blocks come. */
class FaultRotationIT extends FaultWithManager {
    private static final int ROTATIONS = 20;

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

    @Test
    void rotatingUnderTraffic_losesNoHeadAndDoublesNone() {
        BlockchainConnection node = connect(impatient(proxy.wsUrl()).timeout(Duration.ofSeconds(20)));
        Received<BlockHeader> heads = followHeads(node);
        FaultStateLog states = FaultStateLog.of(node);
        long first = anvil.head() + 1;
        List<CompletableFuture<Long>> calls = new ArrayList<>();

        CompletableFuture<?> miner = mineWhile(() -> {
            for (int i = 0; i < ROTATIONS; i++) {
                calls.add(node.call(Eth.blockNumber()));
                done(node.rotate());
            }
        });
        done(miner);

        assertEveryHeadOnce(heads, first);
        calls.forEach(Patience::done);
        assertThat(states.changes()).isEmpty();
        assertThat(node.stats().reconnects()).isEqualTo(ROTATIONS);
        assertThat(node.stats().linksEndedBy()).containsExactly(Map.entry(CloseReason.Kind.ROTATED, (long) ROTATIONS));
        assertThat(node.stats().blindTime()).isZero();
        assertThat(node.stats().failedCalls()).isZero();
        assertThat(proxy.accepted()).isEqualTo(1 + ROTATIONS);
        Patience.until("old sockets are closed", () -> proxy.open() == 1);
    }

    @Test
    void rotationsAskedForAtOnce_leaveOneLink() {
        BlockchainConnection node = connect(impatient(proxy.wsUrl()));

        List<CompletableFuture<Void>> asked = List.of(node.rotate(), node.rotate(), node.rotate());

        asked.forEach(Patience::done);
        assertThat(proxy.accepted()).isBetween(2, 4);
        assertThat(node.state()).isEqualTo(ConnectionState.OPEN);
        Patience.until("old sockets are closed", () -> proxy.open() == 1);
    }

    @Test
    void maxAge_replacesLinksWithoutLosingAHead() {
        BlockchainConnection node =
                connect(impatient(proxy.wsUrl()).timeout(Duration.ofSeconds(20)).maxAge(Duration.ofMillis(300)));
        Received<BlockHeader> heads = followHeads(node);
        FaultStateLog states = FaultStateLog.of(node);
        long first = anvil.head() + 1;

        CompletableFuture<?> miner = mineWhile(() ->
                Patience.until("three links have grown old", () -> node.stats().reconnects() >= 3));
        done(miner);

        assertEveryHeadOnce(heads, first);
        assertThat(states.changes()).isEmpty();
        assertThat(node.stats().linksEndedBy()).containsOnlyKeys(CloseReason.Kind.ROTATED);
        assertThat(node.stats().blindTime()).isZero();
    }

    @Test
    void rotation_whenTheNewLinkDoesNotOpen_leavesTheOldOne() {
        BlockchainConnection node = connect(impatient(proxy.wsUrl()).timeout(Duration.ofMillis(500)));
        Received<BlockHeader> heads = followHeads(node);
        proxy.meetAlways(new FaultReaction.Hang());

        Throwable failure = Patience.failureOf(node.rotate());

        assertThat(failure).isInstanceOf(ConnectionFailedException.class);
        assertThat(node.state()).isEqualTo(ConnectionState.OPEN);
        int before = heads.count();
        anvil.mine(1);
        heads.await(before + 1);
        Patience.until("the attempt is given up", () -> proxy.open() == 1);
    }

    @Test
    void rotation_whenTheOldLinkBreaksMeanwhile_endsAndTheConnectionComesBack() {
        BlockchainConnection node = connect(impatient(proxy.wsUrl()).timeout(Duration.ofSeconds(5)));
        FaultStateLog states = FaultStateLog.of(node);
        proxy.meet(new FaultReaction.Hang());
        CompletableFuture<Void> rotation = node.rotate();
        Patience.until("the new link is being opened", () -> proxy.requests().size() == 2);

        proxy.cutByReset();

        Patience.until("the rotation is over", rotation::isDone);
        states.assertLostAndFound();
        assertThat(done(node.call(Eth.chainId()))).isEqualTo(31337);
        Patience.until("one socket is left", () -> proxy.open() == 1);
    }

    /** Mines block after block while something is done; completes when both have ended. */
    private static CompletableFuture<?> mineWhile(Runnable something) {
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> miner = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                anvil.mine(1);
            }
        });
        try {
            something.run();
        } finally {
            over.set(true);
        }
        return miner;
    }

    private static void assertEveryHeadOnce(Received<BlockHeader> heads, long first) {
        long last = anvil.head();
        Patience.until("the last head has come", () -> heads.values().stream().anyMatch(head -> head.number() == last));
        List<Long> numbers = heads.values().stream().map(BlockHeader::number).toList();
        List<Long> lost = LongStream.rangeClosed(first, last)
                .boxed()
                .filter(number -> !numbers.contains(number))
                .toList();
        assertThat(lost).as("lost of %d to %d", first, last).isEmpty();
        assertThat(numbers).doesNotHaveDuplicates().isSorted();
    }
}
