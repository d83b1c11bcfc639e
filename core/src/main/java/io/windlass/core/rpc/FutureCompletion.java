package io.windlass.core.rpc;

import io.windlass.BlockchainException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Completes a user's future on the callback executor, never on the thread that brought the news. */
public abstract class FutureCompletion<T> implements Completion {
    private final Executor callbacks;
    private final CompletableFuture<T> future = new CompletableFuture<>();

    FutureCompletion(Executor callbacks) {
        this.callbacks = callbacks;
    }

    /** What the user holds. */
    public final CompletableFuture<T> future() {
        return future;
    }

    /** Runs the action if the user cancels the future. */
    public final void onCancel(Runnable action) {
        var unused = future.whenComplete((value, failure) -> {
            if (future.isCancelled()) {
                action.run();
            }
        });
    }

    final void completeLater(Supplier<T> value) {
        callbacks.execute(() -> {
            T made;
            try {
                made = value.get();
            } catch (RuntimeException | Error e) {
                future.completeExceptionally(e);
                return;
            }
            future.complete(made);
        });
    }

    @Override
    public final void failed(BlockchainException failure) {
        callbacks.execute(() -> future.completeExceptionally(failure));
    }
}
