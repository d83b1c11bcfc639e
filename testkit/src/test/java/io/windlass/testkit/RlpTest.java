package io.windlass.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Bytes;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The examples of the Ethereum wiki. */
class RlpTest {
    @Test
    void strings() {
        assertThat(hex(text(""))).isEqualTo("0x80");
        assertThat(hex(text("dog"))).isEqualTo("0x83646f67");
        assertThat(hex(Rlp.bytes(new byte[] {0}))).isEqualTo("0x00");
        assertThat(hex(Rlp.bytes(new byte[] {(byte) 0x80}))).isEqualTo("0x8180");
        assertThat(hex(text("Lorem ipsum dolor sit amet, consectetur adipisicing elit")))
                .startsWith("0xb8384c6f72656d20")
                .hasSize(2 + 2 * 58);
        assertThat(hex(Rlp.bytes(new byte[1024]))).startsWith("0xb90400");
        assertThat(hex(Rlp.bytes(new byte[55]))).startsWith("0xb700");
    }

    @Test
    void numbers() {
        assertThat(hex(Rlp.number(0))).isEqualTo("0x80");
        assertThat(hex(Rlp.number(15))).isEqualTo("0x0f");
        assertThat(hex(Rlp.number(1024))).isEqualTo("0x820400");
        assertThat(hex(Rlp.number(-1))).isEqualTo("0x88ffffffffffffffff");
        assertThat(hex(Rlp.number(BigInteger.ZERO))).isEqualTo("0x80");
        assertThat(hex(Rlp.number(BigInteger.valueOf(255)))).isEqualTo("0x81ff");
        assertThat(hex(Rlp.number(BigInteger.TWO.pow(64)))).isEqualTo("0x89010000000000000000");
    }

    @Test
    void lists() {
        assertThat(hex(Rlp.list())).isEqualTo("0xc0");
        assertThat(hex(Rlp.list(text("cat"), text("dog")))).isEqualTo("0xc88363617483646f67");
        byte[] nothing = Rlp.list();
        assertThat(hex(Rlp.list(nothing, Rlp.list(nothing), Rlp.list(nothing, Rlp.list(nothing)))))
                .isEqualTo("0xc7c0c1c0c3c0c1c0");
        assertThat(hex(Rlp.list(Rlp.bytes(new byte[60])))).startsWith("0xf83eb83c00");
    }

    private static byte[] text(String text) {
        return Rlp.bytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String hex(byte[] bytes) {
        return Bytes.of(bytes).toHex();
    }
}
