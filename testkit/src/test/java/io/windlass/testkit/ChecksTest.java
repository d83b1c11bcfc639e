package io.windlass.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** RLP, header hash and bloom against data of real chains. */
class ChecksTest {
    @Test
    void headerHash_ofARealPolygonBlock() throws IOException {
        Tree header = Checks.fixture("polygon-header-43352696.json");
        assertThat(Checks.hash(header).toHex()).isEqualTo(header.at("hash").text());
    }

    @Test
    void bloom_ofARealEthereumReceipt() throws IOException {
        Tree receipt = Checks.fixture("ethereum-receipt-17291184.json");
        assertThat(Checks.bloom(receipt.at("logs").elements()).toHex())
                .isEqualTo(receipt.at("logsBloom").text());
    }
}
