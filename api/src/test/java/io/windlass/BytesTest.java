package io.windlass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BytesTest {
    @Property
    void fromHex_whatToHexWrote_isEqual(@ForAll byte[] raw) {
        Bytes bytes = Bytes.of(raw);

        assertThat(bytes.toArray()).isEqualTo(raw);
        assertThat(bytes.length()).isEqualTo(raw.length);
        assertThat(bytes.toHex()).hasSize(2 + 2 * raw.length).hasToString(bytes.toString());
        assertThat(Bytes.fromHex(bytes.toHex())).isEqualTo(bytes).hasSameHashCodeAs(bytes);
        assertThat(Bytes.fromHex("0X" + bytes.toHex().substring(2).toUpperCase(Locale.ROOT)))
                .isEqualTo(bytes);
        for (int i = 0; i < raw.length; i++) {
            assertThat(bytes.get(i)).isEqualTo(raw[i]);
        }
    }

    @Test
    void of_array_isCopiedInAndOut() {
        byte[] raw = {1, 2, 3};
        Bytes bytes = Bytes.of(raw);
        raw[0] = 9;
        bytes.toArray()[1] = 9;

        assertThat(bytes).hasToString("0x010203").isNotEqualTo(Bytes.of((byte) 1));
        assertThat(Bytes.of(raw, 1, 2)).isEqualTo(Bytes.of((byte) 2, (byte) 3));
        assertThat(Bytes.of(raw, 1, 0)).isSameAs(Bytes.EMPTY);
        assertThat(Bytes.fromHex("0x")).isSameAs(Bytes.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "x", "00", "0x0", "0x123", "0xgg", "0x0\u0661", "0x 0", " 0x00", "0x+1"})
    void fromHex_anythingElse_isRefusedAndShown(String text) {
        assertThatThrownBy(() -> Bytes.fromHex(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 2, Integer.MAX_VALUE})
    void get_outOfRange_isRefused(int index) {
        assertThatThrownBy(() -> Bytes.of((byte) 1, (byte) 2).get(index)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void of_sliceOutOfRange_isRefused() {
        assertThatThrownBy(() -> Bytes.of(new byte[4], 2, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Bytes.of(new byte[4], -1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Bytes.of(new byte[4], 2, -1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
