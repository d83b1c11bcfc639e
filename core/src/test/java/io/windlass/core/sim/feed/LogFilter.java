package io.windlass.core.sim.feed;

import io.windlass.Address;
import io.windlass.Hash;
import io.windlass.JsonReader;
import io.windlass.LogsFeed;
import io.windlass.spi.Codec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The filter object of {@code eth_getLogs} and {@code eth_subscribe}, as a node understands it.
 *
 * @param addresses empty for all
 * @param topics the alternatives of each position; an empty set is a wildcard
 * @param from the first block, a number or a tag; null if none is named
 * @param to the last block; null if none is named
 * @param blockHash the one block; null for a range
 */
record LogFilter(Set<Address> addresses, List<Set<Hash>> topics, String from, String to, Hash blockHash) {
    static final LogFilter ALL = new LogFilter(Set.of(), List.of(), null, null, null);

    static LogFilter of(LogsFeed feed) {
        return new LogFilter(feed.addresses(), feed.topics(), null, null, null);
    }

    static LogFilter parse(Codec codec, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        JsonReader in = codec.reader(bytes, 0, bytes.length);
        Set<Address> addresses = new HashSet<>();
        List<Set<Hash>> topics = new ArrayList<>();
        String from = null;
        String to = null;
        Hash blockHash = null;
        in.beginObject();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            switch (name) {
                case "address" -> readAddresses(in, addresses);
                case "topics" -> readTopics(in, topics);
                case "fromBlock" -> from = in.string();
                case "toBlock" -> to = in.string();
                case "blockHash" -> blockHash = in.hash();
                default -> throw new AssertionError("a filter with " + name);
            }
        }
        if (blockHash != null && (from != null || to != null)) {
            throw new AssertionError("a filter with a hash and a range: " + json);
        }
        return new LogFilter(addresses, topics, from, to, blockHash);
    }

    private static void readAddresses(JsonReader in, Set<Address> into) {
        if (in.peek() == JsonReader.Kind.STRING) {
            into.add(in.address());
            return;
        }
        in.beginArray();
        while (in.nextElement()) {
            into.add(in.address());
        }
    }

    private static void readTopics(JsonReader in, List<Set<Hash>> into) {
        in.beginArray();
        while (in.nextElement()) {
            Set<Hash> wanted = new HashSet<>();
            if (in.peek() == JsonReader.Kind.STRING) {
                wanted.add(in.hash());
            } else if (!in.skipNull()) {
                in.beginArray();
                while (in.nextElement()) {
                    wanted.add(in.hash());
                }
            }
            into.add(wanted);
        }
    }

    boolean matches(TreeLog log) {
        if (!addresses.isEmpty() && !addresses.contains(log.address())) {
            return false;
        }
        for (int i = 0; i < topics.size(); i++) {
            Set<Hash> wanted = topics.get(i);
            if (!wanted.isEmpty()
                    && (i >= log.topics().size()
                            || !wanted.contains(log.topics().get(i)))) {
                return false;
            }
        }
        return true;
    }
}
