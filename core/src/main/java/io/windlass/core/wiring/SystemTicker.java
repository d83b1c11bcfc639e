package io.windlass.core.wiring;

import io.windlass.core.runtime.Ticker;
import java.time.Instant;

/** The JVM's clocks. */
final class SystemTicker implements Ticker {
    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return Instant.now();
    }
}
