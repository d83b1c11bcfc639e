import org.jspecify.annotations.NullMarked;

/** Where named feeds keep what they must not forget. */
@NullMarked
module io.windlass.store {
    requires transitive io.windlass.api;
    requires transitive java.sql;
    requires org.xerial.sqlitejdbc;
    requires static org.jspecify;

    exports io.windlass.store;

    provides io.windlass.spi.FeedStoreProvider with
            io.windlass.store.EmbeddedFeedStoreProvider,
            io.windlass.store.MemoryFeedStoreProvider,
            io.windlass.store.SyncedFeedStoreProvider;
}
