package io.windlass.store;

import io.windlass.spi.FeedStore;
import io.windlass.spi.FeedStoreProvider;
import java.nio.file.Path;

/**
 * Offers the store {@code embedded}: a SQLite database for each feed, {@code feed-NAME.db} in the state directory, with a
 * lock file beside it that names its owner's process.
 *
 * <p>A feed has one owner at a time on the machine: a second one, in this process or another, is refused with the owner's
 * process id. The lock is the operating system's and ends with its process. The state directory belongs on a local disk.
 *
 * <p>Every change is a transaction in a write-ahead log ({@code journal_mode=WAL}, {@code synchronous=NORMAL}). What was
 * applied survives the end of the process at any instant, {@code kill -9} included. When the machine loses power, the newest
 * changes may be missing, though never a part of one: the feed then hands over again what it had handed over since, and
 * events among them whose block left the chain in the meantime are not taken back. {@link SyncedFeedStoreProvider} closes
 * that gap.
 *
 * <p>SQLite comes as a native library, which is unpacked to {@code java.io.tmpdir}, or to the directory that the system
 * property {@code org.sqlite.tmpdir} names. JDK 24 and newer warn of native access: pass {@code
 * --enable-native-access=ALL-UNNAMED} to the JVM, or {@code --enable-native-access=org.xerial.sqlitejdbc} on the module path.
 */
public final class EmbeddedFeedStoreProvider implements FeedStoreProvider {
    /** For {@link java.util.ServiceLoader}. */
    public EmbeddedFeedStoreProvider() {}

    @Override
    public String name() {
        return "embedded";
    }

    /** Creates the directory where it is missing. */
    @Override
    public FeedStore open(Path directory) {
        return EmbeddedFeedStore.open(directory, Durability.PROCESS, 0);
    }
}
