package io.windlass.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The tables that feeds are kept in, the same in every database. */
final class FeedSchema {
    /** Counts the formats: the second has dead letters. A store upgrades what is older, and refuses what is newer, than itself. */
    static final int VERSION = 2;

    private FeedSchema() {}

    /**
     * Creates the tables where they are missing.
     *
     * @param more definitions of further columns of a feed's row, each with a comma before it
     */
    static void create(Connection connection, Dialect dialect, String more) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE IF NOT EXISTS windlass_feed ("
                    + "id " + dialect.counter() + ", "
                    + "name VARCHAR(128) NOT NULL UNIQUE, "
                    + "epoch BIGINT NOT NULL, "
                    + "chain_id BIGINT, "
                    + "genesis_hash " + dialect.hash() + ", "
                    + "fingerprint VARCHAR, "
                    + "start_block BIGINT, "
                    + "acked_through BIGINT NOT NULL, "
                    + "acked_number BIGINT, "
                    + "acked_hash " + dialect.hash() + ", "
                    + "acked_index INTEGER"
                    + more + ")");
            statement.executeUpdate("CREATE TABLE IF NOT EXISTS windlass_mark ("
                    + "feed BIGINT NOT NULL, "
                    + "number BIGINT NOT NULL, "
                    + "hash " + dialect.hash() + " NOT NULL, "
                    + "PRIMARY KEY (feed, number))");
            // a block's hash implies its number: with the number in the key, what is final is a range of it
            statement.executeUpdate("CREATE TABLE IF NOT EXISTS windlass_entry ("
                    + "feed BIGINT NOT NULL, "
                    + "number BIGINT NOT NULL, "
                    + "hash " + dialect.hash() + " NOT NULL, "
                    + "log_index INTEGER NOT NULL, "
                    + "sequence BIGINT NOT NULL, "
                    + "occurrence INTEGER NOT NULL, "
                    + "state INTEGER NOT NULL, "
                    + "payload " + dialect.bytes() + " NOT NULL, "
                    + "PRIMARY KEY (feed, number, hash, log_index))");
        }
        upgrade(connection, dialect);
    }

    /** Adds what older formats lack; changes nothing else, so that it may be done twice. */
    static void upgrade(Connection connection, Dialect dialect) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE IF NOT EXISTS windlass_letter ("
                    + "feed BIGINT NOT NULL, "
                    + "id BIGINT NOT NULL, "
                    + "chain_id BIGINT NOT NULL, "
                    + "event_hash " + dialect.hash() + " NOT NULL, "
                    + "event_index INTEGER NOT NULL, "
                    + "number BIGINT, "
                    + "hash " + dialect.hash() + ", "
                    + "log_index INTEGER, "
                    + "occurrence INTEGER NOT NULL, "
                    + "removed INTEGER NOT NULL, "
                    + "payload " + dialect.bytes() + " NOT NULL, "
                    + "causes VARCHAR NOT NULL, "
                    + "attempts INTEGER NOT NULL, "
                    + "first_failure BIGINT NOT NULL, "
                    + "last_failure BIGINT NOT NULL, "
                    + "state INTEGER NOT NULL, "
                    + "PRIMARY KEY (feed, id))");
        }
    }
}
