package io.windlass.core.delivery;

/** An item on its way through one of several strands. Guarded by the lane's lock. */
final class Slot<E> {
    enum State {
        WAITING,
        SETTLED,
        GONE
    }

    final E item;
    State state = State.WAITING;

    Slot(E item) {
        this.item = item;
    }
}
