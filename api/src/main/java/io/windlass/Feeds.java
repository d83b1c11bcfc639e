package io.windlass;

import java.util.List;

/** The feeds that every EVM node offers. */
public final class Feeds {
    private static final Feed<BlockHeader> NEW_HEADS =
            new SimpleFeed<>("newHeads", BlockHeader.class, List.of("newHeads"), BlockHeader.decoder());
    private static final Feed<Hash> PENDING =
            new SimpleFeed<>("newPendingTransactions", Hash.class, List.of("newPendingTransactions"), JsonReader::hash);

    private static final Feed<Transaction> FULL_PENDING = new SimpleFeed<>(
            "newPendingTransactions",
            Transaction.class,
            List.of("newPendingTransactions", true),
            Transaction.decoder());
    private static final Feed<SyncStatus> SYNCING =
            new SimpleFeed<>("syncing", SyncStatus.class, List.of("syncing"), SyncStatus.decoder());

    private Feeds() {}

    /** The header of each new block. */
    public static Feed<BlockHeader> newHeads() {
        return NEW_HEADS;
    }

    /** All logs; narrow it with {@link LogsFeed#address} and {@link LogsFeed#topic}. */
    public static LogsFeed logs() {
        return LogsFeed.ALL;
    }

    /** The hash of each transaction that enters the node's pool. It cannot be re-read: what is missed is missed. */
    public static Feed<Hash> newPendingTransactions() {
        return PENDING;
    }

    /** Each transaction that enters the node's pool, in full; not every node offers it. It cannot be re-read. */
    public static Feed<Transaction> pendingTransactions() {
        return FULL_PENDING;
    }

    /** Whether the node is catching up with its chain, as often as that changes. It cannot be re-read. */
    public static Feed<SyncStatus> syncing() {
        return SYNCING;
    }

    private record SimpleFeed<T>(String name, Class<T> type, List<Object> subscribeParams, Decoder<? extends T> decoder)
            implements Feed<T> {
        @Override
        public String toString() {
            return name;
        }
    }
}
