package io.windlass.core.sim.feed;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Tells what happens in a simulation, with the virtual time of each line. Off unless a seed is replayed. */
final class Trace {
    private final PrintStream out;
    private LongSupplier nanos = () -> 0;
    private int digest;

    private Trace(PrintStream out) {
        this.out = out;
    }

    static Trace off() {
        return new Trace(null);
    }

    static Trace to(PrintStream out) {
        return new Trace(out);
    }

    void clock(LongSupplier clock) {
        nanos = clock;
    }

    /** The virtual time. */
    long nanos() {
        return nanos.getAsLong();
    }

    boolean isOn() {
        return out != null;
    }

    void say(String who, String what, Object... details) {
        if (out != null) {
            String line = String.format(
                    Locale.ROOT,
                    "%10.3f %-8s %s",
                    nanos.getAsLong() / 1e9,
                    who,
                    details.length == 0 ? what : String.format(Locale.ROOT, what, details));
            digest = 31 * digest + line.hashCode();
            out.println(line);
        }
    }

    /** The same for two runs that went the same way. */
    int digest() {
        return digest;
    }
}
