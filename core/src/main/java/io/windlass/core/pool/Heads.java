package io.windlass.core.pool;

import io.windlass.Hash;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/** Compares what endpoints say about the chain. Pure. */
final class Heads {
    private Heads() {}

    /**
     * What an endpoint says.
     *
     * @param head its head; empty if it has not said so of late
     * @param moving its head has grown of late
     */
    record Seen(OptionalLong head, boolean moving) {}

    /**
     * The head of the group: the highest, unless it is alone far ahead of two others that agree and whose heads grow. Nodes
     * stall more often than they lie: of two that are far apart the higher one is believed, and so is one that goes on while
     * the others stand still.
     */
    static OptionalLong ofGroup(List<Seen> all, int maxLag) {
        List<Seen> known = all.stream()
                .filter(seen -> seen.head().isPresent())
                .sorted(Comparator.comparingLong((Seen seen) -> seen.head().getAsLong())
                        .reversed())
                .toList();
        if (known.isEmpty()) {
            return OptionalLong.empty();
        }
        long highest = known.get(0).head().getAsLong();
        if (known.size() >= 3 && known.get(1).moving() && known.get(2).moving()) {
            long second = known.get(1).head().getAsLong();
            long third = known.get(2).head().getAsLong();
            if (highest - second > maxLag && second - third <= maxLag) {
                return OptionalLong.of(second);
            }
        }
        return OptionalLong.of(highest);
    }

    static Standing compare(OptionalLong head, OptionalLong group, int maxLag) {
        if (head.isEmpty() || group.isEmpty()) {
            return Standing.IN_STEP;
        }
        long behind = group.getAsLong() - head.getAsLong();
        return behind > maxLag ? Standing.LAGGING : -behind > maxLag ? Standing.AHEAD_ALONE : Standing.IN_STEP;
    }

    /**
     * Which endpoints are on another branch, by what each says is the hash of the same block some way below the head. The
     * branch of most is right; where two are equally many, that of the endpoint that stands first.
     *
     * @param hashes by endpoint, the one ranked first at the start
     */
    static List<Boolean> forked(List<Hash> hashes) {
        Map<Hash, Integer> votes = new HashMap<>();
        hashes.forEach(hash -> votes.merge(hash, 1, Integer::sum));
        Optional<Hash> right =
                hashes.stream().reduce((one, next) -> votes(votes, next) > votes(votes, one) ? next : one);
        return hashes.stream().map(hash -> !right.equals(Optional.of(hash))).toList();
    }

    private static int votes(Map<Hash, Integer> votes, Hash hash) {
        return Objects.requireNonNull(votes.get(hash));
    }

    /** A block that every endpoint in step should have and agree on. */
    static OptionalLong confirmed(List<OptionalLong> heads, int depth) {
        LongStream known = heads.stream().flatMapToLong(OptionalLong::stream);
        OptionalLong lowest = known.min();
        return lowest.isPresent() && lowest.getAsLong() > depth
                ? OptionalLong.of(lowest.getAsLong() - depth)
                : OptionalLong.empty();
    }
}
