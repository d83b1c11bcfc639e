package io.windlass.core.rpc;

import io.windlass.BlockchainException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Completes a user's future, never on the thread that brought the news: see {@link CallFuture}. */
public abstract class FutureCompletion<T> implements Completion {
    private final Executor callbacks;
    private final CallFuture<T> future = new CallFuture<>();

    FutureCompletion(Executor callbacks) {
        this.callbacks = callbacks;
    }

    /** What the user holds. */
    public final CompletableFuture<T> future() {
        return future;
    }

    /** Runs the action if the user cancels the future. */
    public final void onCancel(Runnable action) {
        future.onCancel(action);
    }

    @Override
    public final boolean leave(Runnable chore) {
        return future.leave(chore);
    }

    final void completeLater(Supplier<T> value) {
        future.completeBy(
                () -> {
                    T made;
                    try {
                        made = value.get();
                    } catch (RuntimeException | Error e) {
                        future.completeExceptionally(e);
                        return;
                    }
                    future.complete(made);
                },
                callbacks);
    }

    @Override
    public final void failed(BlockchainException failure) {
        future.completeBy(() -> future.completeExceptionally(failure), callbacks);
    }
}
