package io.windlass.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    private static final List<String> NAMES =
            List.of("ethereum.sepolia", "arbitrum.sepolia", "ethereum.mainnet", "bsc.mainnet");

    @Test
    void among_forASlipOfTheFinger_findsTheName() {
        assertThat(Nearest.among("etherum.mainet", NAMES)).containsExactly("ethereum.mainnet");
        assertThat(Nearest.among("Ethereum.Mainnet", NAMES)).containsExactly("ethereum.mainnet");
    }

    @Test
    void among_forHalfAName_findsAllThatHoldIt() {
        assertThat(Nearest.among("sepolia", NAMES)).containsExactly("arbitrum.sepolia", "ethereum.sepolia");
    }

    @Test
    void among_forSomethingElse_findsNothing() {
        assertThat(Nearest.among("solana.devnet", NAMES)).isEmpty();
        assertThat(Nearest.suggestion("solana.devnet", NAMES)).isEmpty();
    }
}
