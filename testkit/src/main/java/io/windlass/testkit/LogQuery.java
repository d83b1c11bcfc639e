package io.windlass.testkit;

import io.windlass.Address;
import io.windlass.Hash;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which logs are wanted.
 *
 * @param addresses any of these; empty for all
 * @param topics for each place any of these; empty for all
 */
record LogQuery(Set<Address> addresses, List<Set<Hash>> topics) {
    static final LogQuery ALL = new LogQuery(Set.of(), List.of());
    private static final int MAX_TOPICS = 4;

    /** Reads {@code address} and {@code topics} of the filter object that is argument {@code index}. */
    static LogQuery of(Map<?, ?> filter, int index) {
        List<Set<Hash>> topics = new ArrayList<>();
        Object given = filter.get("topics");
        if (given instanceof List<?> places) {
            if (places.size() > MAX_TOPICS) {
                throw RpcFault.invalidParams("exceed max topics");
            }
            for (Object place : places) {
                topics.add(anyOf(place, index, "topics", Hash::of));
            }
        } else if (given != null) {
            throw RpcFault.invalidParams("invalid argument " + index + ": topics must be an array");
        }
        return new LogQuery(anyOf(filter.get("address"), index, "address", Address::of), topics);
    }

    private static <T> Set<T> anyOf(@Nullable Object given, int index, String member, Function<String, T> of) {
        List<?> alternatives = given == null ? List.of() : given instanceof List<?> list ? list : List.of(given);
        Set<T> out = new HashSet<>();
        for (Object alternative : alternatives) {
            if (alternative == null) {
                return Set.of(); // null among alternatives stands for anything
            }
            if (!(alternative instanceof String text)) {
                throw RpcFault.invalidParams("invalid argument " + index + ": " + member + " must be hex strings");
            }
            out.add(Params.parse(index, text, of));
        }
        return out;
    }

    boolean matches(LogDraft log) {
        if (!addresses.isEmpty() && !addresses.contains(log.address())
                || topics.size() > log.topics().size()) {
            return false;
        }
        for (int i = 0; i < topics.size(); i++) {
            if (!topics.get(i).isEmpty() && !topics.get(i).contains(log.topics().get(i))) {
                return false;
            }
        }
        return true;
    }
}
