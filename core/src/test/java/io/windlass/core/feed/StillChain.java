package io.windlass.core.feed;

import io.windlass.BlockRef;
import io.windlass.Call;
import io.windlass.Hash;
import io.windlass.core.chain.ChainReads;
import io.windlass.spi.Codec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A chain that no longer grows, read at once on the caller's thread. Thread-safe. */
final class StillChain implements ChainReads {
    private final Codec codec;
    private final List<String> blocks = new ArrayList<>();
    private final Map<Hash, Integer> numbers = new HashMap<>();

    StillChain(Codec codec, int head) {
        this.codec = codec;
        Hash parent = Hash.ZERO;
        for (int number = 0; number <= head; number++) {
            Hash hash = hash(number);
            numbers.put(hash, number);
            blocks.add("{\"number\":\"0x" + Integer.toHexString(number) + "\",\"hash\":\"" + hash
                    + "\",\"parentHash\":\"" + parent + "\",\"timestamp\":\"0x1\"}");
            parent = hash;
        }
    }

    static Hash hash(int number) {
        return Hash.keccak256(("still " + number).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public <T> CompletableFuture<T> call(Call<T> call) {
        byte[] json = block((BlockRef) call.params().get(0)).getBytes(StandardCharsets.UTF_8);
        return CompletableFuture.completedFuture(call.decoder().decode(codec.reader(json, 0, json.length)));
    }

    private String block(BlockRef block) {
        return switch (block.kind()) {
            case LATEST, SAFE, FINALIZED, PENDING -> blocks.get(blocks.size() - 1);
            case EARLIEST -> blocks.get(0);
            case HASH -> blocks.get(numbers.get(block.hash()));
            case NUMBER -> block.number() < blocks.size() ? blocks.get((int) block.number()) : "null";
        };
    }
}
