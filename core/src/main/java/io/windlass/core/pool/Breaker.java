package io.windlass.core.pool;

import java.time.Duration;

/**
 * Whether an endpoint has failed too often of late. Pure: what happens makes the next value.
 *
 * <p>It opens after five failures in a row, or when more than half of the recent calls failed. While it is open, probes alone
 * ask the endpoint; two good ones in a row after the hold is over put it on trial, and on trial calls and probes count alike:
 * three good ones close it, one failure opens it again for twice as long.
 *
 * @param state what calls it takes
 * @param inRow failures in a row while closed, good answers in a row otherwise
 * @param failing a moving average of failures, 0 to 1
 * @param trips how often it opened, forgotten after five minutes without
 * @param sinceNanos when it opened last; meaningless if it never has
 */
record Breaker(State state, int inRow, double failing, int trips, long sinceNanos) {
    enum State {
        CLOSED,
        TRIAL,
        OPEN
    }

    static final Breaker NEW = new Breaker(State.CLOSED, 0, 0, 0, 0);

    private static final int FAILURES_IN_A_ROW = 5;
    private static final double FAILING_TOO_OFTEN = 0.5;
    private static final double WEIGHT = 0.1;
    private static final int GOOD_PROBES = 2;
    private static final int GOOD_ANSWERS = 3;
    private static final Duration SHORTEST_HOLD = Duration.ofSeconds(1);
    private static final Duration LONGEST_HOLD = Duration.ofMinutes(1);
    private static final Duration FORGET_TRIPS = Duration.ofMinutes(5);

    /** A call was answered. */
    Breaker answered() {
        double less = failing * (1 - WEIGHT);
        return switch (state) {
            case CLOSED ->
                inRow == 0 && failing == 0 ? this : new Breaker(state, 0, less < 0.001 ? 0 : less, trips, sinceNanos);
            case TRIAL ->
                inRow + 1 >= GOOD_ANSWERS
                        ? new Breaker(State.CLOSED, 0, 0, trips, sinceNanos)
                        : new Breaker(state, inRow + 1, less, trips, sinceNanos);
            // what was under way when it opened says nothing of now
            case OPEN -> this;
        };
    }

    /** A call failed. */
    Breaker failed(long nowNanos) {
        double more = failing * (1 - WEIGHT) + WEIGHT;
        return switch (state) {
            case CLOSED ->
                inRow + 1 >= FAILURES_IN_A_ROW || more > FAILING_TOO_OFTEN
                        ? opened(more, nowNanos)
                        : new Breaker(state, inRow + 1, more, trips, sinceNanos);
            case TRIAL -> opened(more, nowNanos);
            case OPEN -> this;
        };
    }

    /** A probe was answered. Where calls go elsewhere there are few of them, so each weighs more than a call. */
    Breaker probed(long nowNanos) {
        if (state != State.OPEN) {
            Breaker next = answered();
            return new Breaker(next.state(), next.inRow(), next.failing() / 2, next.trips(), next.sinceNanos());
        }
        boolean held = nowNanos - sinceNanos < hold().toNanos();
        return !held && inRow + 1 >= GOOD_PROBES
                ? new Breaker(State.TRIAL, 0, failing * (1 - WEIGHT), trips, sinceNanos)
                : new Breaker(state, inRow + 1, failing, trips, sinceNanos);
    }

    /** A probe failed. */
    Breaker probeFailed(long nowNanos) {
        return state == State.OPEN ? new Breaker(state, 0, failing, trips, sinceNanos) : failed(nowNanos);
    }

    private Breaker opened(double nowFailing, long nowNanos) {
        boolean afresh = trips == 0 || nowNanos - sinceNanos > FORGET_TRIPS.toNanos();
        return new Breaker(State.OPEN, 0, nowFailing, afresh ? 1 : trips + 1, nowNanos);
    }

    /** How long it stays open at least, however good the probes are. */
    Duration hold() {
        Duration doubled = SHORTEST_HOLD.multipliedBy(1L << Math.min(Math.max(0, trips - 1), 10));
        return doubled.compareTo(LONGEST_HOLD) > 0 ? LONGEST_HOLD : doubled;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }
}
