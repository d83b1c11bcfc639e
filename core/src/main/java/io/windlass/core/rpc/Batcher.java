package io.windlass.core.rpc;

import io.windlass.core.runtime.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/** Gathers calls that are made within a window, so that they go as one message. Thread-safe. */
final class Batcher {
    private final Duration window;
    private final IntSupplier maxBatch;
    private final Timer timer;
    private final Consumer<List<PendingCall>> ready;

    private List<PendingCall> gathered = new ArrayList<>();
    private boolean scheduled;

    /**
     * A batcher.
     *
     * @param maxBatch asked at every call; less than 2 switches batching off
     * @param ready takes what was gathered, one call or more
     */
    Batcher(Duration window, IntSupplier maxBatch, Timer timer, Consumer<List<PendingCall>> ready) {
        this.window = window;
        this.maxBatch = maxBatch;
        this.timer = timer;
        this.ready = ready;
    }

    /** True if the call may wait here for others: a read, since a batch can be refused and is then sent again. */
    boolean takes(PendingCall call) {
        return !call.single && maxBatch.getAsInt() > 1 && call.asked.isIdempotent();
    }

    void add(PendingCall call) {
        List<PendingCall> full = List.of();
        boolean first = false;
        synchronized (this) {
            gathered.add(call);
            if (gathered.size() >= maxBatch.getAsInt()) {
                full = gathered;
                gathered = new ArrayList<>();
            } else if (!scheduled) {
                scheduled = true;
                first = true;
            }
        }
        if (!full.isEmpty()) {
            ready.accept(full);
        } else if (first) {
            timer.schedule(window, this::windowEnded);
        }
    }

    private void windowEnded() {
        List<PendingCall> due;
        synchronized (this) {
            scheduled = false;
            due = gathered;
            gathered = new ArrayList<>();
        }
        if (!due.isEmpty()) {
            ready.accept(due);
        }
    }
}
