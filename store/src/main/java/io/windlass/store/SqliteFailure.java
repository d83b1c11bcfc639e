package io.windlass.store;

import io.windlass.FeedStoreException;
import io.windlass.FeedStoreException.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** Says in words what SQLite means, and what to change. */
final class SqliteFailure {
    private SqliteFailure() {}

    static FeedStoreException of(SQLException e, String feed, Path database) {
        String about = "feed '" + feed + "', kept in " + database + ", ";
        if (e instanceof DamagedRowException) {
            return unreadable(about + "holds what cannot be right: " + e.getMessage(), feed, e);
        }
        // the lower byte is the primary result code
        return switch (SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff)) {
            case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT, SQLITE_MISMATCH ->
                unreadable(about + "is corrupt (" + e.getMessage() + ")", feed, e);
            case SQLITE_BUSY, SQLITE_LOCKED ->
                new FeedStoreException(
                        about + "is in use: another program has the database open; close it there",
                        Kind.IN_USE,
                        feed,
                        e);
            case SQLITE_FULL ->
                unavailable(
                        about + "cannot be written: the disk is full; free some space and start the feed again",
                        feed,
                        e);
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH, SQLITE_CANTOPEN ->
                unavailable(
                        about + "cannot be opened for writing (" + e.getMessage()
                                + "); make the file and its directory writable or choose another state directory",
                        feed,
                        e);
            default ->
                unavailable(
                        about + "cannot be read or written (" + e.getMessage()
                                + "); look after the disk and start the feed again",
                        feed,
                        e);
        };
    }

    /** What is kept cannot be used, and only people can decide to start over. */
    static FeedStoreException unreadable(String what, String feed, SQLException cause) {
        return new FeedStoreException(
                what + "; restore the file from a backup, or move it away with its -wal file to start the feed over",
                Kind.UNREADABLE,
                feed,
                cause);
    }

    private static FeedStoreException unavailable(String message, String feed, SQLException cause) {
        return new FeedStoreException(message, Kind.UNAVAILABLE, feed, cause);
    }
}
