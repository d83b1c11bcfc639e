package io.windlass.core.pool;

import io.windlass.BlockchainException;
import io.windlass.ErrorClass;
import io.windlass.RpcException;
import io.windlass.spi.NodeErrorClass;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads that one machine must answer, on their way through a group: one endpoint after the other, each at most once, HTTP
 * before WebSocket, since an answer may be large. One attempt at a time.
 */
final class GroupBundle<R> {
    private final EndpointGroup group;
    private final Function<Member, CompletableFuture<R>> attempt;
    private final CompletableFuture<R> result = new CompletableFuture<>();
    private final Set<Endpoint> tried;
    private final Consumer<Endpoint> asked;
    private @Nullable Throwable failure;

    GroupBundle(EndpointGroup group, Function<Member, CompletableFuture<R>> attempt) {
        this(group, attempt, Set.of(), ignored -> {});
    }

    /**
     * A way that not all endpoints are on.
     *
     * @param butNot they are not asked, unless no other is up
     * @param asked told of each endpoint that is asked
     */
    GroupBundle(
            EndpointGroup group,
            Function<Member, CompletableFuture<R>> attempt,
            Set<Endpoint> butNot,
            Consumer<Endpoint> asked) {
        this.group = group;
        this.attempt = attempt;
        this.tried = new HashSet<>(butNot);
        this.asked = asked;
    }

    CompletableFuture<R> begin() {
        Slot slot = group.chooseForBundle(tried);
        if (slot != null) {
            over(slot);
        } else {
            passOn(group.bestKnown().thenCompose(attempt)); // none is up: it waits, or says why not
        }
        return result;
    }

    private void passOn(CompletableFuture<R> only) {
        var unused = only.whenComplete((value, thrown) -> {
            if (thrown == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(thrown);
            }
        });
    }

    private void over(Slot slot) {
        tried.add(slot.of());
        asked.accept(slot.of());
        slot.of().called(false);
        long began = group.nanos();
        var unused = attempt.apply(slot.member()).whenComplete((value, thrown) -> {
            slot.release();
            long took = group.nanos() - began;
            if (thrown == null) {
                group.answered(slot, took, false);
                result.complete(value);
            } else {
                failed(
                        slot,
                        thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown,
                        took);
            }
            group.roomMade();
        });
    }

    private void failed(Slot slot, Throwable thrown, long took) {
        Verdict verdict = verdict(thrown);
        if (verdict == null || verdict.errorClass() == ErrorClass.CALLER) {
            group.answered(slot, took, false);
            result.completeExceptionally(thrown); // another one says the same
            return;
        }
        group.failed(slot, verdict, thrown, took);
        if (failure == null || lasts(failure)) {
            failure = thrown;
        }
        Slot next = group.chooseForBundle(tried);
        if (next != null) {
            over(next);
        } else {
            result.completeExceptionally(failure);
        }
    }

    /** Null if it is no failure of a call: what came could not be read. */
    private @Nullable Verdict verdict(Throwable thrown) {
        if (thrown instanceof RpcException refused) {
            return Verdict.of(refused.error(), group.rules());
        }
        return thrown instanceof BlockchainException known
                ? Verdict.of(known, group.retries().longEnough())
                : null;
    }

    /** What one endpoint will never have counts only if all others do not have it either. */
    private boolean lasts(Throwable thrown) {
        if (!(thrown instanceof RpcException refused)) {
            return false;
        }
        NodeErrorClass kind = group.rules().classify(refused.error());
        return kind == NodeErrorClass.HISTORY_UNAVAILABLE || kind == NodeErrorClass.METHOD_UNSUPPORTED;
    }
}
