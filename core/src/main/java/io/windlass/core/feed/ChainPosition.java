package io.windlass.core.feed;

import io.windlass.EventId;
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
        /** The walk's view does not yet reach down to it. */
        LATER,
        /** The walk has not come to it. */
        AHEAD
    }

    /** Whether the block of a position is on the chain, as far as the walk knows. */
    Answer has(Position at);

    /** Whether an event of a block that is {@link Answer#AHEAD} is there again as far as anybody knows: then it waits for the walk. */
    boolean mayReturn(EventId event, Position at);

    /** Whether the walk ends before it comes to this. */
    boolean isBeyondTheEnd(Position at);

    /** Asks the node; afterwards {@link #has} knows. The answer is empty if that cannot be said now. */
    void ask(BlockMark block, Consumer<Optional<Boolean>> then);
}
