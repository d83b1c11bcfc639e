package io.windlass.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.spi.FeedStoreProvider;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ProvidersTest {
    @Test
    void providers_areFoundAsServicesByTheirNames() {
        assertThat(ServiceLoader.load(FeedStoreProvider.class))
                .extracting(FeedStoreProvider::name)
                .containsExactlyInAnyOrder("embedded", "embedded-synced", "memory");
    }
}
