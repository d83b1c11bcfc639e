package io.windlass.core.chain;

import io.windlass.Call;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/** Whom the chain is read from: a connection, or a group of them. */
public interface ChainReads {
    /** Makes a call; never throws. */
    <T> CompletableFuture<T> call(Call<T> call);

    /** Makes two reads that one machine should answer: in one message, where that is possible. */
    default <A, B, R> CompletableFuture<R> together(Call<A> first, Call<B> second, BiFunction<A, B, R> merge) {
        return call(first).thenCombine(call(second), merge);
    }

    /** Makes a call and tells the result or the failure, on a thread of the engine. */
    default <T> void ask(Call<T> call, BiConsumer<? super T, ? super Throwable> then) {
        var unused = call(call).whenComplete(then);
    }
}
