package io.windlass.it;

import io.windlass.DeadLetter;
import io.windlass.spi.FeedChange;
import io.windlass.spi.WindowEntry;
import java.util.function.Predicate;

/** What a feed makes durable, by kind. One change may be of several. */
enum DurableStep {
    LEASE(change -> false),
    IDENTITY(change -> change.identity().isPresent()),
    BLOCK(change -> change.entries().stream().anyMatch(entry -> entry.state() == WindowEntry.State.DISPATCHED)),
    ACKNOWLEDGEMENT(change -> change.acknowledgedThrough().orElse(0) > 0),
    LETTER(change -> !change.letters().isEmpty()),
    REQUEUE(change -> change.letterStates().containsValue(DeadLetter.State.REQUEUED)),
    /** A replay was accepted, or somebody threw the letter away. */
    END_OF_LETTER(change -> !change.droppedLetters().isEmpty()),
    REORG(change -> change.forgetPathFrom().isPresent()),
    RETRACTION(change -> change.letterStates().containsValue(DeadLetter.State.RETRACTED)),
    FORGETTING(change -> change.forgetBelow().isPresent());

    private final Predicate<FeedChange> isIn;

    DurableStep(Predicate<FeedChange> isIn) {
        this.isIn = isIn;
    }

    boolean isIn(FeedChange change) {
        return isIn.test(change);
    }

    /** True if it comes to pass only where somebody sees to the dead letters. */
    boolean isAskedFor() {
        return this == REQUEUE || this == END_OF_LETTER;
    }
}
