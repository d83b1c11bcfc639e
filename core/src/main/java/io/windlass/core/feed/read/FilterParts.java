package io.windlass.core.feed.read;

import io.windlass.Address;
import io.windlass.Hash;
import io.windlass.LogsFeed;
import io.windlass.RpcException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Splits a filter that names more contracts or topics than a node takes at once. */
final class FilterParts {
    /** geth and its forks, dRPC and others of those who limit the alternatives in one position. */
    private static final List<String> REFUSALS = List.of(
            "exceed max address",
            "exceed max topic",
            "addresses or topics per search position",
            "too many addresses",
            "too many topics");

    /** This may be said of a range with too many results as well. */
    private static final String AMBIGUOUS = "specify less number of address";

    private FilterParts() {}

    /** True if the node takes fewer alternatives. */
    static boolean areWanted(RpcException refused) {
        return isRefusal(refused) || text(refused).contains(AMBIGUOUS);
    }

    /** True if the alternatives are refused for sure. */
    static boolean isRefusal(RpcException refused) {
        String text = text(refused);
        return REFUSALS.stream().anyMatch(text::contains);
    }

    private static String text(RpcException refused) {
        return refused.error().message().toLowerCase(Locale.ROOT);
    }

    /** The most alternatives that the filter has anywhere. */
    static int alternatives(LogsFeed feed) {
        return Math.max(
                feed.addresses().size(),
                feed.topics().stream().mapToInt(Set::size).max().orElse(0));
    }

    /** Filters that together match what this one matches, none with more alternatives anywhere than {@code most}. */
    static List<LogsFeed> of(LogsFeed feed, int most) {
        List<LogsFeed> parts = new ArrayList<>();
        for (List<Address> some : slices(feed.addresses(), most)) {
            parts.add(io.windlass.Feeds.logs().address(some.toArray(Address[]::new)));
        }
        for (int position = 0; position < feed.topics().size(); position++) {
            Set<Hash> topics = feed.topics().get(position);
            List<LogsFeed> finer = new ArrayList<>();
            for (LogsFeed part : parts) {
                for (List<Hash> some : slices(topics, most)) {
                    finer.add(part.topic(position, some.toArray(Hash[]::new)));
                }
            }
            parts = finer;
        }
        return parts;
    }

    private static <E> List<List<E>> slices(Collection<E> all, int most) {
        List<E> list = List.copyOf(all);
        List<List<E>> out = new ArrayList<>();
        for (int i = 0; i < list.size(); i += most) {
            out.add(list.subList(i, Math.min(list.size(), i + most)));
        }
        if (out.isEmpty()) {
            out.add(List.of()); // none means any
        }
        return out;
    }
}
