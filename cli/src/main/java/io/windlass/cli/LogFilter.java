package io.windlass.cli;

import io.windlass.Address;
import io.windlass.Feeds;
import io.windlass.Hash;
import io.windlass.LogsFeed;
import java.util.List;
import java.util.function.Function;

/** Makes a feed of what {@code --address} and {@code --topic} say. */
final class LogFilter {
    private static final int TOPICS = 4;

    private LogFilter() {}

    /**
     * The feed.
     *
     * @param addresses alternatives
     * @param topics one text a position, alternatives separated by commas; {@code *} and {@code -} stand for anything
     * @throws UsageException if one is no address or topic
     */
    static LogsFeed parse(List<String> addresses, List<String> topics) {
        if (topics.size() > TOPICS) {
            throw new UsageException("a log has at most 4 topics, --topic was given " + topics.size()
                    + " times; separate alternatives for one position by commas");
        }
        LogsFeed feed = Feeds.logs();
        for (String address : addresses) {
            feed = feed.address(value("--address", address, Address::of));
        }
        for (int position = 0; position < topics.size(); position++) {
            String alternatives = topics.get(position);
            if (!alternatives.equals("*") && !alternatives.equals("-")) {
                feed = feed.topic(
                        position,
                        List.of(alternatives.split(",", -1)).stream()
                                .map(topic -> value("--topic", topic.strip(), Hash::of))
                                .toArray(Hash[]::new));
            }
        }
        return feed;
    }

    private static <T> T value(String option, String text, Function<String, T> reader) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(option + ": " + e.getMessage(), e);
        }
    }
}
