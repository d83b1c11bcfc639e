package io.windlass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HashTest {
    private static final String HEX = "0x0123456789abcdeffedcba987654321000112233445566778899aabbccddeeff";

    @Test
    void of_text_holdsTheWordsInOrder() {
        Hash hash = Hash.of(HEX);

        assertThat(hash)
                .isEqualTo(
                        new Hash(0x0123456789abcdefL, 0xfedcba9876543210L, 0x0011223344556677L, 0x8899aabbccddeeffL));
        assertThat(hash.toHex()).isEqualTo(HEX);
        assertThat(hash).hasToString(HEX);
    }

    @Property
    void of_anyBytes_comesBackAsBytesAndAsTextInEitherCase(@ForAll @Size(32) byte[] bytes) {
        Hash hash = Hash.of(bytes);

        assertThat(hash.toArray()).isEqualTo(bytes);
        assertThat(Hash.of(hash.toHex())).isEqualTo(hash).hasSameHashCodeAs(hash);
        assertThat(Hash.of("0X" + hash.toHex().substring(2).toUpperCase(Locale.ROOT)))
                .isEqualTo(hash);
        assertThat(new BigInteger(1, bytes))
                .isEqualTo(new BigInteger(hash.toHex().substring(2), 16));
    }

    @Property
    void compareTo_anyTwo_ordersAsUnsignedNumbers(@ForAll @Size(32) byte[] one, @ForAll @Size(32) byte[] other) {
        int expected = new BigInteger(1, one).compareTo(new BigInteger(1, other));

        assertThat(Integer.signum(Hash.of(one).compareTo(Hash.of(other)))).isEqualTo(expected);
        assertThat(Integer.signum(Hash.of(other).compareTo(Hash.of(one)))).isEqualTo(-expected);
        assertThat(Hash.of(one)).isEqualByComparingTo(Hash.of(one.clone()));
    }

    @ParameterizedTest
    @CsvSource({"0,1", "8,1", "16,1", "24,1"})
    void compareTo_differenceInOneWord_decides(int at, byte value) {
        byte[] larger = new byte[32];
        larger[at] = value;

        assertThat(Hash.of(larger)).isGreaterThan(Hash.ZERO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "0x",
                "0x0123",
                "0123456789abcdeffedcba987654321000112233445566778899aabbccddeeff00",
                "0x0123456789abcdeffedcba987654321000112233445566778899aabbccddeef",
                "0x0123456789abcdeffedcba987654321000112233445566778899aabbccddeeff0",
                "0x0123456789abcdeffedcba987654321000112233445566778899aabbccddeefg",
                "0x-123456789abcdeffedcba987654321000112233445566778899aabbccddeeff",
                "0x0123456789abcdeffedcba987654321000112233445566778899aabbccddee\u0661\u0662"
            })
    void of_anythingElse_isRefusedAndShown(String text) {
        assertThatThrownBy(() -> Hash.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void of_wrongNumberOfBytes_isRefused() {
        assertThatThrownBy(() -> Hash.of(new byte[31]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a hash has 32 bytes, got 31");
    }

    @Test
    void of_longText_isShownShortened() {
        assertThatThrownBy(() -> Hash.of("0x" + "a".repeat(10_000)))
                .satisfies(e -> assertThat(e.getMessage()).endsWith("...'").hasSizeLessThan(150));
    }
}
