package io.windlass.core.feed;

import io.windlass.EventId;
import io.windlass.Hash;
import io.windlass.Position;
import io.windlass.core.chain.ChainFollower;
import io.windlass.core.chain.ChainPath;
import io.windlass.spi.BlockMark;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Asks a walk, and below what it remembers the node, whether a block is on the chain. Used in the walker's mailbox. */
final class WalkPosition implements ChainPosition {
    private final ChainFollower chain;
    private final Window<?> window;
    private final AncestorSearch ancestors;
    private final Supplier<BlockMark> cursor;
    private final ToLongFunction<ChainPath> boundary;
    private final OptionalLong end;

    private @Nullable BlockMark asked;
    private boolean found;
    private long askedEpoch;

    /**
     * The position of a walk.
     *
     * @param cursor where the walk stands; asked only while that is on the chain
     * @param boundary the last block that may be read by number
     * @param end the last block of the walk, if it has one
     */
    WalkPosition(
            ChainFollower chain,
            Window<?> window,
            AncestorSearch ancestors,
            Supplier<BlockMark> cursor,
            ToLongFunction<ChainPath> boundary,
            OptionalLong end) {
        this.chain = chain;
        this.window = window;
        this.ancestors = ancestors;
        this.cursor = cursor;
        this.boundary = boundary;
        this.end = end;
    }

    @Override
    public Answer has(Position at) {
        ChainPath path = chain.path();
        if (at.blockNumber() > cursor.get().number()
                || at.blockNumber() > path.head().number()) {
            return Answer.AHEAD;
        }
        Hash there = path.hashAt(at.blockNumber());
        if (there == null) {
            there = window.passedAt(at.blockNumber());
        }
        if (there != null) {
            return there.equals(at.blockHash()) ? Answer.YES : Answer.NO;
        }
        if (at.blockNumber() > boundary.applyAsLong(path)) {
            chain.extendDown(at.blockNumber()); // by number another machine may answer for another branch
            return Answer.LATER;
        }
        boolean isKnown = new BlockMark(at.blockNumber(), at.blockHash()).equals(asked) && askedEpoch == path.epoch();
        return !isKnown ? Answer.ASK_THE_NODE : found ? Answer.YES : Answer.NO;
    }

    @Override
    public boolean mayReturn(EventId event, Position at) {
        return window.isHeld(event) || at.blockHash().equals(chain.path().hashAt(at.blockNumber()));
    }

    @Override
    public boolean isBeyondTheEnd(Position at) {
        return at.blockNumber() > end.orElse(Long.MAX_VALUE);
    }

    @Override
    public void ask(BlockMark block, Consumer<Optional<Boolean>> then) {
        long epoch = chain.path().epoch();
        ancestors.isOnChain(block, answer -> {
            if (answer.isPresent()) {
                asked = block;
                found = answer.get();
                askedEpoch = epoch;
            }
            then.accept(answer);
        });
    }
}
