package io.windlass.core.pool;

import io.windlass.Balancer;
import io.windlass.Balancing;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ways to spread calls that Windlass brings along. */
final class Balancers {
    private static final Logger LOG = LoggerFactory.getLogger(Balancers.class);

    private Balancers() {}

    /** One that would choose as well among connections of which some cannot take the call: it looks at one or two only. */
    private interface OfFew extends Balancer {}

    static boolean looksAtFew(Balancer balancer) {
        return balancer instanceof OfFew;
    }

    static Balancer of(Balancing balancing, RandomGenerator random) {
        return switch (balancing) {
            case POWER_OF_TWO_CHOICES -> (OfFew) candidates -> betterOfTwo(candidates, random);
            case ROUND_ROBIN -> inTurn();
            case LEAST_IN_FLIGHT, PRIORITY -> Balancers::leastInFlight;
        };
    }

    /** A user's balancer; what is wrong with it does no harm. */
    static Balancer guarded(Balancer users) {
        return candidates -> {
            try {
                int chosen = users.choose(candidates);
                if (chosen >= 0 && chosen < candidates.size()) {
                    return chosen;
                }
                LOG.warn(
                        "the balancer {} chose {} of {} candidates; the first is taken",
                        users.getClass().getName(),
                        chosen,
                        candidates.size());
            } catch (RuntimeException e) {
                LOG.warn(
                        "the balancer {} failed; the first candidate is taken",
                        users.getClass().getName(),
                        e);
            }
            return 0;
        };
    }

    private static int betterOfTwo(List<? extends Balancer.Candidate> candidates, RandomGenerator random) {
        int one = random.nextInt(candidates.size());
        int other = random.nextInt(candidates.size() - 1);
        if (other >= one) {
            other++;
        }
        Balancer.Candidate first = candidates.get(one);
        Balancer.Candidate second = candidates.get(other);
        long ofFirst = first.recentLatency().toNanos();
        long ofSecond = second.recentLatency().toNanos();
        // one that has not answered yet is taken to be as fast as the other: worth a try, but not all calls at once
        double promiseOfFirst = promise(first, ofFirst == 0 ? ofSecond : ofFirst);
        double promiseOfSecond = promise(second, ofSecond == 0 ? ofFirst : ofSecond);
        return promiseOfSecond < promiseOfFirst ? other : one;
    }

    /** When it is likely to answer: what is in flight goes first. */
    private static double promise(Balancer.Candidate candidate, long latencyNanos) {
        return (double) Math.max(1, latencyNanos) * (candidate.inFlight() + 1);
    }

    private static OfFew inTurn() {
        AtomicInteger turn = new AtomicInteger();
        return candidates -> Math.floorMod(turn.getAndIncrement(), candidates.size());
    }

    private static int leastInFlight(List<? extends Balancer.Candidate> candidates) {
        int best = 0;
        for (int i = 1; i < candidates.size(); i++) {
            if (candidates.get(i).inFlight() < candidates.get(best).inFlight()) {
                best = i;
            }
        }
        return best;
    }
}
