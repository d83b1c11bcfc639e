package io.windlass.core.feed.push;

import io.windlass.Bytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A subscription between two links of one connection: both push, and the old one is ahead or behind. What the old one pushes
 * goes on; what the new one pushes is held until the old one has told everything that the node had to tell when the new one
 * was subscribed. Used under the subscription's lock.
 */
final class Handover {
    private static final int MAX_HELD = 65_536;

    final FeedLink from;
    final FeedLink to;
    final String fromId;
    final String toId;

    private final List<byte[]> held = new ArrayList<>();
    private final Set<Bytes> told = new HashSet<>();

    Handover(FeedLink from, String fromId, FeedLink to, String toId) {
        this.from = from;
        this.fromId = fromId;
        this.to = to;
        this.toId = toId;
    }

    /** The old link pushed this. */
    void told(byte[] push) {
        told.add(Bytes.of(push));
    }

    /** The new link pushed this; false if no more can be held. */
    boolean hold(byte[] push) {
        held.add(push);
        return held.size() < MAX_HELD;
    }

    /** What only the new link has pushed, in order. */
    List<byte[]> news() {
        return held.stream().filter(push -> !told.contains(Bytes.of(push))).toList();
    }
}
