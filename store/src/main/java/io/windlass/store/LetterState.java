package io.windlass.store;

import io.windlass.DeadLetter.State;

/** The numbers that states of letters are stored as; they never change. */
final class LetterState {
    private LetterState() {}

    static int code(State state) {
        return switch (state) {
            case DEAD -> 1;
            case REQUEUED -> 2;
            case RETRACTED -> 3;
        };
    }

    static State of(int code) throws DamagedRowException {
        return switch (code) {
            case 1 -> State.DEAD;
            case 2 -> State.REQUEUED;
            case 3 -> State.RETRACTED;
            default -> throw new DamagedRowException("a dead letter has the unknown state " + code);
        };
    }
}
