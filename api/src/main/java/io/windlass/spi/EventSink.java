package io.windlass.spi;

import io.windlass.ChainEvent;
import java.util.List;

/**
 * A place that events are written to instead of a handler: see {@link io.windlass.SubscriptionBuilder#toSink}. Thread-safe: one
 * subscription writes one batch at a time, in order; several subscriptions may share a sink and write at once.
 */
public interface EventSink extends AutoCloseable {
    /**
     * Writes events, in this order, additions and removals alike; see {@link ChainEvent#removed()}. May block. When it returns
     * they are as durable as the sink promises, and a named subscription counts them as acknowledged.
     *
     * <p>When it throws, none of them may be taken for written: the same events come again, alone or together with others. After
     * a crash events may come again that were written, so a reader tells repetitions by {@link ChainEvent#id()}, {@link
     * ChainEvent#occurrence()} and {@code removed()}.
     *
     * @param events one or more
     * @throws Exception if they could not be written; the subscription's policy for failures says what then
     */
    void write(List<? extends ChainEvent<?>> events) throws Exception;

    /** Gives up what it holds; what was written stays. Idempotent. Writing fails from now on. */
    @Override
    void close();
}
