package io.windlass.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BlockHeader;
import io.windlass.Bytes;
import io.windlass.Hash;
import io.windlass.Log;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class DevnetTest {
    @Test
    void mine_linksEachBlockToTheOneBefore() {
        try (Devnet devnet = Devnet.start()) {
            List<BlockHeader> mined = devnet.mine(5);

            assertThat(mined).extracting(BlockHeader::number).containsExactly(1L, 2L, 3L, 4L, 5L);
            Hash parent = devnet.genesisHash();
            for (BlockHeader header : mined) {
                assertThat(header.parentHash()).isEqualTo(parent);
                parent = header.hash();
            }
            assertThat(devnet.head()).isEqualTo(mined.get(4));
            assertThat(devnet.block(3)).isEqualTo(mined.get(2));
            assertThat(devnet.block(0).hash()).isEqualTo(devnet.genesisHash());
        }
    }

    @Test
    void devnetsThatAreTreatedAlike_haveTheSameHashes() {
        try (Devnet a = Devnet.start();
                Devnet b = Devnet.start()) {
            for (Devnet devnet : List.of(a, b)) {
                devnet.mine(3);
                devnet.submitTransaction();
                devnet.reorg(2);
                devnet.mine(1);
            }
            assertThat(a.head()).isEqualTo(b.head());
        }
    }

    @Test
    void anotherSeedOrChainId_isAnotherChain() {
        try (Devnet a = Devnet.start();
                Devnet seed = Devnet.builder().seed(1).start();
                Devnet chain = Devnet.builder().chainId(97).start()) {
            assertThat(Set.of(a.genesisHash(), seed.genesisHash(), chain.genesisHash()))
                    .hasSize(3);
        }
    }

    @Test
    void reorg_replacesTheTopBlocksAndKeepsTheHeight() {
        try (Devnet devnet = Devnet.start()) {
            List<BlockHeader> before = devnet.mine(5);

            List<BlockHeader> after = devnet.reorg(2);

            assertThat(after).extracting(BlockHeader::number).containsExactly(4L, 5L);
            assertThat(after).doesNotContainAnyElementsOf(before);
            assertThat(after.get(0).parentHash()).isEqualTo(before.get(2).hash());
            assertThat(devnet.head()).isEqualTo(after.get(1));
        }
    }

    @Test
    void reorg_toTheGenesisBlock_works_andDeeperIsRefused() {
        try (Devnet devnet = Devnet.start()) {
            devnet.mine(3);
            assertThat(devnet.reorg(3)).hasSize(3);
            assertThatThrownBy(() -> devnet.reorg(4))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 to 3");
        }
    }

    @Test
    void emit_putsTheLogIntoTheNextBlock() {
        try (Devnet devnet =
                Devnet.builder().transactionsPerBlock(0).logsPerBlock(0).start()) {
            Hash topic = Hash.keccak256(new byte[] {1});
            Hash transaction = devnet.emit(devnet.accounts().get(3), List.of(topic), Bytes.of((byte) 7));
            devnet.mine(2);

            assertThat(devnet.logs(2, 2)).isEmpty();
            Log log = devnet.logs(0, 2).get(0);
            assertThat(devnet.logs(0, 2)).hasSize(1);
            assertThat(log.address()).isEqualTo(devnet.accounts().get(3));
            assertThat(log.topics()).containsExactly(topic);
            assertThat(log.data()).isEqualTo(Bytes.of((byte) 7));
            assertThat(log.transactionHash()).isEqualTo(transaction);
            assertThat(log.blockHash()).isEqualTo(devnet.block(1).hash());
        }
    }

    @Test
    void blockTime_minesByItself_untilItIsSetToZero() {
        try (Devnet devnet = Devnet.builder().blockTime(Duration.ofMillis(2)).start()) {
            Awaitility.await().until(() -> devnet.head().number() >= 5);
            devnet.setBlockTime(Duration.ZERO);
            long head = devnet.head().number();
            devnet.mine(1);
            // a tick that had begun may still have mined one
            assertThat(devnet.head().number()).isBetween(head + 1, head + 2);
            for (long n = 1; n < devnet.head().number(); n++) {
                assertThat(devnet.block(n + 1).timestamp())
                        .isGreaterThanOrEqualTo(devnet.block(n).timestamp());
            }
        }
    }

    @Test
    void blocksOnDemand_areTwelveSecondsApart() {
        try (Devnet devnet = Devnet.start()) {
            devnet.mine(2);
            assertThat(devnet.block(0).timestamp()).isEqualTo(1_700_000_000L);
            assertThat(devnet.block(2).timestamp()).isEqualTo(1_700_000_024L);
        }
    }

    @Test
    void port_thatIsTaken_isReportedWithAWayOut() {
        try (Devnet devnet = Devnet.start()) {
            assertThatThrownBy(() -> Devnet.builder().port(devnet.port()).start())
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("port " + devnet.port())
                    .hasMessageContaining("another port");
        }
    }

    @Test
    void close_leavesNoThread_andEndsSockets() throws IOException {
        Set<Thread> before = liveThreads();
        Devnet devnet = Devnet.builder().blockTime(Duration.ofMillis(5)).start();
        try (RawPeer peer = RawPeer.webSocket(devnet)) {
            peer.subscribe("[\"newHeads\"]");
            peer.message();
            devnet.close();
            devnet.close();
            assertThat(devnet.connections()).isZero();
        }
        Awaitility.await().pollInSameThread().untilAsserted(() -> {
            Set<Thread> left = liveThreads();
            left.removeAll(before);
            assertThat(left).isEmpty();
        });
    }

    @Test
    void closedDevnet_saysSo_andHoldsNoPort() throws IOException {
        Devnet devnet = Devnet.start();
        devnet.close();
        assertThatThrownBy(() -> devnet.setBlockTime(Duration.ofSeconds(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the devnet is closed");
        assertThatThrownBy(() -> devnet.faults().refuse(true)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> devnet.faults().silence(true)).isInstanceOf(IllegalStateException.class);
        devnet.faults().resetAll();
        Devnet.builder().port(devnet.port()).start().close();
    }

    @Test
    void requestsAndConnections_areCounted() throws IOException {
        try (Devnet devnet = Devnet.start()) {
            assertThat(devnet.connections()).isZero();
            try (RawPeer peer = RawPeer.webSocket(devnet)) {
                peer.call("eth_chainId", "[]");
                peer.call("eth_chainId", "[]");
                assertThat(devnet.connections()).isOne();
                assertThat(devnet.requests("eth_chainId")).isEqualTo(2);
                assertThat(devnet.requests("eth_blockNumber")).isZero();
            }
            Awaitility.await().until(() -> devnet.connections() == 0);
        }
    }

    @Test
    void builder_refusesNonsense_withRuleAndValue() {
        assertThatThrownBy(() -> Devnet.builder().port(70_000)).hasMessage("port must be 0 to 65535, was 70000");
        assertThatThrownBy(() -> Devnet.builder().chainId(0)).hasMessage("chainId must be >= 1, was 0");
        assertThatThrownBy(() -> Devnet.builder().logsPerBlock(-1))
                .hasMessage("logsPerBlock must be 0 to 100000, was -1");
        assertThatThrownBy(() -> Devnet.builder().blockTime(Duration.ofMillis(-1)))
                .hasMessageContaining("blockTime must be >= 0");
    }

    /** Those of the application; the JVM's own come and go. */
    private static Set<Thread> liveThreads() {
        ThreadGroup ours = Thread.currentThread().getThreadGroup();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getThreadGroup() == ours)
                .collect(Collectors.toSet());
    }
}
