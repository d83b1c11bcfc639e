package io.windlass.core.feed;

import io.windlass.ChainEvent.Source;
import io.windlass.DecodeException;
import io.windlass.EventId;
import io.windlass.FeedStoreException;
import io.windlass.Hash;
import io.windlass.Json;
import io.windlass.Position;
import io.windlass.core.feed.Window.Entry;
import io.windlass.core.feed.read.Read;
import io.windlass.spi.BlockMark;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.Codec;
import io.windlass.spi.WindowEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes over what an earlier run of a named feed handed over. */
final class Restored<T> {
    private final FeedRequest<T> request;
    private final Codec codec;
    private final long chainId;
    private final List<Entry<T>> unfinished = new ArrayList<>();
    private long newestOrdinal;
    private Optional<BlockMark> newestBlock = Optional.empty();

    Restored(FeedRequest<T> request, Codec codec, long chainId) {
        this.request = request;
        this.codec = codec;
        this.chainId = chainId;
    }

    /**
     * Fills the window.
     *
     * @throws FeedStoreException if what was kept cannot be read
     */
    void into(Window<T> window, Checkpoint kept, long firstBlock) {
        long dense = -1;
        for (BlockMark mark : kept.path()) {
            boolean follows = newestBlock.isPresent()
                    && mark.number() == newestBlock.get().number() + 1;
            dense = follows ? dense : mark.number();
            newestBlock = Optional.of(mark);
            if (!mark.hash().equals(Hash.ZERO)) {
                window.passed(mark);
            }
        }
        // the newest block below the window is kept too, behind a hole: see Window.forgetBelow and Walker.keepStart
        window.isCompleteFrom(Math.max(dense + 1, firstBlock));
        newestOrdinal = kept.acknowledgedThrough();
        for (WindowEntry entry : kept.window()) {
            newestOrdinal = Math.max(newestOrdinal, entry.sequence());
            if (entry.occurrence() == 0) {
                continue; // nobody has ever seen it
            }
            Entry<T> restored = entry(entry);
            window.put(restored);
            if (entry.state() == WindowEntry.State.REMOVED && entry.sequence() > kept.acknowledgedThrough()) {
                unfinished.add(restored);
            }
        }
    }

    private Entry<T> entry(WindowEntry kept) {
        Position at = kept.position();
        Json json = Json.of(new String(kept.payload().toArray(), StandardCharsets.UTF_8));
        try {
            T value = Read.value(request.feed.decoder(), codec, json);
            EventId id = new EventId(chainId, at.blockHash(), at.index());
            FeedEvent<T> event = new FeedEvent<>(id, value, at, kept.occurrence(), Source.BACKFILL, false, json);
            return new Entry<>(event, kept.sequence(), kept.state(), null);
        } catch (DecodeException e) {
            String name = String.valueOf(request.name);
            throw new FeedStoreException(
                    "the store of '" + name + "' holds an event at " + at + " that cannot be read: " + e.getMessage()
                            + "; restore the state directory, or start over under another name",
                    FeedStoreException.Kind.UNREADABLE,
                    name,
                    e);
        }
    }

    /** What the earlier run had begun to take back, in that order. */
    List<Entry<T>> unfinished() {
        return unfinished;
    }

    /** The highest ordinal that was used. */
    long newestOrdinal() {
        return newestOrdinal;
    }

    /** The newest block that was passed. */
    Optional<BlockMark> newestBlock() {
        return newestBlock;
    }
}
