package io.windlass.core.feed.read;

import io.windlass.BlockHeader;
import io.windlass.BlockRef;
import io.windlass.Call;
import io.windlass.Eth;
import java.util.List;
import java.util.Optional;

/**
 * The headers of the first and the last block of a range, as who answered for its logs has them: by the first it is linked to the
 * block before, by the last it is known that nothing was clipped.
 */
record RangeEnds(Optional<BlockHeader> first, Optional<BlockHeader> last) {
    static List<Call<Optional<BlockHeader>>> calls(long from, long to) {
        return List.of(Eth.header(BlockRef.number(from)), Eth.header(BlockRef.number(to)));
    }

    /** Of the answers to {@link #calls}. */
    static RangeEnds of(List<Optional<BlockHeader>> answers) {
        return new RangeEnds(answers.get(0), answers.get(1));
    }

    /** What both agree on: who answered one part of a range may be on another branch than who answered the other. */
    RangeEnds agreedWith(RangeEnds other) {
        return new RangeEnds(agreed(first, other.first), agreed(last, other.last));
    }

    private static Optional<BlockHeader> agreed(Optional<BlockHeader> a, Optional<BlockHeader> b) {
        return a.map(BlockHeader::hash).equals(b.map(BlockHeader::hash)) ? a : Optional.empty();
    }
}
