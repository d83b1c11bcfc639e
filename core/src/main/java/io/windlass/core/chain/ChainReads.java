package io.windlass.core.chain;

import io.windlass.BlockHeader;
import io.windlass.BlockRef;
import io.windlass.Call;
import io.windlass.Eth;
import io.windlass.RpcException;
import io.windlass.core.rpc.NodeRules;
import io.windlass.spi.NodeErrorClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Whom the chain is read from: a connection, or a group of them. */
public interface ChainReads {
    /** Answered with false, or with an object that tells how far the node has come. */
    Call<Boolean> SYNCING = Call.of("eth_syncing", in -> in.json().text().startsWith("{"));

    /** What is known of the nodes that answer: what their errors mean above all. */
    default NodeRules rules() {
        return NodeRules.PLAIN;
    }

    /** Makes a call; never throws. */
    <T> CompletableFuture<T> call(Call<T> call);

    /** Makes two reads that one machine should answer: in one message, where that is possible. */
    default <A, B, R> CompletableFuture<R> together(Call<A> first, Call<B> second, BiFunction<A, B, R> merge) {
        return together(List.of(first), second, (answers, last) -> merge.apply(answers.get(0), last));
    }

    /**
     * Makes several reads that one machine should answer: in one message, where that is possible. Where a message takes fewer, it
     * is the first that go by themselves.
     */
    default <A, B, R> CompletableFuture<R> together(
            List<Call<A>> these, Call<B> last, BiFunction<List<A>, B, R> merge) {
        CompletableFuture<List<A>> answers = CompletableFuture.completedFuture(List.of());
        for (Call<A> each : these) {
            answers = answers.thenCombine(call(each), ChainReads::and);
        }
        return answers.thenCombine(call(last), merge);
    }

    private static <A> List<A> and(List<A> some, A another) {
        List<A> all = new ArrayList<>(some);
        all.add(another);
        return all;
    }

    /**
     * Makes a read that counts only if the machine that answers does not say that it is syncing; empty if it does. A node that
     * cannot say counts as level.
     */
    default <T> CompletableFuture<Optional<T>> unlessSyncing(Call<T> read) {
        return together(read, SYNCING, (result, syncing) -> syncing ? Optional.<T>empty() : Optional.of(result))
                .exceptionallyCompose(failure -> cannotSay(failure)
                        ? call(read).thenApply(Optional::of)
                        : CompletableFuture.failedFuture(failure));
    }

    /**
     * Reads the head of every machine that is well, and tells the highest; empty if all of them say that they are syncing. Fails
     * if one that is well could not be asked: what it holds is not known.
     */
    default CompletableFuture<Optional<BlockHeader>> highestHead() {
        return unlessSyncing(Eth.header(BlockRef.latest())).thenApply(found -> found.flatMap(Function.identity()));
    }

    private boolean cannotSay(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof RpcException refused
                && rules().classify(refused.error()) == NodeErrorClass.METHOD_UNSUPPORTED;
    }

    /** Begins to ask something whose answer may have to be doubted. */
    default Inquiry inquiry() {
        return new Inquiry() {
            @Override
            public <T> CompletableFuture<T> call(Call<T> call) {
                return ChainReads.this.call(call);
            }

            @Override
            public boolean goesElsewhere() {
                return false;
            }
        };
    }

    /** Makes a call and tells the result or the failure, on a thread of the engine. */
    default <T> void ask(Call<T> call, BiConsumer<? super T, ? super Throwable> then) {
        var unused = call(call).whenComplete(then);
    }
}
