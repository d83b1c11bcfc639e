package io.windlass.core.sim.feed;

import java.util.Random;

/**
 * What kind of node an endpoint is; it stays so for a whole simulation.
 *
 * @param backends how many machines there are behind the URL
 * @param spreads each call goes to any machine, even over one socket
 * @param keepsOrphans blocks that left the chain can still be read by hash
 * @param unknownIsEmpty the logs of an unknown block are none, where others answer an error
 * @param hasTags there are safe and final blocks
 * @param announces how it announces a change of head
 * @param maxLag how many milliseconds a machine learns of news later than the first one
 * @param maxRange how many blocks {@code eth_getLogs} covers at most; 0 for any number
 * @param maxResults how many logs it returns at most; 0 for any number
 * @param clips a range beyond the head is cut off in silence, where others answer an error
 */
record NodeTraits(
        int backends,
        boolean spreads,
        boolean keepsOrphans,
        boolean unknownIsEmpty,
        boolean hasTags,
        Announces announces,
        int maxLag,
        int maxRange,
        int maxResults,
        boolean clips) {
    /** How a node announces that its head has changed. */
    enum Announces {
        /** Each new block, with its logs before or after it. */
        EACH,
        /** Removed logs, then new logs, then the last head only. */
        LAST,
        /** Nothing: its subscriptions are dead. */
        NOTHING
    }

    /** The same, where there are safe and final blocks or not. */
    NodeTraits withTags(boolean tags) {
        return new NodeTraits(
                backends, spreads, keepsOrphans, unknownIsEmpty, tags, announces, maxLag, maxRange, maxResults, clips);
    }

    static NodeTraits some(Random random, boolean mayBeEmpty) {
        int backends = random.nextInt(3) == 0 ? 1 : 2 + random.nextInt(2);
        int announces = random.nextInt(10);
        return new NodeTraits(
                backends,
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextInt(3) == 0 && mayBeEmpty,
                random.nextInt(5) > 0,
                announces < 5 ? Announces.EACH : announces < 9 ? Announces.LAST : Announces.NOTHING,
                random.nextInt(3) * 600,
                random.nextInt(3) == 0 ? 1 + random.nextInt(8) : 0,
                random.nextInt(3) == 0 ? 1 + random.nextInt(6) : 0,
                random.nextBoolean());
    }
}
