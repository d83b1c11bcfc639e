package io.windlass.store;

import io.windlass.FencedException;
import io.windlass.spi.FeedLease;
import io.windlass.spi.FeedStore;
import java.nio.file.Path;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Goes on with the {@link Script} from where it finds it, and prints the number of each change once it is applied; 0 first,
 * and a word when it is fenced. Its arguments are a directory or a JDBC URL, and a feed.
 */
final class WritingChild {
    static final String FENCED = "fenced";
    static final Duration LEASE = Duration.ofSeconds(1);

    private static final long BOUND = 1_000_000;

    private WritingChild() {}

    public static void main(String[] arguments) {
        System.out.println(0);
        try (FeedStore store = open(arguments[0])) {
            write(store, arguments[1]);
        } catch (FencedException e) {
            System.out.println(FENCED);
        }
    }

    private static FeedStore open(String where) {
        if (!where.startsWith("jdbc:")) {
            return new EmbeddedFeedStoreProvider().open(Path.of(where));
        }
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(where);
        return JdbcFeedStore.of(source, LEASE);
    }

    private static void write(FeedStore store, String feed) {
        try (FeedLease lease = store.acquire(feed)) {
            for (long n = Script.count(lease.checkpoint()) + 1; n < BOUND && !System.out.checkError(); n++) {
                lease.apply(Script.change(n));
                System.out.println(n);
            }
        }
    }
}
