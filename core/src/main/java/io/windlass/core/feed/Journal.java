package io.windlass.core.feed;

import io.windlass.spi.FeedChange;
import io.windlass.spi.FeedLease;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Writes a named feed's changes one after the other, where writing may block. Used in the walker's mailbox. */
final class Journal {
    private final FeedLease lease;
    private final Executor storage;
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    Journal(FeedLease lease, Executor storage) {
        this.lease = lease;
        this.storage = storage;
    }

    /**
     * Completes when the change is durable; after one has failed all later ones fail too.
     *
     * @param durable runs when it is, before anything that follows
     */
    CompletableFuture<Void> apply(FeedChange change, Runnable durable) {
        last = last.thenRunAsync(
                () -> {
                    lease.apply(change);
                    durable.run();
                },
                storage);
        return last;
    }

    /** Reads, after what is being written. */
    <R> CompletableFuture<R> read(Function<FeedLease, R> reading) {
        CompletableFuture<R> read = last.thenApplyAsync(done -> reading.apply(lease), storage);
        last = read.thenAccept(found -> {});
        return read;
    }

    /** What it writes to; nobody else writes to it but handlers that acknowledge themselves. */
    FeedLease lease() {
        return lease;
    }

    /** Where work may block. */
    Executor storage() {
        return storage;
    }

    /** True if nothing is being written. */
    boolean isIdle() {
        return last.isDone();
    }

    /** Gives the feed up after what is being written; fails if that has failed, or something before it. */
    CompletableFuture<Void> close() {
        CompletableFuture<Void> written = last;
        return written.handleAsync(
                        (done, failure) -> {
                            lease.close();
                            return null;
                        },
                        storage)
                .thenCompose(closed -> written);
    }
}
