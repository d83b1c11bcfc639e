package io.windlass.core.feed.read;

import io.windlass.BlockHeader;
import io.windlass.BlockRef;
import io.windlass.Eth;
import io.windlass.Json;
import io.windlass.Position;
import io.windlass.ReplayableFeed;
import io.windlass.core.chain.ChainReads;
import io.windlass.core.feed.read.Chunk.Item;
import io.windlass.spi.BlockMark;
import io.windlass.spi.Codec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A plugin's feed, read block by block with the call that it names. */
public final class ReplayBlocks<T> implements BlockReader<T> {
    private final ReplayableFeed<T> feed;
    private final ChainReads reads;
    private final Codec codec;
    private final boolean keepJson;

    public ReplayBlocks(ReplayableFeed<T> feed, ChainReads reads, Codec codec, boolean keepJson) {
        this.feed = feed;
        this.reads = reads;
        this.codec = codec;
        this.keepJson = keepJson;
    }

    @Override
    public CompletableFuture<Chunk<T>> block(BlockHeader header) {
        return reads.call(feed.read(header.hash())).thenApply(values -> {
            List<Item<T>> items = new ArrayList<>(values.size());
            for (Json json : values) {
                T value = Read.value(feed.decoder(), codec, json);
                Position at = new Position(header.number(), header.hash(), items.size());
                items.add(new Item<>(at, new Read<>(value, keepJson ? json : null)));
            }
            return new Chunk<>(
                    header.number(), new BlockMark(header.number(), header.hash()), items, header.parentHash());
        });
    }

    @Override
    public CompletableFuture<Chunk<T>> range(long from, long to) {
        return reads.call(Eth.header(BlockRef.number(from)))
                .thenCompose(
                        found -> block(found.orElseThrow(() -> new NotYetThere("block " + from + " is not there"))));
    }

    @Override
    public int rangeLength() {
        return 1;
    }
}
