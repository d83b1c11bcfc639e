package io.windlass.core.feed;

import io.windlass.BlockHeader;
import io.windlass.ChainEvent;
import io.windlass.ChainEvent.Source;
import io.windlass.EventId;
import io.windlass.Feed;
import io.windlass.Hash;
import io.windlass.Log;
import io.windlass.Position;
import io.windlass.core.chain.ChainView;
import io.windlass.core.chain.ViewChange;
import io.windlass.spi.Codec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes events of what a node pushes. Heads flow through a {@link ChainView}, so that a reorg shows as removals and then
 * additions however the node announces it; logs carry their own {@code removed}, and
 * one that is announced twice, by an old link and by its successor, is one event.
 *
 * <p>Used by one thread at a time: the one that receives the events.
 */
final class EventMaker<T> {
    private static final int VIEW_DEPTH = 512;
    private static final byte[] REMOVED = {'"', 'r', 'e', 'm', 'o', 'v', 'e', 'd', '"'};

    private final Feed<T> feed;
    private final Codec codec;
    private final ChainView view = new ChainView(VIEW_DEPTH);
    private final Occurrences occurrences = new Occurrences();
    private final RecentLogs recent = new RecentLogs();

    EventMaker(Feed<T> feed, Codec codec) {
        this.feed = feed;
        this.codec = codec;
    }

    /**
     * The events of one push, in the order of delivery.
     *
     * @throws io.windlass.DecodeException if it is not what the feed reads
     */
    List<ChainEvent<T>> events(long chainId, byte[] push) {
        T value = feed.decoder().decode(codec.reader(push, 0, push.length));
        if (value instanceof BlockHeader header) {
            return heads(chainId, view.accept(header));
        }
        if (value instanceof Log log) {
            EventId id = new EventId(chainId, log.blockHash(), log.logIndex());
            Position at = new Position(log.blockNumber(), log.blockHash(), log.logIndex());
            boolean removed = saysRemoved(push);
            return recent.changes(id, removed) ? List.of(event(id, value, Optional.of(at), removed)) : List.of();
        }
        Hash identity = value instanceof Hash hash ? hash : Hash.keccak256(push);
        EventId id = new EventId(chainId, identity, Position.END);
        return List.of(event(id, value, Optional.empty(), false));
    }

    private List<ChainEvent<T>> heads(long chainId, ViewChange change) {
        List<ChainEvent<T>> events =
                new ArrayList<>(change.removed().size() + change.added().size());
        change.removed().forEach(header -> events.add(head(chainId, header, true)));
        change.added().forEach(header -> events.add(head(chainId, header, false)));
        return events;
    }

    private ChainEvent<T> head(long chainId, BlockHeader header, boolean removed) {
        EventId id = new EventId(chainId, header.hash(), Position.END);
        Position at = Position.end(header.number(), header.hash());
        return event(id, feed.type().cast(header), Optional.of(at), removed);
    }

    private ChainEvent<T> event(EventId id, T value, Optional<Position> position, boolean removed) {
        int occurrence = occurrences.of(id);
        if (removed) {
            occurrences.departed(id);
        }
        return new FeedEvent<>(id, value, position, occurrence, Source.LIVE, removed);
    }

    /** Looks for the member {@code "removed":true}, which the log itself does not keep. */
    private static boolean saysRemoved(byte[] json) {
        for (int i = 0; i + REMOVED.length < json.length; i++) {
            if (json[i] == '"' && startsWith(json, i)) {
                int at = skipBlank(json, i + REMOVED.length);
                if (at < json.length && json[at] == ':') {
                    at = skipBlank(json, at + 1);
                    return at < json.length && json[at] == 't';
                }
            }
        }
        return false;
    }

    private static boolean startsWith(byte[] json, int at) {
        for (int i = 0; i < REMOVED.length; i++) {
            if (json[at + i] != REMOVED[i]) {
                return false;
            }
        }
        return true;
    }

    private static int skipBlank(byte[] json, int at) {
        int i = at;
        while (i < json.length && json[i] <= ' ') {
            i++;
        }
        return i;
    }
}
