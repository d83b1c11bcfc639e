package io.windlass.core.delivery;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * News for a listener, told one after the other, in order, on an executor. Telling never blocks. Thread-safe.
 *
 * @param <N> what is told
 */
public final class Notices<N> {
    private static final Logger LOG = LoggerFactory.getLogger(Notices.class);

    private final int most;
    private final Executor executor;
    private final Consumer<N> listener;
    private final ArrayDeque<N> waiting = new ArrayDeque<>();
    private boolean telling;
    private long dropped;

    /**
     * Nothing to tell yet.
     *
     * @param most so many may wait; what comes then is dropped, and the log says so once and how much it was
     * @param listener what it throws is logged, and the next is told
     */
    public Notices(int most, Executor executor, Consumer<N> listener) {
        this.most = most;
        this.executor = executor;
        this.listener = listener;
    }

    /** Tells this after what waits already. */
    public void tell(N notice) {
        synchronized (waiting) {
            if (waiting.size() >= most) {
                if (dropped++ == 0) {
                    LOG.warn("A listener is too slow: {} notices wait for it, and what comes now is dropped", most);
                }
                return;
            }
            waiting.add(notice);
            if (telling) {
                return;
            }
            telling = true;
        }
        executor.execute(this::drain);
    }

    private @Nullable N next() {
        synchronized (waiting) {
            N next = waiting.poll();
            telling = next != null;
            if (next == null && dropped > 0) {
                LOG.warn("A listener that was too slow has missed {} notices", dropped);
                dropped = 0;
            }
            return next;
        }
    }

    private void drain() {
        for (N notice = next(); notice != null; notice = next()) {
            try {
                listener.accept(notice);
            } catch (RuntimeException | Error e) {
                LOG.warn("A listener failed on {}", notice, e);
            }
        }
    }
}
