package io.windlass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    private static final String HEX = "0xdac17f958d2ee523a2206206994597c13d831ec7";

    @Property
    void of_anyBytes_comeBackAsBytesAndAsTextInEitherCase(@ForAll @Size(20) byte[] bytes) {
        Address address = Address.of(Bytes.of(bytes).toHex());

        assertThat(address.toArray()).isEqualTo(bytes);
        assertThat(address.toHex()).isEqualTo(Bytes.of(bytes).toHex());
        assertThat(Address.of("0X" + address.toHex().substring(2).toUpperCase(Locale.ROOT)))
                .isEqualTo(address)
                .hasSameHashCodeAs(address);
    }

    @Property
    void toTopic_anyAddress_isLeftPaddedTo32Bytes(@ForAll @Size(20) byte[] bytes) {
        Address address = Address.of(Bytes.of(bytes).toHex());

        assertThat(address.toTopic())
                .hasToString("0x" + "0".repeat(24) + address.toHex().substring(2));
    }

    @Test
    void of_checksummedText_isReadWithoutItsCase() {
        assertThat(Address.of("0xdAC17F958D2ee523a2206206994597C13D831ec7")).hasToString(HEX);
        assertThat(Address.of("0xDAC17f958d2ee523a2206206994597c13d831EC7")).isEqualTo(Address.of(HEX));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0x",
                "dac17f958d2ee523a2206206994597c13d831ec7",
                "0xdac17f958d2ee523a2206206994597c13d831ec",
                "0xdac17f958d2ee523a2206206994597c13d831ec70",
                "0xdac17f958d2ee523a2206206994597c13d831eg7",
                "0xdac17f958d2ee523a2206206994597c13d831e 7"
            })
    void of_anythingElse_isRefusedAndShown(String text) {
        assertThatThrownBy(() -> Address.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }
}
