package io.windlass.core.feed;

import io.windlass.ChainEvent;
import io.windlass.DeadLetter;
import io.windlass.Json;
import java.util.ArrayList;
import java.util.List;

/** Writes a dead letter about what failed for good. */
final class Letters {
    private static final int MOST_CAUSES = 16;
    private static final int LONGEST_MESSAGE = 2_000;

    private Letters() {}

    /** A letter that nobody has decided upon. */
    static DeadLetter about(Dead<?> dead, ChainEvent<?> event, long id, String feed) {
        return new DeadLetter(
                id,
                feed,
                event.id(),
                event.position(),
                event.occurrence(),
                event.removed(),
                event.raw().orElse(Json.NULL),
                causes(dead.failure()),
                dead.attempts(),
                dead.first(),
                dead.last(),
                DeadLetter.State.DEAD);
    }

    private static List<DeadLetter.Cause> causes(Throwable failure) {
        List<DeadLetter.Cause> causes = new ArrayList<>();
        for (Throwable next = failure; next != null && causes.size() < MOST_CAUSES; next = next.getCause()) {
            String message = next.getMessage() == null ? "" : next.getMessage();
            causes.add(new DeadLetter.Cause(
                    next.getClass().getName(), message.substring(0, Math.min(message.length(), LONGEST_MESSAGE))));
        }
        return causes;
    }
}
