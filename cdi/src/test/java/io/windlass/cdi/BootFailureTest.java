package io.windlass.cdi;

import static io.windlass.cdi.TestContainer.await;
import static io.windlass.cdi.TestContainer.boot;
import static io.windlass.cdi.TestContainer.networkAt;
import static io.windlass.cdi.TestContainer.windlassThreads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BlockHeader;
import io.windlass.BlockchainConfig;
import io.windlass.BlockchainException;
import io.windlass.BlockchainNetwork;
import io.windlass.ChainEvent;
import io.windlass.Transaction;
import io.windlass.testkit.Devnet;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BootFailureTest {
    @AfterEach
    void nothingIsLeft() {
        await().untilAsserted(() -> assertThat(windlassThreads()).isEmpty());
    }

    @Test
    void boot_withAnInjectionPointForAnUnknownNetwork_listsTheKnownOnes() {
        assertThatThrownBy(() -> boot(Unserved.class, Misspelled.class))
                .hasMessageContaining("test.lokal")
                .hasMessageContaining("test.local");
    }

    @Singleton
    static class Misspelled {
        @Inject
        @Network("test.lokal")
        BlockchainNetwork network;
    }

    @Test
    void boot_withAnObserverOfAnUnknownNetwork_listsTheKnownOnes() {
        assertThatThrownBy(() -> boot(Unserved.class, MisspelledObserver.class))
                .hasMessageContaining("test.lokal")
                .hasMessageContaining("test.local");
    }

    @Singleton
    static class MisspelledObserver {
        void onHead(@Observes @Network("test.lokal") ChainEvent<BlockHeader> head) {
            throw new AssertionError(head);
        }
    }

    @Test
    void boot_withAnObserverOfWhatNoFeedDelivers_saysWhatCanBeObserved() {
        assertThatThrownBy(() -> boot(Unserved.class, TransactionObserver.class))
                .hasMessageContaining("TransactionObserver.onTransaction")
                .hasMessageContaining("ChainEvent<BlockHeader>");
    }

    @Singleton
    static class TransactionObserver {
        void onTransaction(@Observes @Network("test.local") ChainEvent<Transaction> transaction) {
            throw new AssertionError(transaction);
        }
    }

    @Test
    void boot_withAnObserverOfANetworkThatCannotBeReached_namesBothAndTheCause() {
        assertThatThrownBy(() -> boot(Unserved.class, HeadObserver.class))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("HeadObserver.onHead")
                .hasMessageContaining("test.local")
                .hasCauseInstanceOf(BlockchainException.class);
    }

    /** Configures {@code test.local} at a port where nothing listens any more. */
    @Singleton
    static class Unserved {
        @Produces
        @Singleton
        BlockchainConfig networks() {
            try (Devnet gone = Devnet.start()) {
                return networkAt(gone.wsUrl(), gone.chainId());
            }
        }
    }

    @Test
    void boot_withAManagerConfigThatLeavesOutTheNetworks_saysToGiveThemToIt() {
        assertThatThrownBy(() -> boot(Unserved.class, LimitOnly.class))
                .hasMessageContaining("BlockchainConfig bean")
                .hasMessageContaining("ManagerConfig.builder().networks(…)");
    }

    @Test
    void boot_withAnObserverThatNamesNoNetwork_warnsThatItGetsNothing() {
        List<String> warnings = new ArrayList<>();
        Handler recorder = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                if (entry.getLevel().equals(Level.WARNING)) {
                    warnings.add(entry.getMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger(WindlassExtension.class.getName());
        log.addHandler(recorder);
        try {
            boot(Unserved.class, Nameless.class).close();
        } finally {
            log.removeHandler(recorder);
        }

        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("Nameless.onHead")
                .contains("@Network");
    }

    @Singleton
    static class Nameless {
        void onHead(@Observes ChainEvent<BlockHeader> head) {
            throw new AssertionError(head);
        }
    }
}
