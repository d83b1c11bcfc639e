package io.windlass.store;

import java.sql.SQLException;

/** A commit failed: nobody can tell whether the transaction was done. */
final class CommitFailure extends SQLException {
    private static final long serialVersionUID = 1L;

    CommitFailure(SQLException why) {
        super(why.getMessage(), why.getSQLState(), why.getErrorCode(), why);
    }
}
