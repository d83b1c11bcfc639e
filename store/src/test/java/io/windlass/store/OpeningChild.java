package io.windlass.store;

import io.windlass.FeedStoreException;
import io.windlass.spi.FeedStore;
import java.nio.file.Path;

/** Opens an embedded store and says what came of it. */
final class OpeningChild {
    private OpeningChild() {}

    public static void main(String[] arguments) {
        try (FeedStore store = new EmbeddedFeedStoreProvider().open(Path.of(arguments[0]))) {
            System.out.println("opened, with feeds " + store.feeds());
        } catch (FeedStoreException e) {
            System.out.println(e.kind() + ": " + e.getMessage());
        }
    }
}
