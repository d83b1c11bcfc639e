package io.windlass.core.sim.feed;

import io.windlass.BloomTrust;
import java.util.Random;

/**
 * What kind of simulation a seed makes.
 *
 * @param trust what the engine believes of the bloom
 * @param pushes the endpoint is a socket; else each call is an exchange of its own, and heads are polled
 * @param history how many blocks there are at first
 * @param finalityDepth how far behind the head blocks become final
 * @param steps how many things happen
 * @param pace how many milliseconds there are at most between two of them
 * @param crashes how often a life ends at a durable step or in a handler, in thousandths
 * @param storeFails how often a write fails, in thousandths
 * @param handlerFails how often a handler throws, in thousandths, while it storms
 * @param deep final blocks are replaced once
 * @param pruned how far below the head logs are kept; 0 for all
 * @param newGenesis another chain takes the place of the first at the end
 */
record Shape(
        NodeTraits traits,
        ModelChain.Bloom bloom,
        BloomTrust trust,
        boolean pushes,
        int history,
        int finalityDepth,
        int steps,
        int pace,
        int crashes,
        int storeFails,
        int handlerFails,
        boolean deep,
        int pruned,
        boolean newGenesis) {
    /** True if a bloom can show that an empty answer means nothing. */
    boolean emptyIsDetected() {
        return bloom == ModelChain.Bloom.EXACT && trust != BloomTrust.NONE;
    }

    /** The same where there is a group of endpoints, some of which push or none. */
    Shape ofGroup(boolean anyPushes) {
        return new Shape(
                traits,
                bloom,
                trust,
                anyPushes,
                history,
                finalityDepth,
                steps,
                pace,
                crashes,
                storeFails,
                handlerFails,
                deep,
                pruned,
                false);
    }

    static Shape some(Random random) {
        ModelChain.Bloom bloom = switch (random.nextInt(5)) {
            case 0 -> ModelChain.Bloom.ZERO;
            case 1 -> ModelChain.Bloom.TOO_MUCH;
            default -> ModelChain.Bloom.EXACT;
        };
        BloomTrust trust = switch (bloom) {
            case EXACT -> BloomTrust.values()[random.nextInt(3)];
            case ZERO -> random.nextBoolean() ? BloomTrust.POSITIVE_ONLY : BloomTrust.NONE;
            case TOO_MUCH -> BloomTrust.NONE;
        };
        // that an empty answer means nothing can only be seen by a bloom
        boolean emptyIsDetected = bloom == ModelChain.Bloom.EXACT && trust != BloomTrust.NONE;
        boolean pushes = random.nextInt(4) > 0;
        return new Shape(
                NodeTraits.some(random, emptyIsDetected),
                bloom,
                trust,
                pushes,
                random.nextInt(3) * 12 + 2,
                4 + random.nextInt(9),
                20 + random.nextInt(50),
                200 + random.nextInt(1_500),
                random.nextBoolean() ? 1 + random.nextInt(40) : 0,
                random.nextInt(8) == 0 ? 10 : 0,
                random.nextInt(4) == 0 ? 100 : 0,
                random.nextInt(20) == 0,
                random.nextInt(15) == 0 ? 16 + random.nextInt(16) : 0,
                pushes && random.nextInt(30) == 0); // an endpoint without sockets is asked once who it is
    }
}
