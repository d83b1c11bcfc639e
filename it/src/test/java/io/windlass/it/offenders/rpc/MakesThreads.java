package io.windlass.it.offenders.rpc;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Takes threads that nobody handed to it. */
final class MakesThreads {
    Thread thread() {
        return new Thread(() -> {});
    }

    ExecutorService pool() {
        return Executors.newCachedThreadPool();
    }

    CompletableFuture<Void> commonPool(CompletableFuture<Void> future) {
        return future.thenRunAsync(() -> {});
    }
}
