package io.windlass.core.feed.read;

import io.windlass.BlockHeader;
import io.windlass.BlockRef;
import io.windlass.Call;
import io.windlass.Hash;
import io.windlass.Position;
import io.windlass.core.chain.ChainReads;
import io.windlass.core.feed.read.Chunk.Item;
import io.windlass.spi.BlockMark;
import io.windlass.spi.Codec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The heads themselves: a header on the path is its own event; older ones are read by number and must be linked. */
public final class HeadBlocks implements BlockReader<BlockHeader> {
    private static final int RANGE = 32;

    private final ChainReads reads;
    private final Codec codec;
    private final boolean keepJson;

    public HeadBlocks(ChainReads reads, Codec codec, boolean keepJson) {
        this.reads = reads;
        this.codec = codec;
        this.keepJson = keepJson;
    }

    @Override
    public CompletableFuture<Chunk<BlockHeader>> block(BlockHeader header) {
        if (!keepJson) {
            return CompletableFuture.completedFuture(chunk(header.number(), List.of(new Read<>(header, null))));
        }
        return reads.inquiry().find(call(BlockRef.hash(header.hash()))).thenApply(found -> {
            Read<BlockHeader> read = found.filter(r -> r.value().hash().equals(header.hash()))
                    .orElseThrow(() -> new NotYetThere("block " + header.hash() + " is not there yet"));
            return chunk(header.number(), List.of(read));
        });
    }

    @Override
    public CompletableFuture<Chunk<BlockHeader>> range(long from, long to) {
        List<CompletableFuture<Optional<Read<BlockHeader>>>> all = new ArrayList<>();
        for (long number = from; number <= to; number++) {
            all.add(reads.call(call(BlockRef.number(number))));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).thenApply(done -> {
            List<Read<BlockHeader>> headers = new ArrayList<>();
            Hash parent = null;
            for (int i = 0; i < all.size(); i++) {
                Read<BlockHeader> read = linked(all.get(i).join(), from + i, parent);
                headers.add(read);
                parent = read.value().hash();
            }
            return chunk(from, headers);
        });
    }

    private static Read<BlockHeader> linked(Optional<Read<BlockHeader>> found, long number, @Nullable Hash parent) {
        Read<BlockHeader> read = found.orElseThrow(() -> new NotYetThere("block " + number + " is not there"));
        boolean fits = read.value().number() == number
                && (parent == null || read.value().parentHash().equals(parent));
        if (!fits) {
            throw new NotYetThere("block " + number + " does not follow the one before");
        }
        return read;
    }

    private Call<Optional<Read<BlockHeader>>> call(BlockRef block) {
        String method = block.kind() == BlockRef.Kind.HASH ? "eth_getBlockByHash" : "eth_getBlockByNumber";
        return Call.of(method, Read.orEmpty(BlockHeader.decoder(), codec, keepJson), block, false);
    }

    private static Chunk<BlockHeader> chunk(long from, List<Read<BlockHeader>> headers) {
        List<Item<BlockHeader>> items = headers.stream()
                .map(read -> new Item<>(
                        Position.end(read.value().number(), read.value().hash()), read))
                .toList();
        BlockHeader last = headers.get(headers.size() - 1).value();
        return new Chunk<>(
                from,
                new BlockMark(last.number(), last.hash()),
                items,
                headers.get(0).value().parentHash());
    }

    @Override
    public int rangeLength() {
        return RANGE;
    }
}
