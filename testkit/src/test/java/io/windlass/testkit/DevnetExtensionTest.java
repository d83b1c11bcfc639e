package io.windlass.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@WithDevnet(chainId = 97, logsPerBlock = 5)
class DevnetExtensionTest {
    private static final List<Devnet> SEEN = new ArrayList<>();

    private Devnet before;

    @BeforeEach
    void remember(Devnet devnet) {
        before = devnet;
        assertThat(SEEN).as("each test has a devnet of its own").doesNotContain(devnet);
        SEEN.add(devnet);
        ScriptedEngine.NOTES.clear();
    }

    @AfterEach
    void theDevnetStillRuns_afterTheTest(Devnet devnet) {
        assertThat(devnet.mine(1)).hasSize(1);
    }

    @AfterAll
    static void allWereClosed() {
        assertThat(SEEN).hasSize(4);
        for (Devnet devnet : SEEN) {
            assertThatThrownBy(() -> RawPeer.http(devnet)).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void devnet_isTheSameInSetUpAndTest_andHasTheSettingsOfTheClass(Devnet devnet) {
        assertThat(devnet).isSameAs(before);
        assertThat(devnet.chainId()).isEqualTo(97);
        devnet.mine(1);
        assertThat(devnet.logs(1, 1)).hasSize(5);
        assertThat(ScriptedEngine.NOTES).as("nobody asked for a manager").isEmpty();
    }

    @Test
    @WithDevnet(chainId = 56, blockTimeMillis = 1, transactionsPerBlock = 1, logsPerBlock = 0, seed = 3)
    void annotationOfAMethod_outweighsThatOfItsClass(Devnet devnet) {
        assertThat(devnet.chainId()).isEqualTo(56);
        Awaitility.await().until(() -> devnet.head().number() > 1);
        assertThat(devnet.logs(0, 1)).isEmpty();
    }

    @Test
    void connection_isOpenedToTheDevnetByTheManager(
            BlockchainConnection connection, BlockchainConnectionManager manager, Devnet devnet) {
        assertThat(connection.id()).isEqualTo(devnet.wsUrl());
        assertThat(manager).isNotNull();
        assertThat(ScriptedEngine.NOTES).containsExactly("created", "connected " + devnet.wsUrl());
    }

    @Nested
    class Inside {
        @Test
        void annotationOfTheEnclosingClass_counts(Devnet devnet) {
            assertThat(devnet).isSameAs(before);
            assertThat(devnet.chainId()).isEqualTo(97);
        }
    }
}
