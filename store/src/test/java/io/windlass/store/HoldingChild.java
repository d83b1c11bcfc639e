package io.windlass.store;

import io.windlass.spi.FeedStore;
import java.io.IOException;
import java.nio.file.Path;

/** Acquires a feed, says so, and holds it until it is killed or its parent is gone. */
final class HoldingChild {
    private HoldingChild() {}

    public static void main(String[] arguments) throws IOException {
        try (FeedStore store = new EmbeddedFeedStoreProvider().open(Path.of(arguments[0]))) {
            store.acquire(arguments[1]);
            System.out.println("acquired");
            while (System.in.read() >= 0) {
                // nobody writes
            }
        }
    }
}
