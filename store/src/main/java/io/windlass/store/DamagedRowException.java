package io.windlass.store;

import java.sql.SQLException;

/** A row holds what no version of this store wrote. */
final class DamagedRowException extends SQLException {
    private static final long serialVersionUID = 1L;

    DamagedRowException(String message) {
        super(message);
    }
}
