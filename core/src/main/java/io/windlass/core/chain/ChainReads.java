package io.windlass.core.chain;

import io.windlass.Call;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/** Whom the chain is read from: a connection, or a group of them. */
@FunctionalInterface
public interface ChainReads {
    /** Makes a call; never throws. */
    <T> CompletableFuture<T> call(Call<T> call);

    /** Makes a call and tells the result or the failure, on a thread of the engine. */
    default <T> void ask(Call<T> call, BiConsumer<? super T, ? super Throwable> then) {
        var unused = call(call).whenComplete(then);
    }
}
