package io.windlass.core.feed;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/** Keeps what it is given while it is held, as the threads of a handler do that is busy. */
final class HeldExecutor implements Executor {
    private final Executor free;
    private final Deque<Runnable> kept = new ArrayDeque<>();
    private boolean held;

    HeldExecutor(Executor free) {
        this.free = free;
    }

    void hold() {
        held = true;
    }

    void release() {
        held = false;
        while (!kept.isEmpty()) {
            free.execute(kept.poll());
        }
    }

    @Override
    public void execute(Runnable work) {
        if (held) {
            kept.add(work);
        } else {
            free.execute(work);
        }
    }
}
