package io.windlass.core.feed;

import io.windlass.Feed;
import io.windlass.Hash;
import io.windlass.LogsFeed;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.stream.Collectors;

/** Tells feeds apart in a store: the same for equal filters, however they were put together. */
final class Fingerprint {
    private Fingerprint() {}

    static String of(Feed<?> feed) {
        String text = feed instanceof LogsFeed logs
                ? "logs " + sorted(logs.addresses())
                        + logs.topics().stream().map(Fingerprint::sorted).toList()
                : String.valueOf(feed.subscribeParams());
        return feed.name() + ":"
                + Hash.keccak256(text.getBytes(StandardCharsets.UTF_8)).toHex().substring(2, 34);
    }

    private static String sorted(Collection<?> values) {
        return values.stream().map(Object::toString).sorted().collect(Collectors.joining(",", "[", "]"));
    }
}
