package io.windlass.store;

import java.util.List;

/** What differs between databases; all other SQL is the same for each. */
enum Dialect {
    SQLITE("INTEGER PRIMARY KEY", "BLOB") {
        @Override
        String put(String table, List<String> keys, List<String> others) {
            return "INSERT OR REPLACE INTO " + insert(table, keys, others);
        }
    };

    private final String counter;
    private final String bytes;

    Dialect(String counter, String bytes) {
        this.counter = counter;
        this.bytes = bytes;
    }

    /** The type of a column that numbers rows by itself. */
    String counter() {
        return counter;
    }

    /** The type of bytes, of any number. */
    String bytes() {
        return bytes;
    }

    /** A statement that adds a row or replaces the one with the same keys; takes the keys first, then the others. */
    abstract String put(String table, List<String> keys, List<String> others);

    private static String insert(String table, List<String> keys, List<String> others) {
        List<String> columns = FeedSchema.join(keys, others);
        return table + " (" + String.join(", ", columns) + ") VALUES ("
                + String.join(", ", columns.stream().map(c -> "?").toList()) + ")";
    }
}
