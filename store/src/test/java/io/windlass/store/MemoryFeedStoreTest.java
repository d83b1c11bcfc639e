package io.windlass.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.windlass.Hash;
import io.windlass.Position;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.FeedLease;
import io.windlass.spi.FeedStore;
import io.windlass.spi.FeedStoreProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryFeedStoreTest extends FeedStoreContract {
    @Override
    protected FeedStoreProvider provider() {
        return new MemoryFeedStoreProvider();
    }

    @Test
    void provider_isFoundAsAServiceByTheNameMemory() {
        assertThat(ServiceLoader.load(FeedStoreProvider.class))
                .filteredOn(p -> p.name().equals("memory"))
                .singleElement()
                .isInstanceOf(MemoryFeedStoreProvider.class);
    }

    @Test
    void open_twice_givesStoresThatShareNothing(@TempDir Path directory) {
        try (FeedStore one = provider().open(directory);
                FeedStore other = provider().open(directory);
                FeedLease lease = one.acquire("feed")) {
            lease.write(new Checkpoint(1, Hash.ZERO, "newHeads", Position.end(7, Hash.ZERO)));

            assertThat(other.acquire("feed").checkpoint()).isEmpty();
        }
    }

    @Test
    void open_inAMissingDirectory_touchesNoFile(@TempDir Path parent) {
        Path missing = parent.resolve("state");
        try (FeedStore store = provider().open(missing)) {
            store.acquire("feed").close();
        }

        assertThat(Files.exists(missing)).isFalse();
    }

    @Test
    void acquire_onAClosedStore_saysToOpenANewOne() {
        FeedStore store = provider().open(Path.of("unused"));
        store.close();

        assertThatIllegalStateException()
                .isThrownBy(() -> store.acquire("feed"))
                .withMessageContaining("closed")
                .withMessageContaining("open a new one");
    }
}
