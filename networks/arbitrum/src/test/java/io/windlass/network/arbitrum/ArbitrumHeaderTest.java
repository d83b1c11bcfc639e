package io.windlass.network.arbitrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BlockHeader;
import io.windlass.DecodeException;
import io.windlass.Hash;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArbitrumHeaderTest {
    private static final String ROOT = "0x539464419cc7e1235fba3837a56b348ecb8ae3a3ed2f1c8839012038bbb59e32";

    private static BlockHeader header(String members) {
        String hash = Hash.ZERO.toHex();
        return Read.json(
                BlockHeader.decoder(),
                "{\"number\":\"0x7\",\"hash\":\"" + hash + "\",\"parentHash\":\"" + hash + "\"" + members + "}");
    }

    @ParameterizedTest
    @CsvSource({
        "arbitrum-block-408874813.json, 408874813, 23976433, 155488,"
                + " 0x539464419cc7e1235fba3837a56b348ecb8ae3a3ed2f1c8839012038bbb59e32",
        "arbitrum-block-96223351.json, 96223351, 17376420, 78088,"
                + " 0xd79c44e4c3397b74b78db0ea2d34c1106d8bae0752d6e352a859ae27185dec62"
    })
    void of_realHeader_readsWhatArbitrumAdds(String sample, long number, long l1, long sendCount, String sendRoot)
            throws IOException {
        ArbitrumHeader header = ArbitrumHeader.of(Read.sample(BlockHeader.decoder(), sample));

        assertThat(header.header().number()).isEqualTo(number);
        assertThat(header.l1BlockNumber()).isEqualTo(l1);
        assertThat(header.sendCount()).isEqualTo(sendCount);
        assertThat(header.sendRoot()).isEqualTo(Hash.of(sendRoot));
    }

    @Test
    void of_headerOfAnotherChain_isRefused() {
        BlockHeader other = header("");

        assertThatThrownBy(() -> ArbitrumHeader.of(other))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("has no l1BlockNumber; is it from an Arbitrum node?");
    }

    @Test
    void accessors_ofHeaderBeforeNitro_sayWhatIsMissing() {
        ArbitrumHeader classic = ArbitrumHeader.of(header(",\"l1BlockNumber\":\"0xe5c1fe\""));

        assertThat(classic.l1BlockNumber()).isEqualTo(0xe5c1fe);
        assertThatThrownBy(classic::sendRoot)
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("sendRoot");
        assertThatThrownBy(classic::sendCount)
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("sendCount");
    }

    @Test
    void accessors_ofMembersInAnotherShape_failAsDecoding() {
        ArbitrumHeader odd =
                ArbitrumHeader.of(header(",\"l1BlockNumber\":\"x\",\"sendRoot\":\"0x12\",\"sendCount\":{}"));

        assertThatThrownBy(odd::l1BlockNumber).isInstanceOf(DecodeException.class);
        assertThatThrownBy(odd::sendRoot).isInstanceOf(DecodeException.class).hasMessageContaining("sendRoot");
        assertThatThrownBy(odd::sendCount).isInstanceOf(DecodeException.class);
    }

    @Test
    void equals_ofViewsOfOneHeader_isTrue() {
        BlockHeader header = header(",\"l1BlockNumber\":\"0x1\",\"sendRoot\":\"" + ROOT + "\"");

        assertThat(ArbitrumHeader.of(header))
                .isEqualTo(ArbitrumHeader.of(header))
                .hasSameHashCodeAs(ArbitrumHeader.of(header));
        assertThat(ArbitrumHeader.of(header).sendRoot()).isEqualTo(Hash.of(ROOT));
    }
}
