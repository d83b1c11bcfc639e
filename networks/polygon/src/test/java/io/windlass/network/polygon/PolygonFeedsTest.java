package io.windlass.network.polygon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.Address;
import io.windlass.Bytes;
import io.windlass.DecodeException;
import io.windlass.Feed;
import io.windlass.Hash;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolygonFeedsTest {
    private static final Address CONTRACT = Address.of("0xa6fa4fb5f76172d178d61b04b0ecd319c5d1c0aa");
    private static final String SENT = "0x" + "0c".repeat(32);

    private static String deposit(String data) {
        return "{\"ID\":2871234,\"Contract\":\"" + CONTRACT + "\",\"Data\":\"" + data + "\",\"TxHash\":\"" + SENT
                + "\"}";
    }

    @Test
    void newDeposits_ofAll_subscribesWithAnEmptyFilter() {
        Feed<Deposit> feed = PolygonFeeds.newDeposits();

        assertThat(feed.name()).isEqualTo("newDeposits");
        assertThat(feed.type()).isEqualTo(Deposit.class);
        assertThat(feed.subscribeParams()).containsExactly("newDeposits", Map.of());
    }

    @Test
    void newDeposits_ofAContractOrAnId_subscribesWithBorsNames() {
        assertThat(PolygonFeeds.newDeposits(CONTRACT).subscribeParams())
                .containsExactly("newDeposits", Map.of("Contract", CONTRACT));
        assertThat(PolygonFeeds.newDeposits(5).subscribeParams()).containsExactly("newDeposits", Map.of("ID", 5L));
        assertThat(PolygonFeeds.newDeposits(5)).isEqualTo(PolygonFeeds.newDeposits(5));
        assertThat(PolygonFeeds.newDeposits(5)).isNotEqualTo(PolygonFeeds.newDeposits());
    }

    @Test
    void newDeposits_ofTheIdThatMeansAny_isRefused() {
        assertThatThrownBy(() -> PolygonFeeds.newDeposits(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(">= 1, was 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"00ff", "0x00ff"})
    void decoder_readsWhatBorWrites(String data) {
        Deposit deposit = Read.json(PolygonFeeds.newDeposits().decoder()::decode, deposit(data));

        assertThat(deposit).isEqualTo(new Deposit(2871234, CONTRACT, Bytes.fromHex("0x00ff"), Hash.of(SENT)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"ID\":1}", "[]", "7"})
    void decoder_ofAnotherShape_failsAsDecoding(String json) {
        assertThatThrownBy(() -> Read.json(Deposit::decode, json)).isInstanceOf(DecodeException.class);
    }

    @Test
    void decoder_ofDataThatIsNotHex_failsAsDecoding() {
        assertThatThrownBy(() -> Read.json(Deposit::decode, deposit("zz")))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("Data of a deposit");
    }
}
