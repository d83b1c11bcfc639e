package io.windlass;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What happens when a handler fails: which failures are worth another attempt, after which pause, and how often.
 *
 * <p>After a {@link FailureClass#TRANSIENT} failure the same event is handed over again, after a pause that doubles each time
 * and varies by chance between half of it and all of it; what follows waits. After a {@link FailureClass#PERMANENT} one, or
 * when the attempts are used up, the event becomes a dead letter and the next one follows. An attempt that took longer than
 * the {@linkplain SubscriptionBuilder#deadline deadline} is a transient failure.
 *
 * <p>So that an outage does not turn everything into dead letters, the feed pauses after {@code pauseAfter} of them without an
 * accepted event between: the next event that fails for good is none, but tried again, first after {@code longest}, then every
 * 30 s, until an event is accepted.
 *
 * @param attempts how often one event is handed over at most, 1 or more; {@value #UNLIMITED} for no limit. A batch as a whole is,
 *     and then each event by itself that it is halved down to: what it shared with others is not held against it
 * @param first the pause after the first attempt, more than zero
 * @param longest the longest pause, not less than the first
 * @param pauseAfter after so many dead letters in a row the feed pauses, 0 or more; 0 for never
 * @param classifier classes what a handler threw, or its stage failed with. Called by the handler's thread; if it throws, the
 *     failure is transient
 */
public record RetryPolicy(
        int attempts,
        Duration first,
        Duration longest,
        int pauseAfter,
        Function<? super Throwable, FailureClass> classifier) {

    /** As a number of attempts: there is no limit. */
    public static final int UNLIMITED = 0;

    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int PAUSE_AFTER = 10;
    private static final int MOST_CAUSES = 100;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    public RetryPolicy {
        if (attempts < 0) {
            throw new IllegalArgumentException("attempts must be >= 1, or 0 for no limit, was " + attempts);
        }
        if (first.isNegative() || first.isZero()) {
            throw new IllegalArgumentException("the first pause must be > 0, was " + first);
        }
        if (longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("the longest pause must be >= the first, " + first + ", was " + longest);
        }
        if (pauseAfter < 0) {
            throw new IllegalArgumentException("pauseAfter must be >= 0, was " + pauseAfter);
        }
    }

    /**
     * The default: transient failures are tried again without end, first after 200 ms, at most 30 s apart; a permanent one makes
     * a dead letter at once; the feed pauses after 10 of them in a row. Every exception is transient; an {@link Error}, such as
     * a failed assertion, is permanent, but for {@link OutOfMemoryError}.
     */
    public static RetryPolicy unlimited() {
        return new RetryPolicy(UNLIMITED, FIRST, LONGEST, PAUSE_AFTER, RetryPolicy::byDefault);
    }

    /**
     * As {@link #unlimited()}, but after so many attempts a transient failure makes a dead letter, too.
     *
     * @param attempts 1 or more
     * @param first the pause after the first attempt, more than zero; 30 s is the longest one, or the first if that is longer
     */
    public static RetryPolicy exponential(int attempts, Duration first) {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be >= 1, was " + attempts);
        }
        Duration longest = first.compareTo(LONGEST) > 0 ? first : LONGEST;
        return new RetryPolicy(attempts, first, longest, PAUSE_AFTER, RetryPolicy::byDefault);
    }

    /** One attempt: each failure makes a dead letter, and the next event follows. The feed pauses after 10 in a row. */
    public static RetryPolicy none() {
        return exponential(1, FIRST);
    }

    private static FailureClass byDefault(Throwable failure) {
        boolean isHopeless = failure instanceof Error && !(failure instanceof OutOfMemoryError);
        return isHopeless ? FailureClass.PERMANENT : FailureClass.TRANSIENT;
    }

    /** The same with another longest pause, not less than the first. */
    public RetryPolicy longest(Duration value) {
        return new RetryPolicy(attempts, first, value, pauseAfter, classifier);
    }

    /** The same, but the feed pauses after so many dead letters in a row, 0 or more; 0 for never. */
    public RetryPolicy pauseAfter(int letters) {
        return new RetryPolicy(attempts, first, longest, letters, classifier);
    }

    /** The same with another way to class failures. */
    public RetryPolicy classify(Function<? super Throwable, FailureClass> by) {
        return new RetryPolicy(attempts, first, longest, pauseAfter, by);
    }

    /** The same, but failures of these types, or caused by them, are permanent. */
    @SafeVarargs
    public final RetryPolicy permanentOn(Class<? extends Throwable>... types) {
        List<Class<? extends Throwable>> permanent = new ArrayList<>();
        for (Class<? extends Throwable> type : types) {
            permanent.add(type);
        }
        return classify(failure -> isOneOf(permanent, failure) ? FailureClass.PERMANENT : classifier.apply(failure));
    }

    private static boolean isOneOf(List<Class<? extends Throwable>> types, Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MOST_CAUSES; i++) { // causes can go round in a circle
            for (Class<? extends Throwable> type : types) {
                if (type.isInstance(cause)) {
                    return true;
                }
            }
            cause = cause.getCause();
        }
        return false;
    }
}
