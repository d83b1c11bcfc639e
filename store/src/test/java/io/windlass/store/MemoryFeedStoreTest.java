package io.windlass.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.windlass.FencedException;
import io.windlass.spi.FeedLease;
import io.windlass.spi.FeedStore;
import io.windlass.testkit.contract.FeedStoreContract;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryFeedStoreTest extends FeedStoreContract {
    private final MemoryFeedStoreProvider provider = new MemoryFeedStoreProvider();

    @Override
    protected FeedStore open(Path directory) {
        return provider.open(directory);
    }

    @Override
    protected boolean survivesReopening() {
        return false;
    }

    @Test
    void open_twice_givesStoresThatShareNothing(@TempDir Path directory) {
        try (FeedStore one = open(directory);
                FeedStore other = open(directory);
                FeedLease lease = one.acquire("feed")) {
            lease.apply(Script.change(1));

            assertThat(other.acquire("feed").checkpoint()).isEmpty();
        }
    }

    @Test
    void open_inAMissingDirectory_touchesNoFile(@TempDir Path parent) {
        Path missing = parent.resolve("state");
        try (FeedStore store = open(missing)) {
            store.acquire("feed").close();
        }

        assertThat(Files.exists(missing)).isFalse();
    }

    @Test
    void acquire_whileOwned_fencesTheOwner() {
        try (FeedStore store = open(Path.of("unused"));
                FeedLease first = store.acquire("feed");
                FeedLease second = store.acquire("feed")) {
            second.apply(Script.change(1));

            assertThatExceptionOfType(FencedException.class).isThrownBy(() -> first.apply(Script.change(1)));
        }
    }

    @Test
    void acquire_onAClosedStore_saysToOpenANewOne() {
        FeedStore store = open(Path.of("unused"));
        store.close();

        assertThatIllegalStateException()
                .isThrownBy(() -> store.acquire("feed"))
                .withMessageContaining("closed")
                .withMessageContaining("open a new one");
    }
}
