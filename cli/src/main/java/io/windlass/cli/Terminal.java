package io.windlass.cli;

import java.util.Map;

/**
 * Whether people look at what is written.
 *
 * @param out true if standard output is a terminal
 * @param err true if standard error is a terminal
 * @param colour true if standard output may be coloured
 */
record Terminal(boolean out, boolean err, boolean colour) {
    /**
     * What the launcher found; Java 17 cannot tell the streams apart itself.
     *
     * @param terminals the names of the streams that are terminals, {@code out}, {@code err}, {@code out,err} or empty
     */
    static Terminal ofProcess(String terminals, Map<String, String> environment) {
        boolean out = terminals.contains("out");
        boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || environment.getOrDefault("TERM", "").equals("dumb");
        return new Terminal(out, terminals.contains("err"), out && !plain);
    }
}
