package io.windlass.it;

import io.windlass.BatchPolicy;
import io.windlass.BlockRef;
import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.ChainEvent;
import io.windlass.FailureClass;
import io.windlass.Feeds;
import io.windlass.Log;
import io.windlass.ManagerConfig;
import io.windlass.RetryPolicy;
import io.windlass.Subscription;
import io.windlass.SubscriptionBuilder;
import io.windlass.it.HaltingStore.Halt;
import io.windlass.store.JdbcFeedStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Keeps a table of all logs of a chain, in the transactions that acknowledge them. It forgives nothing: a log that is there
 * already cannot be added. Some it does not take, unless it is there to see to the dead letters. Run in a JVM of its own.
 */
final class Bookkeeper {
    static final String TABLE = "book";

    private Bookkeeper() {}

    /** Shorter than the slow commits of the table. */
    private static final Duration DEADLINE = Duration.ofMillis(500);

    /**
     * Arguments: the node's URL, the JDBC URL of a PostgreSQL with the table, where to halt, how often to cut, whether to write in
     * batches, and whether to take what was refused before and have the dead letters replayed.
     */
    public static void main(String[] args) throws Exception {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(args[1]);
        TroubledDataSource troubled = new TroubledDataSource(source, Halt.of(args[2]), Integer.parseInt(args[3]));
        boolean batches = Boolean.parseBoolean(args[4]);
        boolean heals = Boolean.parseBoolean(args[5]);
        try (JdbcFeedStore store = JdbcFeedStore.of(troubled, CrashingFollower.LEASE);
                BlockchainConnectionManager manager = BlockchainConnectionManager.create(
                        ManagerConfig.builder().feedStore(store).build())) {
            BlockchainConnection node = manager.connectWebSocket(args[0]).join();
            SubscriptionBuilder<Log> books = node.subscribe(Feeds.logs())
                    .named("books")
                    .from(BlockRef.number(0))
                    .retry(policy())
                    .deadline(DEADLINE)
                    .onRemoved(store.<Log>inTransaction((event, connection) ->
                            // none, if its addition had failed and was to come again: rule 10 has it taken back all the
                            // same
                            write("DELETE FROM " + TABLE + " WHERE place = ?", event, connection)));
            Subscription kept = batches
                    ? books.onBatch(
                            BatchPolicy.of(8, Duration.ofMillis(50)),
                            store.<Log>batchInTransaction((events, connection) -> {
                                for (ChainEvent<Log> event : events) {
                                    add(event, connection, heals);
                                }
                            }))
                    : books.onEvent(store.<Log>inTransaction((event, connection) -> add(event, connection, heals)));
            if (heals) {
                kept.deadLetters().requeueAll().join();
            }
            kept.ended().join();
        }
    }

    private static RetryPolicy policy() {
        return RetryPolicy.unlimited()
                .classify(failure ->
                        failure instanceof IllegalArgumentException ? FailureClass.PERMANENT : FailureClass.TRANSIENT)
                .pauseAfter(0);
    }

    private static void add(ChainEvent<Log> event, Connection connection, boolean heals) throws SQLException {
        write("INSERT INTO " + TABLE + " (place) VALUES (?)", event, connection);
        if (!heals && CrashingFollower.isPoison(place(event))) {
            throw new IllegalArgumentException("poison");
        }
    }

    private static String place(ChainEvent<Log> event) {
        return Holdings.place(event.id().hash().toHex(), event.id().index());
    }

    private static void write(String sql, ChainEvent<Log> event, Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, place(event));
            statement.executeUpdate();
        }
    }
}
