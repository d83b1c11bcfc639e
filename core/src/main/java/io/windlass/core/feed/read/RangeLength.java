package io.windlass.core.feed.read;

import io.windlass.core.rpc.RangeHint;
import java.util.Optional;

/**
 * How many blocks to read at once: as many as bring a good load of events, of which large ones count as several, and as the provider
 * allows. Grows slowly, shrinks at once. Thread-safe.
 */
final class RangeLength {
    /** What a busy chain has in so many blocks fits into a small heap. */
    private static final int FIRST = 8;

    private static final int LONGEST = 100_000;
    private static final int GOOD_LOAD = 2_000;

    /** After so many good ranges a limit that was met is tried again. */
    private static final int PATIENCE = 50;

    private int length = FIRST;
    private int limit = LONGEST;
    private int sinceLimit;

    /** A range failed for a reason that may be its length, and whether a shorter one was read since. */
    private boolean suspected;

    private boolean shorterWorked;

    /** In the densest of the last ranges, halved with each one since; negative before the first. */
    private double eventsPerBlock = -1;

    synchronized int blocks() {
        return length;
    }

    /** How many events so many blocks may bring; more than anybody holds, as long as nothing is known. */
    synchronized long expected(long blocks) {
        return eventsPerBlock < 0 ? Integer.MAX_VALUE : (long) Math.ceil(eventsPerBlock * blocks);
    }

    synchronized void read(long blocks, int events) {
        shorterWorked |= suspected;
        suspected = false;
        eventsPerBlock = Math.max(eventsPerBlock / 2, (double) events / blocks);
        if (++sinceLimit >= PATIENCE && limit < LONGEST) {
            sinceLimit = 0;
            limit = (int) Math.min(LONGEST, limit * 5L / 4 + 1);
        }
        if (events > 2 * GOOD_LOAD) {
            length = (int) Math.max(1, blocks * GOOD_LOAD / events);
        } else if (blocks >= length && events < GOOD_LOAD) {
            length = (int) Math.min(limit, length + (long) Math.max(1, length / 2));
        }
    }

    /** The provider refused a range of so many blocks; false if it cannot be shorter. */
    synchronized boolean refused(long from, long blocks, Optional<RangeHint> hint) {
        sinceLimit = 0;
        long next = blocks / 2;
        if (hint.orElse(null) instanceof RangeHint.AtMost most && most.blocks() < blocks) {
            next = most.blocks();
        } else if (hint.orElse(null) instanceof RangeHint.Blocks range
                && range.from() == from
                && range.to() - range.from() + 1 < blocks) {
            next = range.to() - range.from() + 1;
        }
        if (blocks <= 1) {
            return false;
        }
        length = (int) Math.max(1, next);
        limit = length;
        return true;
    }

    /**
     * A range of so many blocks failed again and again, which may be for its length or not: half of it is tried. If that had
     * helped before, its length it was. False if it cannot be shorter.
     */
    synchronized boolean suspect(long blocks) {
        if (blocks <= 1) {
            return false;
        }
        length = (int) (blocks / 2);
        if (shorterWorked) {
            limit = length;
            sinceLimit = 0;
            shorterWorked = false;
        }
        suspected = true;
        return true;
    }
}
