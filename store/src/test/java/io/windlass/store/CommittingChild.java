package io.windlass.store;

import io.windlass.FencedException;
import io.windlass.spi.FeedLease;
import io.windlass.spi.FeedStore;
import java.io.IOException;
import org.postgresql.ds.PGSimpleDataSource;

/** Applies one change, and a second up to its commit; says so, and commits once it is spoken to. */
final class CommittingChild {
    private CommittingChild() {}

    public static void main(String[] arguments) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(arguments[0]);
        CutDataSource database = new CutDataSource(source);
        try (FeedStore store = JdbcFeedStore.of(database, WritingChild.LEASE);
                FeedLease lease = store.acquire(arguments[1])) {
            lease.apply(Script.change(1));
            database.beforeTheCommit(CommittingChild::awaitWord);
            lease.apply(Script.change(2));
            System.out.println("applied");
        } catch (FencedException e) {
            System.out.println(WritingChild.FENCED);
        }
    }

    private static void awaitWord() {
        System.out.println("committing");
        try {
            System.in.read();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
