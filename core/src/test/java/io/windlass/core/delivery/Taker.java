package io.windlass.core.delivery;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Receives numbers as a test says, and notes what it was given and told. Negative ones are handed over alone. */
final class Taker implements Recipient<Integer> {
    /** What a test does with items. */
    interface Answer {
        @Nullable
        CompletionStage<?> to(List<Integer> items) throws Exception;
    }

    /** How a test tells an item's key. */
    interface Key {
        @Nullable
        Object of(int item) throws Exception;
    }

    final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    final List<Integer> accepted = Collections.synchronizedList(new ArrayList<>());
    final List<Setback<Integer>> setbacks = Collections.synchronizedList(new ArrayList<>());
    final List<Integer> late = Collections.synchronizedList(new ArrayList<>());
    final Set<Integer> durable = Collections.synchronizedSet(new HashSet<>());
    volatile Answer answer = items -> null;
    volatile Key key = item -> item;

    /** Fails on these items. */
    void failOn(Throwable failure, Integer... items) {
        answer = given -> {
            if (given.stream().anyMatch(List.of(items)::contains)) {
                sneak(failure);
            }
            return null;
        };
    }

    @SuppressWarnings("unchecked") // that is what the name says
    private static <X extends Throwable> void sneak(Throwable failure) throws X {
        throw (X) failure;
    }

    /** What followed each failure. */
    List<Setback.Next> next() {
        return setbacks.stream().map(Setback::next).toList();
    }

    @Override
    public @Nullable CompletionStage<?> receive(Integer item) throws Exception {
        seen.add(item.toString());
        return answer.to(List.of(item));
    }

    @Override
    public @Nullable CompletionStage<?> receiveAll(List<Integer> items) throws Exception {
        seen.add(items.toString());
        return answer.to(items);
    }

    @Override
    public @Nullable Object key(Integer item) throws Exception {
        return key.of(item);
    }

    @Override
    public boolean isAlone(Integer item) {
        return item < 0;
    }

    @Override
    public void overdue(Integer item) {
        late.add(item);
    }

    @Override
    public boolean isDurable(Integer item) {
        return durable.contains(item);
    }

    @Override
    public boolean accepted(Integer item) {
        return accepted.add(item);
    }

    @Override
    public void failed(Setback<Integer> setback) {
        setbacks.add(setback);
    }
}
