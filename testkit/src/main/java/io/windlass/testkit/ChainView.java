package io.windlass.testkit;

import io.windlass.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The chain as a machine behind the devnet's URL sees it. Guarded by {@link Node}. */
interface ChainView {
    /** The newest block. */
    DevBlock head();

    /** The block with this number, if there is one. */
    @Nullable
    DevBlock block(long number);

    /** The block with this hash, if it is on the chain. */
    @Nullable
    DevBlock block(Hash hash);

    /** The blocks from {@code from} to {@code to}, both included and both there. */
    List<DevBlock> range(long from, long to);

    /** Where this transaction was mined, if it was. */
    Chain.@Nullable Place place(Hash transaction);

    /** This transaction, if it waits. */
    @Nullable
    DevTransaction pooled(Hash transaction);

    /** What waits. */
    List<DevTransaction> pool();
}
