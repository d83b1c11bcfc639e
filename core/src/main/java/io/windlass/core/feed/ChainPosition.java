package io.windlass.core.feed;

import io.windlass.Position;
import io.windlass.spi.BlockMark;
import java.util.Optional;
import java.util.function.Consumer;

/** What a walk knows about whether a block is on the chain. */
interface ChainPosition {
    /** Whether a block is on the chain. */
    enum Answer {
        YES,
        NO,
        /** The walk does not reach down to it. */
        ASK_THE_NODE,
        /** The walk has not come to it, or its view does not yet reach down to it. */
        LATER
    }

    /** Whether the block of a position is on the chain, as far as the walk knows. */
    Answer has(Position at);

    /** Asks the node; afterwards {@link #has} knows. The answer is empty if that cannot be said now. */
    void ask(BlockMark block, Consumer<Optional<Boolean>> then);
}
