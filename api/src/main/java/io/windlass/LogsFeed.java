package io.windlass;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Logs by the contracts that emitted them and by their topics. Immutable: each method returns a new feed.
 *
 * <p>Addresses are alternatives. Topics of one position are alternatives; positions that are not given match anything, as
 * {@code eth_getLogs} defines it.
 */
public final class LogsFeed implements Feed<Log> {
    static final LogsFeed ALL = new LogsFeed(Set.of(), Collections.nCopies(4, Set.of()));

    private static final int POSITIONS = 4;

    private final Set<Address> addresses;
    private final List<Set<Hash>> topics;

    private LogsFeed(Set<Address> addresses, List<Set<Hash>> topics) {
        this.addresses = addresses;
        this.topics = topics;
    }

    /** Also logs of these contracts. */
    public LogsFeed address(Address... contracts) {
        Set<Address> all = new LinkedHashSet<>(addresses);
        all.addAll(Arrays.asList(contracts));
        return new LogsFeed(Collections.unmodifiableSet(all), topics);
    }

    /**
     * Only logs with one of these topics at the position; replaces what was given for it before.
     *
     * @param position 0 to 3; 0 is the event's signature
     * @param alternatives any of these; none means anything
     * @throws IllegalArgumentException if the position is out of range
     */
    public LogsFeed topic(int position, Hash... alternatives) {
        if (position < 0 || position >= POSITIONS) {
            throw new IllegalArgumentException("a topic position must be 0 to 3, was " + position);
        }
        List<Set<Hash>> changed = new ArrayList<>(topics);
        changed.set(position, Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(alternatives))));
        return new LogsFeed(addresses, Collections.unmodifiableList(changed));
    }

    /** The contracts; empty for all. */
    public Set<Address> addresses() {
        return addresses;
    }

    /** The alternatives for each of the four positions; an empty set matches anything. */
    public List<Set<Hash>> topics() {
        return topics;
    }

    /** True if the log is one that this feed follows. */
    public boolean matches(Log log) {
        if (!addresses.isEmpty() && !addresses.contains(log.address())) {
            return false;
        }
        for (int i = 0; i < POSITIONS; i++) {
            Set<Hash> wanted = topics.get(i);
            if (!wanted.isEmpty()
                    && (i >= log.topics().size()
                            || !wanted.contains(log.topics().get(i)))) {
                return false;
            }
        }
        return true;
    }

    /** The filter object of {@code eth_subscribe} and {@code eth_getLogs}, without a block range. */
    public Map<String, Object> filter() {
        Map<String, Object> filter = new LinkedHashMap<>();
        if (!addresses.isEmpty()) {
            filter.put("address", List.copyOf(addresses));
        }
        int used = POSITIONS;
        while (used > 0 && topics.get(used - 1).isEmpty()) {
            used--;
        }
        if (used > 0) {
            List<Object> positions = new ArrayList<>();
            for (Set<Hash> wanted : topics.subList(0, used)) {
                positions.add(wanted.isEmpty() ? Json.NULL : List.copyOf(wanted));
            }
            filter.put("topics", positions);
        }
        return filter;
    }

    @Override
    public String name() {
        return "logs";
    }

    @Override
    public Class<Log> type() {
        return Log.class;
    }

    @Override
    public List<Object> subscribeParams() {
        return List.of("logs", filter());
    }

    @Override
    public Decoder<Log> decoder() {
        return Log.decoder();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogsFeed that && addresses.equals(that.addresses) && topics.equals(that.topics);
    }

    @Override
    public int hashCode() {
        return Objects.hash(addresses, topics);
    }

    @Override
    public String toString() {
        return "logs" + filter();
    }
}
