package io.windlass.network.ethereum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BlockHeader;
import io.windlass.DecodeException;
import io.windlass.Hash;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class EthereumHeaderTest {
    private static EthereumHeader header(String members) {
        String hash = Hash.ZERO.toHex();
        return EthereumHeader.of(Read.json(
                BlockHeader.decoder(),
                "{\"number\":\"0x7\",\"hash\":\"" + hash + "\",\"parentHash\":\"" + hash + "\"" + members + "}"));
    }

    @Test
    void of_realHeaderOfCancun_readsBlobsAndBeaconRoots() throws IOException {
        EthereumHeader header = EthereumHeader.of(Read.sample(BlockHeader.decoder(), "ethereum-block-19449567.json"));

        assertThat(header.header().number()).isEqualTo(19449567);
        assertThat(header.blobGasUsed()).hasValue(0);
        assertThat(header.excessBlobGas()).hasValue(0);
        assertThat(header.withdrawalsRoot())
                .contains(Hash.of("0x360c33f20eeed5efbc7d08be46e58f8440af5db503e40908ef3d1eb314856ef7"));
        assertThat(header.parentBeaconBlockRoot())
                .contains(Hash.of("0x2843cb9f7d001bd58816a915e685ed96a555c9aeec1217736bd83a96ebd409cc"));
        assertThat(header.requestsHash()).isEmpty();
    }

    @Test
    void of_realHeaderBeforeTheMerge_hasNoneOfThem() throws IOException {
        EthereumHeader header = EthereumHeader.of(Read.sample(BlockHeader.decoder(), "ethereum-block-7768421.json"));

        assertThat(header.blobGasUsed()).isEmpty();
        assertThat(header.excessBlobGas()).isEmpty();
        assertThat(header.withdrawalsRoot()).isEmpty();
        assertThat(header.parentBeaconBlockRoot()).isEmpty();
        assertThat(header.requestsHash()).isEmpty();
    }

    @Test
    void requestsHash_sincePrague_isRead() {
        String hash = "0x" + "ab".repeat(32);

        assertThat(header(",\"requestsHash\":\"" + hash + "\"").requestsHash()).contains(Hash.of(hash));
    }

    @Test
    void accessors_ofMembersInAnotherShape_failAsDecoding() {
        EthereumHeader odd = header(",\"withdrawalsRoot\":\"0x12\",\"blobGasUsed\":[]");

        assertThatThrownBy(odd::withdrawalsRoot)
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("withdrawalsRoot of block #7");
        assertThatThrownBy(odd::blobGasUsed).isInstanceOf(DecodeException.class);
    }
}
