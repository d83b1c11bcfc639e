package io.windlass.core.sim.feed;

import io.windlass.FencedException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * An engine that slept while another took the names of its feeds: whatever it wants to write from then on is refused, and it must
 * see that it has lost.
 */
final class Takeover {
    private final SimProcess loser;
    private final Consumer<String> violation;
    private final Set<String> refused = new HashSet<>();
    private final Set<String> ended = new HashSet<>();

    Takeover(SimProcess loser, Consumer<String> violation) {
        this.loser = loser;
        this.violation = violation;
    }

    SimProcess loser() {
        return loser;
    }

    /** The store has refused a write. */
    void refused(String feed) {
        refused.add(feed);
    }

    /** A handler of the loser is called. */
    void handed(String feed) {
        if (ended.contains(feed)) {
            violation.accept("life " + loser.number() + " hands over " + feed + " though it knows that it has lost it");
        }
    }

    /** The loser's subscription has failed. */
    void failed(String feed, Throwable failure) {
        if (refused.contains(feed) && !(failure instanceof FencedException)) {
            violation.accept("life " + loser.number() + " has lost " + feed + " and says: " + failure);
        }
        ended.add(feed);
    }

    /** The loser's subscription has come to its end: what it wanted to write last may be refused after that. */
    void completed(String feed) {
        ended.add(feed);
    }

    /** What it has not seen; null if it knows all that it has lost. */
    String problem() {
        Set<String> unseen = new HashSet<>(refused);
        unseen.removeAll(ended);
        return unseen.isEmpty() ? null : "life " + loser.number() + " does not say that it has lost " + unseen;
    }
}
