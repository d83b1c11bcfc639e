package io.windlass.store;

import io.windlass.spi.WindowEntry.State;

/** The numbers that states are stored as; they never change. */
final class EntryState {
    private EntryState() {}

    static int code(State state) {
        return switch (state) {
            case DISPATCHED -> 1;
            case ACKNOWLEDGED -> 2;
            case DEAD -> 3;
            case REMOVED -> 4;
        };
    }

    static State of(int code) throws DamagedRowException {
        return switch (code) {
            case 1 -> State.DISPATCHED;
            case 2 -> State.ACKNOWLEDGED;
            case 3 -> State.DEAD;
            case 4 -> State.REMOVED;
            default -> throw new DamagedRowException("an entry has the unknown state " + code);
        };
    }
}
