package io.windlass.core.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockHeader;
import io.windlass.Hash;
import io.windlass.Json;
import io.windlass.Position;
import io.windlass.core.feed.read.BlockReader;
import io.windlass.core.feed.read.Chunk;
import io.windlass.core.feed.read.Chunk.Item;
import io.windlass.core.feed.read.Read;
import io.windlass.core.feed.read.ReadAhead;
import io.windlass.spi.BlockMark;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How much is read ahead. */
class ReadAheadTest {
    /** Shared by all events, so that a test need not hold what it counts. */
    private static final Json LARGE = Json.of("\"" + "x".repeat(4 * 1024 * 1024) + "\"");

    private static final Json SMALL = Json.of("\"x\"");

    /** Has read each range before it is asked for. */
    private record Reader(int events, Json json) implements BlockReader<String> {
        @Override
        public CompletableFuture<Chunk<String>> block(BlockHeader header) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Chunk<String>> range(long from, long to) {
            Item<String> item = new Item<>(Position.end(from, Hash.ZERO), new Read<>("", json));
            List<Item<String>> items = Collections.nCopies(events, item);
            return CompletableFuture.completedFuture(new Chunk<>(from, new BlockMark(to, Hash.ZERO), items, Hash.ZERO));
        }

        @Override
        public int rangeLength() {
            return 1;
        }

        @Override
        public long expected(long blocks) {
            return 0;
        }

        @Override
        public void rangeRead(long blocks, int events) {}

        @Override
        public boolean rangeFailed(long from, long to, Throwable failure) {
            return false;
        }

        @Override
        public void close() {}
    }

    private static ReadAhead<String> read(int events, Json json) {
        ReadAhead<String> ahead = new ReadAhead<>(new Reader(events, json));
        ahead.range(1, 1, () -> {});
        return ahead;
    }

    @Test
    void hasRoom_whileWhatWasReadIsFewAndSmall() {
        assertThat(read(9, SMALL).hasRoom()).isTrue();
    }

    @Test
    void hasRoom_afterManyBytes_onlyOnceTheyAreTaken() {
        ReadAhead<String> ahead = read(9, LARGE);
        assertThat(ahead.hasRoom()).isFalse();

        ahead.removeFirst();
        assertThat(ahead.hasRoom()).isTrue();
    }

    @Test
    void load_ofALargeEvent_isThatOfSeveral() {
        assertThat(read(9, SMALL).first().load()).isEqualTo(9);
        assertThat(read(1, LARGE).first().load()).isEqualTo(1024);
    }
}
