package io.windlass.spi;

import io.windlass.FeedStoreException;
import java.nio.file.Path;

/** Offers a store for named feeds. Found with {@link java.util.ServiceLoader}. */
public interface FeedStoreProvider {
    /** Who it is, such as {@code memory}. */
    String name();

    /**
     * Opens the store. What is wrong with one feed in it is told when that is acquired.
     *
     * @param directory where it may keep files; a store without files ignores it
     * @throws FeedStoreException if it cannot be used, for example because the directory is read-only
     */
    FeedStore open(Path directory);
}
