package io.windlass.store;

import io.windlass.spi.FeedStore;
import io.windlass.spi.FeedStoreProvider;
import java.nio.file.Path;

/**
 * Offers the store {@code embedded-synced}: the same files as {@link EmbeddedFeedStoreProvider embedded}, but every change is
 * forced to the disk before it counts as applied ({@code synchronous=FULL}). What was applied survives a power loss, too,
 * where the disk keeps what it says it wrote. A change takes as long as the disk needs for that, often milliseconds. Names of
 * feeds mean the same in both; a state directory may change from one to the other.
 */
public final class SyncedFeedStoreProvider implements FeedStoreProvider {
    /** For {@link java.util.ServiceLoader}. */
    public SyncedFeedStoreProvider() {}

    @Override
    public String name() {
        return "embedded-synced";
    }

    /** Creates the directory where it is missing. */
    @Override
    public FeedStore open(Path directory) {
        return EmbeddedFeedStore.open(directory, Durability.POWER, 0);
    }
}
