package io.windlass.core.pool;

import java.time.Duration;
import java.util.List;

/**
 * Which endpoint goes first, and stays so: another takes its place at once if it is of better health, and else only after it
 * has been clearly better for a while. Pure: what is seen makes the next value.
 *
 * @param index the endpoint's, or −1 before there is any
 * @param challenged another one is clearly better
 * @param sinceNanos since when
 */
record Primary(int index, boolean challenged, long sinceNanos) {
    static final Primary NONE = new Primary(-1, false, 0);

    /**
     * What follows from the order of the endpoints now.
     *
     * @param order the best first, one or more
     */
    Primary next(List<Ranked> order, Duration stickiness, long nowNanos) {
        Ranked best = order.get(0);
        Ranked current = order.stream()
                .filter(ranked -> ranked.index() == index)
                .findFirst()
                .orElse(null);
        if (current == null || best.health() != current.health()) {
            return new Primary(best.index(), false, nowNanos);
        }
        if (!Ranking.clearlyBetter(best, current)) {
            return challenged ? new Primary(index, false, nowNanos) : this;
        }
        long since = challenged ? sinceNanos : nowNanos;
        return nowNanos - since >= stickiness.toNanos()
                ? new Primary(best.index(), false, nowNanos)
                : new Primary(index, true, since);
    }
}
