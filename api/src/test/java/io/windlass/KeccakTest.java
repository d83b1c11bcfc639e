package io.windlass;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeccakTest {
    @ParameterizedTest
    @CsvSource({
        "'', c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
        "abc, 4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45",
        "'Transfer(address,address,uint256)', ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
    })
    void keccak256_knownText_givesTheKnownDigest(String text, String digest) {
        assertThat(Hash.keccak256(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(Hash.of("0x" + digest));
    }

    /** Bytes 0, 1, … 250, 0, 1, …; the digests come from another implementation, checked against a library's SHA3-256. */
    @ParameterizedTest(name = "{0} bytes")
    @CsvSource({
        "135, cbdfd9dee5faad3818d6b06f95a219fd290b0e1706f6a82e5a595b9ce9faca62",
        "136, 7ce759f1ab7f9ce437719970c26b0a66ff11fe3e38e17df89cf5d29c7d7f807e",
        "137, ac73d4fae68b8453f764007c1a20ce95994187861f0c3227a3a8e99a73a3b1db",
        "271, 27eceb59ebc3dc8a04a5b135be641591a7278540e4556a2ba9f408194e666ec3",
        "272, 8e2476e65823b24d96ebe239f2c1534cdf763e689e2410c3b1cb0c74e6177bfc",
        "1000, af692982e84a5a9688359025660a7857cd28ee7c8d867cfa1677baf2e6d1f63b"
    })
    void keccak256_lengthAroundTheBlockSize_givesTheKnownDigest(int length, String digest) {
        byte[] input = new byte[length];
        for (int i = 0; i < length; i++) {
            input[i] = (byte) (i % 251);
        }

        assertThat(Hash.keccak256(input)).isEqualTo(Hash.of("0x" + digest));
    }

    /** Two blocks of one repeated byte, a customary vector. */
    @Test
    void keccak256_twoBlocksOfOneByte_givesTheKnownDigest() {
        byte[] input = new byte[200];
        Arrays.fill(input, (byte) 0xa3);

        assertThat(Hash.keccak256(input))
                .hasToString("0x3a57666b048777f2c953dc4456f45a2588e1cb6f2da760122d530ac2ce607d4a");
    }

    @Test
    void keccak256_input_isLeftAsItWas() {
        byte[] input = new byte[300];
        Hash.keccak256(input);

        assertThat(input).containsOnly(0);
    }
}
