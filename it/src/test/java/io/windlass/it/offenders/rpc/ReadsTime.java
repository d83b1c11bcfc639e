package io.windlass.it.offenders.rpc;

import java.time.Instant;
import java.util.function.LongSupplier;

/** Reads the machine's time instead of the ticker's: by a call and by a method reference. */
final class ReadsTime {
    final LongSupplier reference = System::nanoTime;

    Instant call() {
        return Instant.now();
    }
}
