package io.windlass.benchmarks;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Thousands of lost links a second are the point of a benchmark; a line for each is not. */
final class QuietLogs {
    /** Kept, since the logging framework forgets the level of a logger that nobody holds. */
    private static final Logger WINDLASS = Logger.getLogger("io.windlass");

    private QuietLogs() {}

    static void apply() {
        WINDLASS.setLevel(Level.SEVERE);
    }
}
