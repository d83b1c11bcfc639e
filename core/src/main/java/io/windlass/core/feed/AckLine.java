package io.windlass.core.feed;

import io.windlass.Position;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Up to where everything is acknowledged, as a position: between events it moves over blocks that had none. Used in the
 * walker's mailbox.
 */
final class AckLine {
    /** When everything up to this ordinal is acknowledged, the feed has come to this position. */
    private record Crossing(long ordinal, Position position) {}

    private final Deque<Crossing> ahead = new ArrayDeque<>();
    private final boolean withinBlocks;
    private Optional<Position> position;

    private Rewinds rewinds = Rewinds.NONE;

    private long through;

    /** The ordinal of what was acknowledged last, which is told again and again. */
    private long latest;

    /** Ordinals up to here belong to an earlier run: nobody will acknowledge them. */
    private final long earlierRuns;

    /** Everything up to this ordinal is acknowledged, has vanished, or belongs to an earlier run. */
    private long settled;

    /** What was withdrawn before anybody saw it: nobody will acknowledge it either. */
    private final Set<Long> vanished = new HashSet<>();

    /**
     * A line as it stands at the beginning.
     *
     * @param earlierRuns the last ordinal of an earlier run
     * @param withinBlocks whether events come in the order of the chain, so that each moves the line
     */
    AckLine(Optional<Position> position, long through, long earlierRuns, boolean withinBlocks) {
        this.position = position;
        this.through = through;
        this.earlierRuns = earlierRuns;
        this.settled = Math.max(through, earlierRuns);
        this.withinBlocks = withinBlocks;
    }

    /** All up to the end of a block was handed over, the last with this ordinal. */
    void crosses(long ordinal, Position end) {
        if (!ahead.isEmpty() && ahead.getLast().ordinal() == ordinal) {
            ahead.removeLast();
        }
        ahead.addLast(new Crossing(ordinal, end));
    }

    /** The feed goes back: what it crossed above is void, once everything up to this ordinal is acknowledged it stands here. */
    void rewind(Position to, long handedThrough) {
        rewinds = rewinds.and(handedThrough, to, latest);
        ahead.removeIf(crossing -> crossing.position().compareTo(to) > 0);
        if (position.isPresent() && position.get().compareTo(to) > 0) {
            position = Optional.of(to);
        }
    }

    /** What has this ordinal will never be acknowledged: it was withdrawn. */
    void vanished(long ordinal) {
        vanished.add(ordinal);
    }

    /** Moves to what is acknowledged now. */
    void settle(@Nullable WalkArrival<?> last) {
        if (last != null) {
            through = Math.max(through, last.ordinal());
            latest = last.ordinal();
            FeedEvent<?> event = last.walked();
            Position at = event.at();
            boolean isEvent = withinBlocks && !event.removed() && !last.isReplay();
            if (at != null && isEvent && rewinds.leave(last.ordinal(), at)) {
                advance(at);
            }
        }
        settled = Math.max(settled, through);
        while (vanished.remove(settled + 1)) {
            settled++;
        }
        if (settled > earlierRuns) {
            through = Math.max(through, settled);
        }
        while (!ahead.isEmpty() && ahead.getFirst().ordinal() <= settled) {
            advance(ahead.removeFirst().position());
        }
    }

    private void advance(Position to) {
        if (position.isEmpty() || position.get().compareTo(to) < 0) {
            position = Optional.of(to);
        }
    }

    /** True if a later run will not hand over again what had this ordinal and stood at this position. */
    boolean covers(long ordinal, Position at) {
        return ordinal <= through && position.isPresent() && position.get().compareTo(at) >= 0;
    }

    Optional<Position> position() {
        return position;
    }

    long through() {
        return through;
    }
}
