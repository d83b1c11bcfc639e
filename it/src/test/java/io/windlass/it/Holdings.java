package io.windlass.it;

import io.windlass.ChainEvent;
import io.windlass.EventHandler;
import io.windlass.EventId;
import io.windlass.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a careful handler holds: added on addition, deleted on removal. It notes whatever a feed must not do: the same event
 * twice, an event below what is held, a removal of what is not the newest.
 */
final class Holdings<T> {
    private final Map<EventId, ChainEvent<T>> held = new LinkedHashMap<>();
    private final List<EventId> order = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private final boolean ordered;
    private long removals;

    private Holdings(boolean ordered) {
        this.ordered = ordered;
    }

    static <T> Holdings<T> ordered() {
        return new Holdings<>(true);
    }

    /** Of an immediate feed: within what is not sealed yet, order is not promised. */
    static <T> Holdings<T> unordered() {
        return new Holdings<>(false);
    }

    EventHandler<T> additions() {
        return this::add;
    }

    EventHandler<T> removals() {
        return this::remove;
    }

    private synchronized void add(ChainEvent<T> event) {
        if (event.removed()) {
            wrong.add("a removal among the additions: " + event);
        }
        if (held.put(event.id(), event) != null) {
            wrong.add("twice: " + event);
            return;
        }
        if (ordered && !order.isEmpty() && !isAfter(event, held.get(order.get(order.size() - 1)))) {
            wrong.add("out of order: " + event);
        }
        order.add(event.id());
    }

    private static boolean isAfter(ChainEvent<?> event, ChainEvent<?> before) {
        Position at = event.position().orElseThrow();
        Position last = before.position().orElseThrow();
        return at.blockNumber() > last.blockNumber()
                || at.blockNumber() == last.blockNumber()
                        && at.blockHash().equals(last.blockHash())
                        && at.index() > last.index();
    }

    private synchronized void remove(ChainEvent<T> event) {
        removals++;
        if (!event.removed()) {
            wrong.add("an addition among the removals: " + event);
        }
        if (held.remove(event.id()) == null) {
            wrong.add("taken back without having been given: " + event);
            return;
        }
        if (ordered && !order.get(order.size() - 1).equals(event.id())) {
            wrong.add("taken back before what is newer: " + event);
        }
        order.remove(event.id());
    }

    synchronized int count() {
        return order.size();
    }

    /** How many events were taken back so far. */
    synchronized long removed() {
        return removals;
    }

    /** What should not have happened. */
    synchronized List<String> wrong() {
        return List.copyOf(wrong);
    }

    /** Block hash and index of what is held, in the order it came; of an immediate feed in the order of the chain. */
    synchronized List<String> places() {
        return order.stream()
                .map(held::get)
                .sorted((a, b) -> ordered
                        ? 0
                        : compare(a.position().orElseThrow(), b.position().orElseThrow()))
                .map(event -> place(event.id().hash().toHex(), event.id().index()))
                .toList();
    }

    private static int compare(Position a, Position b) {
        int byNumber = Long.compare(a.blockNumber(), b.blockNumber());
        return byNumber != 0 ? byNumber : Integer.compare(a.index(), b.index());
    }

    static String place(String blockHash, int index) {
        return blockHash + "/" + index;
    }
}
