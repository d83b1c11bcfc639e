package io.windlass.core.sim.feed;

import io.windlass.Feeds;
import io.windlass.Finality;
import io.windlass.Hash;
import io.windlass.LogsFeed;
import io.windlass.ReorgPolicy;
import java.util.Random;

/**
 * What one follower asks for.
 *
 * @param name null for a feed that dies with its process
 * @param filter null for heads
 * @param start how the first block is named
 * @param from the first block, where it is known; for {@link Start#POSITION} the one after some log of which it begins
 * @param fromHash the hash of that block, where it is final
 * @param after the log of that block after which it begins; −1 for the whole block
 * @param to the last block; −1 for no end
 * @param pulls it iterates over a stream rather than being called
 * @param buffer how many events may wait for it
 * @param slow it takes its time over an event, in one of so many; 0 for never
 */
record FeedSpec(
        String name,
        LogsFeed filter,
        Start start,
        long from,
        Hash fromHash,
        int after,
        long to,
        int confirmations,
        Finality finality,
        boolean immediate,
        boolean pulls,
        int buffer,
        int slow,
        ReorgPolicy policy) {
    /** How the first block is named. */
    enum Start {
        /** After the head. */
        LATEST,
        /** The newest final block. */
        FINALIZED,
        /** By its number. */
        NUMBER,
        /** By the hash of a final block. */
        HASH,
        /** After a log of a final block. */
        POSITION;

        /** True if the node says which block it is. */
        boolean isResolved() {
            return this == LATEST || this == FINALIZED;
        }
    }

    static final long NO_END = -1;

    static FeedSpec some(Random random, int number, ModelChain chain, NodeTraits traits, boolean pushes) {
        long head = chain.head().number();
        boolean heads = random.nextInt(4) == 0;
        boolean named = random.nextInt(2) == 0;
        Start start = switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> Start.LATEST;
            case 4 -> traits.hasTags() ? Start.FINALIZED : Start.NUMBER;
            case 5 -> Start.HASH;
            case 6 -> Start.POSITION;
            default -> Start.NUMBER;
        };
        TreeBlock begin = chain.head()
                .at(
                        start == Start.NUMBER
                                ? random.nextInt(3) == 0 ? 0 : random.nextInt((int) head + 1)
                                : random.nextInt((int) Math.max(0, chain.finalized()) + 1));
        int after = start == Start.POSITION && !heads && !begin.logs().isEmpty()
                ? random.nextInt(begin.logs().size())
                : -1;
        boolean settled = random.nextInt(4) == 0;
        Finality finality = settled && traits.hasTags() && random.nextBoolean()
                ? random.nextBoolean() ? Finality.FINALIZED : Finality.SAFE
                : Finality.LATEST;
        int confirmations = settled && finality == Finality.LATEST ? 1 + random.nextInt(4) : 0;
        boolean immediate = pushes && !heads && !settled && random.nextInt(6) == 0;
        return new FeedSpec(
                named ? "feed-" + number : null,
                heads ? null : filter(random),
                start == Start.POSITION && after < 0 ? Start.HASH : start,
                begin.number(),
                begin.hash(),
                after,
                random.nextInt(6) == 0 && !start.isResolved() ? head + random.nextInt(8) : NO_END,
                confirmations,
                finality,
                immediate,
                !named && random.nextInt(5) == 0,
                random.nextInt(3) == 0 ? 1 + random.nextInt(6) : 1024,
                random.nextInt(3) == 0 ? 2 + random.nextInt(10) : 0,
                random.nextInt(3) == 0 ? ReorgPolicy.REWIND : ReorgPolicy.FAIL);
    }

    static LogsFeed filter(Random random) {
        LogsFeed feed = Feeds.logs();
        switch (random.nextInt(6)) {
            case 0 -> {
                // everything
            }
            case 1 -> feed = feed.address(contract(random));
            case 2 -> feed = feed.address(contract(random)).topic(0, signature(random));
            case 3 -> feed = feed.topic(0, signature(random), signature(random));
            case 4 -> feed = feed.topic(1, ModelChain.PARTIES.get(random.nextInt(ModelChain.PARTIES.size())));
            default -> feed = feed.address(contract(random)).address(contract(random));
        }
        return feed;
    }

    private static io.windlass.Address contract(Random random) {
        return ModelChain.CONTRACTS.get(random.nextInt(ModelChain.CONTRACTS.size()));
    }

    private static Hash signature(Random random) {
        return ModelChain.SIGNATURES.get(random.nextInt(ModelChain.SIGNATURES.size()));
    }

    /** How many blocks must be above a block before its events come. */
    int depthNeeded(int finalityDepth) {
        return confirmations
                + switch (finality) {
                    case LATEST -> 0;
                    case SAFE -> Math.max(1, finalityDepth / 2);
                    case FINALIZED -> finalityDepth;
                };
    }
}
