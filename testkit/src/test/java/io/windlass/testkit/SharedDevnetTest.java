package io.windlass.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockchainConnectionManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@WithDevnet
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SharedDevnetTest {
    private static Devnet shared;

    @BeforeAll
    static void ask(Devnet devnet) {
        shared = devnet;
        devnet.mine(1);
    }

    @Test
    @Order(1)
    void testsShareIt(Devnet devnet) {
        assertThat(devnet).isSameAs(shared);
        devnet.mine(1);
        assertThat(devnet.head().number()).isEqualTo(2);
    }

    @Test
    @Order(2)
    void itLivesOnAfterATest(Devnet devnet) {
        assertThat(devnet.head().number()).isEqualTo(2);
    }

    @Test
    @Order(3)
    @WithDevnet
    void methodWithAnAnnotation_hasItsOwn_andAManager(Devnet devnet, BlockchainConnectionManager manager) {
        ScriptedEngine.NOTES.clear();
        assertThat(devnet).isNotSameAs(shared);
        assertThat(manager).isNotNull();
    }

    @Test
    @Order(4)
    void managerOfTheTestBefore_wasClosedWithIt() {
        assertThat(ScriptedEngine.NOTES).containsExactly("closed");
    }
}
