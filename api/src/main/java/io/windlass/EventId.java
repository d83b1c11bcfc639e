package io.windlass;

/**
 * The identity of what an event is about: the same log seen twice, by push and by backfill or before and after a restart,
 * has the same id. Together with {@link ChainEvent#occurrence()} it makes an idempotency key.
 *
 * @param chainId the chain
 * @param hash the block hash for heads and logs, the transaction hash for pending transactions
 * @param index the {@code logIndex} for logs, else {@link Position#END}
 */
public record EventId(long chainId, Hash hash, int index) {
    @Override
    public String toString() {
        return chainId + ":" + hash + (index == Position.END ? "" : ":" + index);
    }
}
