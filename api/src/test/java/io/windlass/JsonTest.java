package io.windlass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void of_text_isKeptWithoutTheSpaceAround() {
        Json json = Json.of(" {\"a\" : 1}\n");

        assertThat(json.text()).isEqualTo("{\"a\" : 1}");
        assertThat(json)
                .hasToString(json.text())
                .isEqualTo(Json.of("{\"a\" : 1}"))
                .isNotEqualTo(Json.of("{\"a\":1}"));
        assertThat(json).hasSameHashCodeAs(Json.of("{\"a\" : 1}"));
        assertThat(json.isNull()).isFalse();
        assertThat(Json.of("null").isNull()).isTrue();
        assertThat(Json.of("null")).isEqualTo(Json.NULL);
    }

    @Test
    void of_bytes_areASliceOfUtf8() {
        byte[] bytes = "[\"é链😀\"]".getBytes(StandardCharsets.UTF_8);

        assertThat(Json.of(bytes, 1, bytes.length - 2).asString()).isEqualTo("é链😀");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"\" | ''",
                "\"plain\" | plain",
                "\"a\\\"b\\\\c\\/d\" | a\"b\\c/d",
                "\"\\u00e9\\u94FE\\uD83D\\ude00\" | é链😀",
                "\"\\\\u0041\" | \\u0041"
            },
            quoteCharacter = '\'')
    void asString_text_hasItsEscapesResolved(String json, String text) {
        assertThat(Json.of(json).asString()).isEqualTo(text);
    }

    @Test
    void asString_controlCharacters_areResolved() {
        assertThat(Json.of("\"\\n\\t\\r\\b\\f\"").asString()).isEqualTo("\n\t\r\b\f");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"",
                "1",
                "null",
                "{}",
                "\"open",
                "\"open\\",
                "\"a\\\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\\u\""
            })
    void asString_somethingElse_isADecodeExceptionThatShowsIt(String json) {
        assertThatThrownBy(() -> Json.of(json).asString())
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining(json);
    }

    @Property
    void asQuantity_hexOrDecimal_isTheNumber(@ForAll @LongRange(min = 0) long number) {
        assertThat(Json.of("\"0x" + Long.toHexString(number) + "\"").asLong()).isEqualTo(number);
        assertThat(Json.of(Long.toString(number)).asLong()).isEqualTo(number);
    }

    @Test
    void asQuantity_large_fitsIntoNoLong() {
        Json large = Json.of("\"0x" + "f".repeat(64) + "\"");

        assertThat(large.asQuantity()).isEqualTo(BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE));
        assertThatThrownBy(large::asLong).isInstanceOf(DecodeException.class).hasMessageContaining("63 bits");
        assertThatThrownBy(Json.of("\"0x8000000000000000\"")::asLong).isInstanceOf(DecodeException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "1.5",
                "1e3",
                "\"12\"",
                "\"0x\"",
                "\"0x",
                "\"0x12",
                "\"0xg\"",
                "\"0x-1\"",
                "\"0x+1\"",
                "\"0x\u0661\"",
                "{}"
            })
    void asQuantity_somethingElse_isADecodeExceptionThatShowsIt(String json) {
        assertThatThrownBy(() -> Json.of(json).asQuantity())
                .isInstanceOf(DecodeException.class)
                .hasMessage("expected a quantity (0x and hex digits), found " + json);
    }

    @Test
    void asString_longText_isShownShortened() {
        assertThatThrownBy(() -> Json.of("[" + "1,".repeat(1000) + "1]").asString())
                .satisfies(e -> assertThat(e.getMessage()).endsWith("...").hasSizeLessThan(130));
    }
}
