package io.windlass.core.delivery;

import io.windlass.FailureClass;
import io.windlass.RetryPolicy;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a policy says about failures. */
final class Setbacks {
    private static final Logger LOG = LoggerFactory.getLogger(Setbacks.class);
    private static final Duration PROBE_EVERY = Duration.ofSeconds(30);
    private static final int MOST_DOUBLINGS = 40;

    private final RetryPolicy policy;
    private final RandomGenerator random;

    Setbacks(RetryPolicy policy, RandomGenerator random) {
        this.policy = policy;
        this.random = random;
    }

    /** Asks the user's classifier. */
    @SuppressWarnings("NullAway") // users' code may answer null all the same
    FailureClass classOf(Throwable failure) {
        try {
            FailureClass answer = policy.classifier().apply(failure);
            return answer == null ? FailureClass.TRANSIENT : answer;
        } catch (RuntimeException | Error e) {
            LOG.warn("The classifier of a retry policy failed; what it was asked about is held to be transient", e);
            return FailureClass.TRANSIENT;
        }
    }

    /** True if there is another attempt after so many. */
    boolean allowsAfter(int attempts) {
        return policy.attempts() == RetryPolicy.UNLIMITED || attempts < policy.attempts();
    }

    /** The pause after so many attempts: it doubles, and varies between half and all of it. */
    Duration pauseAfter(int attempts) {
        long longest = policy.longest().toNanos();
        long nanos = policy.first().toNanos();
        for (int i = 1; i < Math.min(attempts, MOST_DOUBLINGS) && nanos < longest; i++) {
            nanos = nanos > longest / 2 ? longest : nanos * 2;
        }
        return Duration.ofNanos((long) (nanos * (0.5 + random.nextDouble() / 2)));
    }

    /** True if so many dead letters in a row are too many for another. */
    boolean areTooMany(int letters) {
        return policy.pauseAfter() > 0 && letters >= policy.pauseAfter();
    }

    /** How long to wait with what would have been one too many, after so many probes. */
    Duration pauseAfterProbes(int probes) {
        return probes == 0 ? policy.longest() : PROBE_EVERY;
    }
}
