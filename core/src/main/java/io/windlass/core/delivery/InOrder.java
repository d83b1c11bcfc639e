package io.windlass.core.delivery;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Hands over one after the other, each by itself. */
final class InOrder<E> implements Dealing<E> {
    private final Buffer<E> buffer;
    private final @Nullable Collector<E> collector;
    private final Strand<E> strand = new Strand<>();
    private final List<Strand<E>> busy = List.of(strand);
    private @Nullable E line;

    /** @param collector makes batches; null: each item is handed over by itself */
    InOrder(Buffer<E> buffer, @Nullable Collector<E> collector) {
        this.buffer = buffer;
        this.collector = collector;
    }

    @Override
    public @Nullable Strand<E> next(@Nullable Strand<E> only) {
        if (strand.state() == Strand.State.IDLE) {
            if (collector != null) {
                collector.collect(strand);
            } else {
                E next = buffer.poll();
                if (next != null) {
                    strand.load(next);
                }
            }
        }
        return strand.state() == Strand.State.READY ? strand : null;
    }

    @Override
    public boolean hasNext(@Nullable Strand<E> only) {
        return switch (strand.state()) {
            case READY -> true;
            case IDLE -> collector != null ? collector.isDue() : !buffer.isEmpty();
            default -> false;
        };
    }

    @Override
    public void offered(E item) {
        if (collector != null) {
            collector.offered(item);
        }
    }

    @Override
    public void flush() {
        if (collector != null) {
            collector.flush();
        }
    }

    @Override
    public void alarmed() {
        if (collector != null) {
            collector.alarmed();
        }
    }

    @Override
    public void ready(Strand<E> ready) {
        // there is but one
    }

    @Override
    public void settled(Strand<E> settled) {
        line = settled.last();
        settled.unload();
    }

    @Override
    public void dropped(Strand<E> dropped) {
        dropped.unload();
    }

    @Override
    public @Nullable E line() {
        return line;
    }

    @Override
    public List<E> withdraw(Predicate<E> which) {
        strand.forget(which);
        List<E> out = buffer.withdraw(which);
        if (collector != null) {
            collector.withdrawn(out);
        }
        return out;
    }

    @Override
    public @Nullable E withdrawOldest() {
        E oldest = buffer.poll();
        if (oldest != null && collector != null) {
            collector.withdrawn(List.of(oldest));
        }
        return oldest;
    }

    @Override
    public List<Strand<E>> busy() {
        return strand.state() == Strand.State.IDLE ? List.of() : busy;
    }

    @Override
    public int waiting() {
        return buffer.size();
    }

    @Override
    public void close() {
        buffer.clear();
        strand.forget(item -> true);
    }
}
