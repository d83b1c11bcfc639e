package io.windlass.spi;

import io.windlass.Bytes;
import io.windlass.Position;

/**
 * An event of a block that is not final, as it was handed over: kept so that it can be taken back although the node has
 * forgotten its block. Within a feed the pair of {@link Position#blockHash()} and {@link Position#index()} is unique.
 *
 * @param sequence counts what the feed hands over, from 1; grows with every entry that is put
 * @param position where the event stands
 * @param occurrence for the n-th appearance of the same event
 * @param state what became of it
 * @param payload the JSON of its value
 */
public record WindowEntry(long sequence, Position position, int occurrence, State state, Bytes payload) {
    /** What became of an entry. */
    public enum State {
        /** On its way to the handler, or with it. */
        DISPATCHED,
        /** The handler accepted it. */
        ACKNOWLEDGED,
        /** Its handler failed for good; it is kept as a dead letter. */
        DEAD,
        /** Its block left the chain and it was taken back; kept to count occurrences if the block returns. */
        REMOVED
    }

    /** The same entry in another state. */
    public WindowEntry as(State other) {
        return new WindowEntry(sequence, position, occurrence, other, payload);
    }
}
