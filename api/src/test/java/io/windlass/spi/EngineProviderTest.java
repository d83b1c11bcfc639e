package io.windlass.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BlockchainConfig;
import io.windlass.BlockchainConnectionManager;
import io.windlass.PluginException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** These tests run without an engine on the path, as the api module stands alone. */
class EngineProviderTest {
    @Test
    void find_noEngineOnThePath_saysWhichArtifactToAdd() {
        for (ThrowingCallable entry : List.<ThrowingCallable>of(
                EngineProvider::find, BlockchainConnectionManager::create, BlockchainConfig::load)) {
            assertThatThrownBy(entry)
                    .isInstanceOfSatisfying(
                            PluginException.class, e -> assertThat(e.plugin()).isEqualTo("engine"))
                    .hasMessageContaining("io.windlass:windlass-core");
        }
    }
}
