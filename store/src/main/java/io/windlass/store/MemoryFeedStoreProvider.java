package io.windlass.store;

import io.windlass.spi.FeedStore;
import io.windlass.spi.FeedStoreProvider;
import java.nio.file.Path;

/**
 * Offers the store {@code memory}: it keeps feeds in the process, until it is closed, and nothing beyond. Who acquires a
 * feed fences the owner before. For tests, and for feeds that may start over after a restart.
 */
public final class MemoryFeedStoreProvider implements FeedStoreProvider {
    /** For {@link java.util.ServiceLoader}. */
    public MemoryFeedStoreProvider() {}

    @Override
    public String name() {
        return "memory";
    }

    /** A new, empty store; two stores share nothing. The directory is not touched. */
    @Override
    public FeedStore open(Path directory) {
        return new MemoryFeedStore();
    }
}
