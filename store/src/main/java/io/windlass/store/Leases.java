package io.windlass.store;

import io.windlass.FeedStoreException;
import io.windlass.spi.FeedLease;
import java.util.List;

/** What a closing store does with what was acquired of it. */
final class Leases {
    private Leases() {}

    /** Closes each, whatever becomes of the others, and fails with the first failure. */
    static void closeAll(List<? extends FeedLease> leases) {
        FeedStoreException failure = null;
        for (FeedLease lease : leases) {
            try {
                lease.close();
            } catch (FeedStoreException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
