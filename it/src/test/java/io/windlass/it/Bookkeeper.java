package io.windlass.it;

import io.windlass.BlockRef;
import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.ChainEvent;
import io.windlass.Feeds;
import io.windlass.Log;
import io.windlass.ManagerConfig;
import io.windlass.it.HaltingStore.Halt;
import io.windlass.store.JdbcFeedStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Keeps a table of all logs of a chain, in the transactions that acknowledge them. It forgives nothing: a log that is there
 * already cannot be added, and one that is not there cannot be taken back. Run in a JVM of its own.
 */
final class Bookkeeper {
    static final String TABLE = "book";

    private Bookkeeper() {}

    /** Arguments: the node's URL, the JDBC URL of a PostgreSQL with the table, where to halt, how often to cut. */
    public static void main(String[] args) throws Exception {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(args[1]);
        TroubledDataSource troubled = new TroubledDataSource(source, Halt.of(args[2]), Integer.parseInt(args[3]));
        try (JdbcFeedStore store = JdbcFeedStore.of(troubled, CrashingFollower.LEASE);
                BlockchainConnectionManager manager = BlockchainConnectionManager.create(
                        ManagerConfig.builder().feedStore(store).build())) {
            BlockchainConnection node = manager.connectWebSocket(args[0]).join();
            node.subscribe(Feeds.logs())
                    .named("books")
                    .from(BlockRef.number(0))
                    .onRemoved(store.<Log>inTransaction((event, connection) ->
                            // none, if its addition had failed and was to come again: rule 10 has it taken back all the
                            // same
                            write("DELETE FROM " + TABLE + " WHERE place = ?", event, connection)))
                    .onEvent(store.<Log>inTransaction((event, connection) ->
                            write("INSERT INTO " + TABLE + " (place) VALUES (?)", event, connection)))
                    .ended()
                    .join();
        }
    }

    private static void write(String sql, ChainEvent<Log> event, Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(
                    1, Holdings.place(event.id().hash().toHex(), event.id().index()));
            statement.executeUpdate();
        }
    }
}
