package io.windlass.spi;

import java.nio.file.Path;

/** Offers a store for named feeds. Found with {@link java.util.ServiceLoader}. */
public interface FeedStoreProvider {
    /** Who it is, such as {@code memory}. */
    String name();

    /**
     * Opens the store.
     *
     * @param directory where it may keep files; a store without files ignores it
     */
    FeedStore open(Path directory);
}
