package io.windlass.core.delivery;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue that is emptied by one thread at a time, in order, as far as its receiver has asked for. Offering never
 * blocks. Thread-safe.
 *
 * @param <E> what waits in it
 */
public final class DemandLane<E> {
    /** Receives what comes out of a lane, one call at a time. Must not throw. */
    public interface Receiver<E> {
        /** Told once, before all else. */
        void begin();

        /** Receives an item; false if it turned out to be none, so that one more is owed. */
        boolean receive(E item);
    }

    private final Buffer<E> buffer;
    private final Executor executor;
    private final Receiver<E> receiver;
    private final Runnable progress;

    /** Busy from birth: what is offered waits for {@link #begin}. */
    private final AtomicInteger work = new AtomicInteger(1);

    private final AtomicLong demand = new AtomicLong();
    private final AtomicReference<@Nullable Runnable> last = new AtomicReference<>();
    private volatile boolean stopped;

    // only by the thread that drains
    private boolean begun;
    private boolean over;

    /**
     * A lane that nothing was asked for yet.
     *
     * @param progress told when the lane has become half empty, and when all that was asked for is received
     */
    public DemandLane(int maxItems, long maxBytes, Executor executor, Receiver<E> receiver, Runnable progress) {
        this.buffer = new Buffer<>(maxItems, maxBytes);
        this.executor = executor;
        this.receiver = receiver;
        this.progress = progress;
    }

    /** Lets the receiver begin; nothing is received before. Once. */
    public void begin() {
        executor.execute(this::drain);
    }

    /** False if it did not fit or the lane is stopped. */
    public boolean offer(E item, int bytes) {
        if (stopped || !buffer.offer(item, bytes)) {
            return false;
        }
        wake();
        return true;
    }

    /** The receiver may be given so many more, 1 or more; {@link Long#MAX_VALUE} and what adds up to it is without end. */
    public void request(long items) {
        demand.accumulateAndGet(items, (before, more) -> before + more < 0 ? Long.MAX_VALUE : before + more);
        wake();
    }

    private void wake() {
        if (work.getAndIncrement() == 0) {
            executor.execute(this::drain);
        }
    }

    private void drain() {
        int seen = work.get();
        do {
            if (!begun) {
                begun = true;
                receiver.begin();
            }
            if (!over) {
                receiveAll();
            }
            seen = work.addAndGet(-seen);
        } while (seen != 0);
    }

    private void receiveAll() {
        boolean hadRoom = buffer.hasRoom();
        boolean received = false;
        for (E item = next(); item != null; item = next()) {
            if (receiver.receive(item)) {
                demand.getAndUpdate(open -> open == Long.MAX_VALUE ? open : open - 1);
            }
            received = true;
            if (!hadRoom && buffer.hasRoom()) {
                hadRoom = true;
                progress.run();
            }
        }
        Runnable end = last.get();
        if (end != null) {
            over = true;
            buffer.clear();
            end.run();
        } else if (received) {
            progress.run();
        }
    }

    private @Nullable E next() {
        return stopped || demand.get() == 0 ? null : buffer.poll();
    }

    /** Takes out what waits and matches; what is being received is not among it. */
    public List<E> withdraw(Predicate<E> which) {
        return buffer.withdraw(which);
    }

    /** Takes out the item that has waited longest and matches; null if none does. */
    public @Nullable E withdrawFirst(Predicate<E> which) {
        return buffer.withdrawFirst(which);
    }

    /** Nothing more is received; the item that is being received ends in peace. */
    public void stop() {
        stopped = true;
    }

    /** Stops, drops what waits, and runs this where items are received, after the one that is. The first call counts. */
    public void close(Runnable end) {
        stopped = true;
        if (last.compareAndSet(null, end)) {
            wake();
        }
    }

    /** How many items wait. */
    public int waiting() {
        return buffer.size();
    }
}
