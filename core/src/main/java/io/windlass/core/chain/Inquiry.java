package io.windlass.core.chain;

import io.windlass.Call;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One question about the chain, put to one machine after the other for as long as what is answered cannot be believed. */
public interface Inquiry {
    /** Makes a call; never throws. */
    <T> CompletableFuture<T> call(Call<T> call);

    /**
     * What was answered is not believed.
     *
     * @return true if the next calls go to a machine that is well and was not asked yet; false if there is none: then all may be
     *     asked anew. So often in a row as there are machines at most
     */
    boolean goesElsewhere();

    /**
     * Reads what is there for sure, such as a block whose hash is known: who does not have it lags, so the next one is asked. Empty if
     * nobody who could be asked has it.
     */
    default <T> CompletableFuture<Optional<T>> find(Call<Optional<T>> call) {
        return call(call).thenCompose(found -> {
            if (found.isPresent() || !goesElsewhere()) {
                return CompletableFuture.completedFuture(found);
            }
            return find(call).exceptionally(failure -> Optional.empty());
        });
    }
}
