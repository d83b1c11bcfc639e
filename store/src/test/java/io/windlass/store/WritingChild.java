package io.windlass.store;

import io.windlass.spi.FeedLease;
import io.windlass.spi.FeedStore;
import java.nio.file.Path;

/** Goes on with the {@link Script} from where it finds it, and prints the number of each change once it is applied; 0 first. */
final class WritingChild {
    private static final long BOUND = 1_000_000;

    private WritingChild() {}

    public static void main(String[] arguments) {
        System.out.println(0);
        try (FeedStore store = new EmbeddedFeedStoreProvider().open(Path.of(arguments[0]));
                FeedLease lease = store.acquire(arguments[1])) {
            for (long n = Script.count(lease.checkpoint()) + 1; n < BOUND && !System.out.checkError(); n++) {
                lease.apply(Script.change(n));
                System.out.println(n);
            }
        }
    }
}
