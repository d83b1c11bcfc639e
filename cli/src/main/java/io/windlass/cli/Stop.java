package io.windlass.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * How Ctrl-C and SIGTERM reach the running command: they ask it to stop, wait until it has said its last line, and end the
 * process with the command's exit code, where the JVM alone would report 130 or 143.
 */
final class Stop {
    private static final long LAST_WORDS_SECONDS = 3;

    private final CompletableFuture<Void> requested = new CompletableFuture<>();
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile int exitCode;

    /** Asks the command to stop. */
    void request() {
        requested.complete(null);
    }

    /** True once the command was asked to stop. */
    boolean isRequested() {
        return requested.isDone();
    }

    /** Runs the action, on any thread, as soon as the command is asked to stop. */
    void onRequest(Runnable action) {
        CompletableFuture<Void> unused = requested.thenRun(action);
    }

    /** The command has said all it had to say. */
    void finished(int code) {
        exitCode = code;
        finished.countDown();
    }

    /** The body of the shutdown hook. */
    void onShutdown() {
        if (finished.getCount() == 0) {
            return;
        }
        request();
        try {
            finished.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(exitCode);
    }

    /** Waits until somebody asks to stop. */
    void await() {
        requested.join();
    }

    /**
     * Waits for a result.
     *
     * @throws StoppedException if the command is asked to stop before it is there
     */
    <T> T await(CompletableFuture<T> result) {
        try {
            CompletableFuture.anyOf(requested, result).join();
        } catch (CompletionException e) {
            throw Failure.unwrap(e);
        }
        if (!result.isDone()) {
            result.cancel(true);
            throw new StoppedException();
        }
        return join(result);
    }

    private static <T> T join(Future<T> result) {
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw Failure.unwrap(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException();
        }
    }
}
