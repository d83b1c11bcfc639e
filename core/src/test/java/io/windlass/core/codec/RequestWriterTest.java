package io.windlass.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.Address;
import io.windlass.BlockRef;
import io.windlass.Bytes;
import io.windlass.Hash;
import io.windlass.Json;
import io.windlass.spi.Request;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestWriterTest {
    private static String encode(Object... params) {
        String message = text(new JsonCodec().encode(List.of(new Request(7, "m", Arrays.asList(params))), false));
        String prefix = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"m\",\"params\":";
        assertThat(message).startsWith(prefix).endsWith("}");
        return message.substring(prefix.length(), message.length() - 1);
    }

    private static String text(byte[] message) {
        return new String(message, StandardCharsets.UTF_8);
    }

    @Test
    void encode_everyAllowedType_writesItsJson() {
        Map<String, Object> filter = new LinkedHashMap<>();
        filter.put("address", Address.of("0x" + "Ab".repeat(20)));
        filter.put("topics", Arrays.asList(null, Set.of(Hash.ZERO)));

        assertThat(encode("text", true, 1, -2L, BigInteger.TWO.pow(70), null))
                .isEqualTo("[\"text\",true,1,-2,1180591620717411303424,null]");
        assertThat(encode(Bytes.of((byte) 1, (byte) 0xfe), Bytes.EMPTY)).isEqualTo("[\"0x01fe\",\"0x\"]");
        assertThat(encode(BlockRef.number(255), BlockRef.latest(), BlockRef.earliest()))
                .isEqualTo("[\"0xff\",\"latest\",\"0x0\"]");
        assertThat(encode(filter))
                .isEqualTo("[{\"address\":\"0x" + "ab".repeat(20) + "\",\"topics\":[null,[\"" + Hash.ZERO + "\"]]}]");
        assertThat(encode(Json.of(" {\"a\" : [1,\"é\"]} "), Json.NULL)).isEqualTo("[{\"a\" : [1,\"é\"]},null]");
        assertThat(encode()).isEqualTo("[]");
    }

    @Test
    void encode_textThatNeedsEscapes_escapesOnlyThat() {
        assertThat(encode("\"\\/\n\u0000\u007f é链😀")).isEqualTo("[\"\\\"\\\\/\\u000a\\u0000\u007f é链😀\"]");
        assertThat(encode("\ud800", "\udc00x", "\ud83d")).isEqualTo("[\"\\ud800\",\"\\udc00x\",\"\\ud83d\"]");
    }

    @Test
    void encode_batch_writesAnArrayEvenForOne() {
        Request first = new Request(1, "a", List.of());
        Request second = new Request(2, "b", List.of());
        String one = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"params\":[]}";

        assertThat(text(new JsonCodec().encode(List.of(first), false))).isEqualTo(one);
        assertThat(text(new JsonCodec().encode(List.of(first), true))).isEqualTo("[" + one + "]");
        assertThat(text(new JsonCodec().encode(List.of(first, second), true)))
                .isEqualTo("[" + one + ",{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"b\",\"params\":[]}]");
        assertThatThrownBy(() -> new JsonCodec().encode(List.of(first, second), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got 2");
        assertThatThrownBy(() -> new JsonCodec().encode(List.of(), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got 0");
    }

    @Test
    void encode_typeThatIsNotAllowed_namesItAndTheAllowedOnes() {
        assertThatThrownBy(() -> encode(List.of(1.5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a parameter cannot be a java.lang.Double; allowed are String, Boolean,");
        assertThatThrownBy(() -> encode(new byte[] {1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("byte[]; allowed are");
        assertThatThrownBy(() -> encode(Map.of(1, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs String keys, has a java.lang.Integer");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":}  | a Json parameter is not JSON: expected a value at byte 5 of 6, found '}' in '{\"a\":}'",
                "``        | a Json parameter is not JSON: expected a value at byte 0 of 0, found the end of the text",
                "1,2       | a Json parameter is not JSON: expected nothing after the value at byte 1 of 3, found ',' in '1,2'",
                "latest    | a Json parameter is not JSON: expected a value at byte 0 of 6, found 'l' in 'latest'",
            })
    void encode_jsonThatIsNone_saysWhere(String json, String message) {
        assertThatThrownBy(() -> encode(Json.of(json)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void encode_jsonWithHalfASurrogatePair_isRefusedRatherThanChanged() {
        assertThatThrownBy(() -> encode(Json.of("\"\ud800\"")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("surrogate");
    }

    @Test
    void encode_collectionThatContainsItself_isRefused() {
        List<Object> endless = new ArrayList<>();
        endless.add(endless);

        assertThatThrownBy(() -> encode(endless))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nests more than 64");
    }
}
