package io.windlass.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.DecodeException;
import io.windlass.Decoder;
import io.windlass.Feeds;
import io.windlass.Json;
import io.windlass.ReplayableFeed;
import io.windlass.SyncStatus;
import io.windlass.spi.Codec;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of the public interface that are read in several shapes. */
class SyncStatusTest {
    private static final Codec CODEC = new JsonCodecProvider().create();

    private static <T> T read(Decoder<? extends T> decoder, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return decoder.decode(CODEC.reader(bytes, 0, bytes.length));
    }

    private static SyncStatus status(String json) {
        return read(Feeds.syncing().decoder(), json);
    }

    @Test
    void decoder_readsABoolean() {
        assertThat(status("false").syncing()).isFalse();
        assertThat(status("true").syncing()).isTrue();
        assertThat(status("false").highestBlock()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"startingBlock\":\"0x1\",\"currentBlock\":\"0x2\",\"highestBlock\":\"0x9\"}",
                "{\"syncing\":true,\"status\":{\"StartingBlock\":1,\"CurrentBlock\":2,\"HighestBlock\":9}}",
                "{\"syncing\":true,\"status\":{\"startingBlock\":\"0x1\",\"currentBlock\":\"0x2\",\"highestBlock\":\"0x9\"}}"
            })
    void decoder_readsEachShapeOfAnObject(String json) {
        SyncStatus status = status(json);

        assertThat(status.syncing()).isTrue();
        assertThat(status.startingBlock()).hasValue(1);
        assertThat(status.currentBlock()).hasValue(2);
        assertThat(status.highestBlock()).hasValue(9);
        assertThat(status.extra()).isEmpty();
    }

    @Test
    void decoder_keepsWhatItHasNoAccessorFor() {
        SyncStatus status = status("{\"syncing\":false,\"currentBlock\":null,\"healedTrienodes\":\"0x7\"}");

        assertThat(status.syncing()).isFalse();
        assertThat(status.currentBlock()).isEmpty();
        assertThat(status.extra()).isEqualTo(Map.of("healedTrienodes", Json.of("\"0x7\"")));
    }

    @Test
    void decoder_refusesWhatIsNoStatus() {
        assertThatThrownBy(() -> status("[1]")).isInstanceOf(DecodeException.class);
    }

    @Test
    void elements_readsAnArrayAsItsElements() {
        assertThat(read(ReplayableFeed.elements(), "[{\"a\":[1]},\"x\",null]"))
                .containsExactly(Json.of("{\"a\":[1]}"), Json.of("\"x\""), Json.NULL);
        assertThat(read(ReplayableFeed.elements(), "[]")).isEmpty();
    }
}
