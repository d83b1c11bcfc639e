package io.windlass.network.bsc;

import io.windlass.BlockHeader;
import io.windlass.Decoder;
import io.windlass.Feed;
import java.util.List;

/** The feeds that nodes of BNB Smart Chain add. Not every provider offers them; one that does not refuses to subscribe. */
public final class BscFeeds {
    private static final Feed<BlockHeader> FINALIZED =
            new PlainFeed<>("newFinalizedHeaders", BlockHeader.class, BlockHeader.decoder());
    private static final Feed<Vote> VOTES = new PlainFeed<>("newVotes", Vote.class, Vote::decode);

    private BscFeeds() {}

    /** The header of each block that fast finality made final, a few blocks behind the head; numbers may be left out. */
    public static Feed<BlockHeader> newFinalizedHeaders() {
        return FINALIZED;
    }

    /** Each vote of a validator for a block. Votes cannot be re-read: what is missed is missed. */
    public static Feed<Vote> newVotes() {
        return VOTES;
    }

    private record PlainFeed<T>(String name, Class<T> type, Decoder<? extends T> decoder) implements Feed<T> {
        @Override
        public List<Object> subscribeParams() {
            return List.of(name);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
