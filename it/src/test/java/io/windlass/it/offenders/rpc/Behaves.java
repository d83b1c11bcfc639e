package io.windlass.it.offenders.rpc;

import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Breaks nothing: time, threads and randomness are handed to it. */
final class Behaves {
    CompletableFuture<Void> run(Executor executor, CompletableFuture<Void> future) {
        return future.thenRunAsync(() -> {}, executor);
    }

    Instant time(Clock clock) {
        return Instant.now(clock);
    }

    Random seeded(long seed) {
        return new Random(seed);
    }
}
