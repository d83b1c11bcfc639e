package io.windlass.core.feed.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Address;
import io.windlass.Bytes;
import io.windlass.Feeds;
import io.windlass.Hash;
import io.windlass.Log;
import io.windlass.LogsFeed;
import io.windlass.core.codec.JsonCodecProvider;
import io.windlass.core.sim.ScriptedChain;
import io.windlass.core.sim.World;
import io.windlass.spi.Codec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class BloomTest {
    private static final Codec CODEC = new JsonCodecProvider().create();
    private static final Address A = ScriptedChain.emitter(1);
    private static final Address B = ScriptedChain.emitter(2);
    private static final Address C = ScriptedChain.emitter(3);

    private final ScriptedChain.Block block = new ScriptedChain(new World(1), CODEC).mine(A, B);
    private final Bytes bloom = block.header().logsBloom();

    private static LogsFeed topic(int position, Address of) {
        return Feeds.logs().topic(position, ScriptedChain.topic(of));
    }

    private static Log log(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return Log.decoder().decode(CODEC.reader(bytes, 0, bytes.length));
    }

    @Test
    void mayHold_whatIsInTheBlock() {
        assertThat(Bloom.mayHold(bloom, Feeds.logs())).isTrue();
        assertThat(Bloom.mayHold(bloom, Feeds.logs().address(A))).isTrue();
        assertThat(Bloom.mayHold(bloom, Feeds.logs().address(C, B))).isTrue();
        assertThat(Bloom.mayHold(bloom, topic(0, A))).isTrue();
    }

    @Test
    void mayHold_notWhatIsExcluded() {
        assertThat(Bloom.mayHold(bloom, Feeds.logs().address(C))).isFalse();
        assertThat(Bloom.mayHold(bloom, topic(0, C))).isFalse();
        assertThat(Bloom.mayHold(bloom, Feeds.logs().address(A).topic(3, Hash.ZERO)))
                .isFalse();
    }

    @Test
    void mayHold_whatIsNoBloom_excludesNothing() {
        assertThat(Bloom.mayHold(Bytes.EMPTY, Feeds.logs().address(C))).isTrue();
        assertThat(Bloom.mayHold(Bytes.of(new byte[32]), Feeds.logs().address(C)))
                .isTrue();
    }

    @Test
    void isOf_exactlyItsLogs() {
        List<Log> logs = block.logs().stream().map(BloomTest::log).toList();

        assertThat(Bloom.isOf(bloom, logs)).isTrue();
        assertThat(Bloom.isOf(bloom, logs.subList(0, 1))).isFalse();
        assertThat(Bloom.isOf(bloom, List.of())).isFalse();
        assertThat(Bloom.isOf(Bytes.of(new byte[256]), List.of())).isTrue();
    }

    @Test
    void isZero_withoutABit() {
        assertThat(Bloom.isZero(Bytes.of(new byte[256]))).isTrue();
        assertThat(Bloom.isZero(bloom)).isFalse();
    }
}
