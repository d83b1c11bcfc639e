package io.windlass.store;

import io.windlass.FeedStoreException;
import io.windlass.FeedStoreException.Kind;
import io.windlass.spi.FeedLease;
import io.windlass.spi.FeedStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteJDBCLoader;

/** One SQLite file for each feed in one directory, and a lock file beside each. */
final class EmbeddedFeedStore implements FeedStore {
    private final Path directory;
    private final Durability durability;
    private final int mostPages;
    private final Set<EmbeddedFeedLease> leases = new HashSet<>();
    private boolean closed;

    private EmbeddedFeedStore(Path directory, Durability durability, int mostPages) {
        this.directory = directory;
        this.durability = durability;
        this.mostPages = mostPages;
    }

    /**
     * Opens a store.
     *
     * @param mostPages the size that each file may grow to, in pages of 4 KiB; 0 for no limit
     */
    static EmbeddedFeedStore open(Path directory, Durability durability, int mostPages) {
        loadSqlite();
        return new EmbeddedFeedStore(usable(directory), durability, mostPages);
    }

    private static void loadSqlite() {
        try {
            SQLiteJDBCLoader.initialize();
        } catch (Exception | LinkageError e) {
            throw new FeedStoreException(
                    "SQLite's native library cannot be loaded (" + Reason.of(e)
                            + "); it is unpacked to the directory of temporary files: where programs may not run from there,"
                            + " name another one in the system property org.sqlite.tmpdir",
                    Kind.UNAVAILABLE,
                    "",
                    e);
        }
    }

    private static Path usable(Path directory) {
        try {
            Path real = Files.createDirectories(directory).toRealPath();
            if (!Files.isWritable(real)) {
                throw unusable(directory, "it is read-only", null);
            }
            return real;
        } catch (IOException e) {
            throw unusable(directory, Reason.of(e), e);
        }
    }

    private static FeedStoreException unusable(Path directory, String why, @Nullable IOException cause) {
        return new FeedStoreException(
                "the state directory " + directory.toAbsolutePath() + " cannot be used (" + why
                        + "); make it a writable directory or choose another",
                Kind.UNAVAILABLE,
                "",
                cause);
    }

    @Override
    public FeedLease acquire(String feed) {
        FeedName.require(feed);
        requireOpen();
        FeedFiles files = FeedFiles.of(directory, feed);
        FeedLock lock = FeedLock.take(files.lock(), feed);
        EmbeddedFeedLease lease;
        try {
            lease = new EmbeddedFeedLease(
                    this,
                    feed,
                    files.database(),
                    lock,
                    FeedDatabase.open(files.database(), feed, durability, mostPages));
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
        if (!remember(lease)) {
            lease.close();
            requireOpen();
        }
        return lease;
    }

    @Override
    public List<String> feeds() {
        requireOpen();
        try {
            return FeedFiles.feeds(directory);
        } catch (IOException e) {
            throw unusable(directory, Reason.of(e), e);
        }
    }

    private synchronized void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the feed store in " + directory + " is closed; open a new one");
        }
    }

    private synchronized boolean remember(EmbeddedFeedLease lease) {
        return !closed && leases.add(lease);
    }

    synchronized void forget(EmbeddedFeedLease lease) {
        leases.remove(lease);
    }

    @Override
    public void close() {
        List<EmbeddedFeedLease> open;
        synchronized (this) {
            closed = true;
            open = List.copyOf(leases);
        }
        Leases.closeAll(open);
    }
}
