package io.windlass.store;

import io.windlass.FeedStoreException;
import io.windlass.FeedStoreException.Kind;
import java.sql.SQLException;

/** Says what a database's failure means for a feed. Messages of drivers may name URLs with passwords: they stay the cause. */
final class JdbcFailure {
    private JdbcFailure() {}

    /** @param feed the feed's name, or empty if the store as a whole is meant */
    static FeedStoreException of(SQLException e, String feed) {
        String about = feed.isEmpty() ? "the feed store" : "feed '" + feed + "'";
        if (e instanceof DamagedRowException) {
            return new FeedStoreException(
                    about + " holds what cannot be right: " + e.getMessage()
                            + "; restore the tables windlass_* from a backup, or delete the feed's rows to start it"
                            + " over",
                    Kind.UNREADABLE,
                    feed,
                    e);
        }
        return new FeedStoreException(
                about + " cannot be kept: the database failed (SQL state " + e.getSQLState()
                        + ", see the cause); look after it and start the feed again",
                Kind.UNAVAILABLE,
                feed,
                e);
    }

    /** The database did not answer to a commit, nor to the question what became of it. */
    static FeedStoreException ofUnknownOutcome(SQLException e, String feed) {
        return new FeedStoreException(
                "feed '" + feed
                        + "' cannot go on: the database did not answer to a commit, nor to the question what became of"
                        + " it (SQL state " + e.getSQLState()
                        + ", see the cause); look after it and start the feed again, which reads the answer",
                Kind.UNAVAILABLE,
                feed,
                e);
    }

    /** Whether the connection is gone, so that another one may do better. */
    static boolean isLostConnection(SQLException e) {
        String state = e.getSQLState();
        // 08: connection exceptions; 25P03: it was idle too long; 57P0x: PostgreSQL shuts down; 90067, 90098, 90121:
        // H2's broken and closed
        // ones
        return state != null
                && (state.startsWith("08")
                        || state.equals("25P03")
                        || state.startsWith("57P0")
                        || state.equals("90067")
                        || state.equals("90098")
                        || state.equals("90121"));
    }
}
