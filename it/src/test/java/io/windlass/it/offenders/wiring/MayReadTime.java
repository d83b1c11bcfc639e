package io.windlass.it.offenders.wiring;

/** Assembly is where the machine's clock comes in. */
final class MayReadTime {
    long now() {
        return System.nanoTime();
    }
}
