package io.windlass.core.runtime;

import java.time.Instant;

/** The two clocks of the engine: one to measure with, one to show. */
public interface Ticker {
    /** Nanoseconds from an arbitrary origin; never goes back. Compare by subtraction. */
    long nanos();

    /** The wall clock, for people only. */
    Instant now();
}
