package io.windlass.core.feed.read;

import io.windlass.Address;
import io.windlass.Bytes;
import io.windlass.Hash;
import io.windlass.Log;
import io.windlass.LogsFeed;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The logs bloom of the Ethereum Yellow Paper, section 4.3.1: three bits of 2048 for each address and topic. */
final class Bloom {
    private static final int BYTES = 256;

    private Bloom() {}

    /** False if the bloom excludes every log that the feed follows. A bloom that is no bloom excludes nothing. */
    static boolean mayHold(Bytes bloom, LogsFeed feed) {
        if (bloom.length() != BYTES) {
            return true;
        }
        return anyOf(bloom, feed.addresses().stream().map(Address::toArray).toList())
                && feed.topics().stream()
                        .allMatch(topics ->
                                anyOf(bloom, topics.stream().map(Hash::toArray).toList()));
    }

    private static boolean anyOf(Bytes bloom, List<byte[]> alternatives) {
        return alternatives.isEmpty() || alternatives.stream().anyMatch(item -> holds(bloom, item));
    }

    private static boolean holds(Bytes bloom, byte[] item) {
        byte[] hash = Hash.keccak256(item).toArray();
        for (int i = 0; i < 3; i++) {
            int bit = bit(hash, i);
            if ((bloom.get(BYTES - 1 - bit / 8) & 1 << bit % 8) == 0) {
                return false;
            }
        }
        return true;
    }

    private static int bit(byte[] hash, int pair) {
        return (hash[2 * pair] & 0x07) << 8 | hash[2 * pair + 1] & 0xff;
    }

    /** True if the bloom is that of exactly these logs. */
    static boolean isOf(Bytes bloom, Collection<Log> logs) {
        byte[] made = new byte[BYTES];
        for (Log log : logs) {
            add(made, log.address().toArray());
            Set.copyOf(log.topics()).forEach(topic -> add(made, topic.toArray()));
        }
        return Arrays.equals(made, bloom.toArray());
    }

    private static void add(byte[] bloom, byte[] item) {
        byte[] hash = Hash.keccak256(item).toArray();
        for (int i = 0; i < 3; i++) {
            int bit = bit(hash, i);
            bloom[BYTES - 1 - bit / 8] |= (byte) (1 << bit % 8);
        }
    }

    /** True if no bit is set. */
    static boolean isZero(Bytes bloom) {
        for (int i = 0; i < bloom.length(); i++) {
            if (bloom.get(i) != 0) {
                return false;
            }
        }
        return true;
    }
}
