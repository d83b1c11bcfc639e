package io.windlass.store;

import io.windlass.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Reads columns that must hold something. */
final class Columns {
    private Columns() {}

    static Hash hash(ResultSet row, int column) throws SQLException {
        byte @Nullable [] bytes = row.getBytes(column);
        if (bytes == null || bytes.length != 32) {
            throw new DamagedRowException("a block hash has " + (bytes == null ? 0 : bytes.length) + " bytes, not 32");
        }
        return Hash.of(bytes);
    }

    /** @param what what the column holds, for people */
    static String text(ResultSet row, int column, String what) throws SQLException {
        String text = row.getString(column);
        if (text == null) {
            throw new DamagedRowException(what + " is missing");
        }
        return text;
    }
}
