package io.windlass.core.feed;

import io.windlass.Position;
import java.util.ArrayList;
import java.util.List;

/**
 * How a feed went back while events were on their way. Of these, the ones up to where it went back to are still in their place;
 * where the others stood says nothing any more.
 */
record Rewinds(List<Back> backs) {
    /** The feed went back to a position when events up to this ordinal had been handed over. */
    record Back(long handedThrough, Position to) {}

    static final Rewinds NONE = new Rewinds(List.of());

    /** With one more, and without those that concern only what is before the first ordinal that is asked about from now on. */
    Rewinds and(long handedThrough, Position to, long first) {
        List<Back> kept = new ArrayList<>(backs);
        kept.removeIf(back -> back.handedThrough() < first || back.to().compareTo(to) >= 0);
        kept.add(new Back(handedThrough, to));
        return new Rewinds(List.copyOf(kept));
    }

    /** True if what has this ordinal, handed over at this position, stands there yet. */
    boolean leave(long ordinal, Position at) {
        return backs.stream().allMatch(back -> ordinal > back.handedThrough() || at.compareTo(back.to()) <= 0);
    }
}
