package io.windlass.core.feed;

import io.windlass.ChainEvent;
import io.windlass.core.delivery.Setback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what a handler failed on and what follows: the first time with the stack, then in a line. */
final class FailureLog {
    private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);

    private final FeedRequest<?> request;

    FailureLog(FeedRequest<?> request) {
        this.request = request;
    }

    /** @param event the first that was handed over; null if nothing of it was an event */
    void write(Setback<?> setback, @Nullable ChainEvent<?> event) {
        String what = event == null
                ? "what is no event"
                : setback.items().size() == 1
                        ? event.id().toString()
                        : setback.items().size() + " events from " + event.id();
        Throwable failure = setback.failure();
        String who = request.name == null ? request.feed.name() : "'" + request.name + "'";
        switch (setback.next()) {
            case AGAIN -> {
                if (setback.attempts() == 1) {
                    LOG.warn("The handler of {} failed on {}; again in {}", who, what, setback.pause(), failure);
                } else {
                    LOG.warn(
                            "The handler of {} failed on {} once more, {} times since {}: {}; again in {}",
                            who,
                            what,
                            setback.attempts(),
                            setback.first(),
                            failure,
                            setback.pause());
                }
            }
            case HALVES ->
                LOG.warn("The handler of {} failed on {} for good: each half is tried by itself", who, what, failure);
            case PAUSED ->
                LOG.error(
                        "The handler of {} failed on {} for good, as on {} before it: the feed pauses and tries again in {}",
                        who,
                        what,
                        request.retry.pauseAfter(),
                        setback.pause(),
                        failure);
            case DEAD ->
                LOG.error(
                        "The handler of {} failed on {} for good, in {} attempts: {}",
                        who,
                        what,
                        setback.attempts(),
                        request.name == null
                                ? "it is passed over, and kept nowhere since the subscription has no name"
                                : "a dead letter keeps it",
                        failure);
            case NOTHING -> LOG.warn("The handler of {} failed on {}, which is no longer wanted", who, what, failure);
        }
    }
}
