package io.windlass.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.Address;
import io.windlass.Bytes;
import io.windlass.DecodeException;
import io.windlass.Hash;
import io.windlass.Json;
import io.windlass.JsonReader;
import io.windlass.JsonReader.Kind;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    private static final String HASH = "0x0123456789abcdefABCDEF9876543210ffeeddccbbaa99887766554433221100";
    private static final String ADDRESS = "0xDAC17f958d2ee523a2206206994597c13d831ec7";

    /** A reader over a slice in the middle of other bytes. */
    private static JsonReader reader(String json) {
        byte[] value = json.getBytes(StandardCharsets.UTF_8);
        byte[] around = ("9\"" + json + "\"9").getBytes(StandardCharsets.UTF_8);
        return new JsonCodec().reader(around, 2, value.length);
    }

    @Test
    void read_objectWithEveryKind_walksIt() {
        JsonReader in =
                reader(" { \"a\" : [ 1 , [ ] , { } ] , \"b\" : \"t\" , \"c\":null,\"d\":false , \"\\u0065\" : { } } ");
        List<String> seen = new ArrayList<>();

        in.beginObject();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            seen.add(name + " " + in.peek());
            if (name.equals("a")) {
                in.beginArray();
                while (in.nextElement()) {
                    seen.add("- " + in.peek());
                    in.skip();
                }
            } else if (!in.skipNull()) {
                in.skip();
            }
        }

        assertThat(seen)
                .containsExactly(
                        "a ARRAY", "- NUMBER", "- ARRAY", "- OBJECT", "b STRING", "c NULL", "d BOOLEAN", "e OBJECT");
    }

    @Test
    void read_emptyObjectAndArray_endAtOnce() {
        JsonReader in = reader("[{},[]]");

        in.beginArray();
        assertThat(in.nextElement()).isTrue();
        in.beginObject();
        assertThat(in.nextName()).isNull();
        assertThat(in.nextElement()).isTrue();
        in.beginArray();
        assertThat(in.nextElement()).isFalse();
        assertThat(in.nextElement()).isFalse();
    }

    @Test
    void skipNull_somethingElse_consumesNothing() {
        JsonReader in = reader("[null,7]");

        in.beginArray();
        assertThat(in.nextElement()).isTrue();
        assertThat(in.skipNull()).isTrue();
        assertThat(in.nextElement()).isTrue();
        assertThat(in.skipNull()).isFalse();
        assertThat(in.peek()).isEqualTo(Kind.NUMBER);
        assertThat(in.quantity()).isEqualTo(7);
        assertThat(in.nextElement()).isFalse();
    }

    @Test
    void string_escapesAndEveryLengthOfCharacter_resolves() {
        assertThat(reader("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\uDE00é链😀\"")
                        .string())
                .isEqualTo("\"\\/\b\f\n\r\té😀é链😀");
        assertThat(reader("\"\"").string()).isEmpty();
        assertThat(reader("\"" + "long ".repeat(5000) + "\"").string()).isEqualTo("long ".repeat(5000));
    }

    @Test
    void bool_trueAndFalse_reads() {
        assertThat(reader("true").bool()).isTrue();
        assertThat(reader("false").bool()).isFalse();
    }

    static Stream<Arguments> quantities() {
        return Stream.of(
                Arguments.of("\"0x0\"", "0"),
                Arguments.of("\"0x1B13c84\"", "28392580"),
                Arguments.of("\"0X10\"", "16"),
                Arguments.of("\"0x00\"", "0"),
                Arguments.of("\"0x0000000000000000000000010\"", "16"),
                Arguments.of("\"0x7fffffffffffffff\"", "9223372036854775807"),
                Arguments.of("0", "0"),
                Arguments.of("12", "12"),
                Arguments.of("9223372036854775807", "9223372036854775807"),
                Arguments.of("\"\\u0030x1\"", "1"));
    }

    @ParameterizedTest
    @MethodSource("quantities")
    void quantity_thatFits_isReadEitherWay(String json, String value) {
        assertThat(reader(json).quantity()).isEqualTo(Long.parseLong(value));
        assertThat(reader(json).bigQuantity()).isEqualTo(new BigInteger(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"0x8000000000000000\"", "\"0xffffffffffffffffffffffffffffffff\"", "9223372036854775808"})
    void quantity_tooLarge_isReadOnlyAsBig(String json) {
        assertThat(reader(json).bigQuantity())
                .isEqualTo(
                        json.startsWith("\"")
                                ? new BigInteger(json.substring(3, json.length() - 1), 16)
                                : new BigInteger(json));
        assertThatThrownBy(() -> reader(json).quantity())
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("63 bits");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"0x\"", "\"\"", "\"0\"", "\"12\"", "\"0xg\"", "\"0x-1\"", "\"0x+1\"", "\"0x 1\"", "\" 0x1\"",
                        "\"1x1\"",
                "\"0x1\\n\"", "\"0x٣\"", "\"latest\"", "-1", "1.0", "1e3", "true", "null", "{}", "[]"
            })
    void quantity_thatIsNone_saysWhatWasFound(String json) {
        for (Consumer<JsonReader> read : List.<Consumer<JsonReader>>of(JsonReader::quantity, JsonReader::bigQuantity)) {
            assertThatThrownBy(() -> read.accept(reader(json)))
                    .isInstanceOf(DecodeException.class)
                    .hasMessageStartingWith("expected a quantity (0x and hex digits, or an integer), found ");
        }
    }

    @Test
    void bigQuantity_ofAThousandDigits_isReadAndOfMoreRefused() {
        assertThat(reader("\"0x" + "f".repeat(1000) + "\"").bigQuantity().bitLength())
                .isEqualTo(4000);
        assertThat(reader("1".repeat(1000)).bigQuantity().toString()).isEqualTo("1".repeat(1000));
        assertThatThrownBy(() -> reader("\"0x" + "0".repeat(1001) + "\"").bigQuantity())
                .isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> reader("1".repeat(1001)).bigQuantity()).isInstanceOf(DecodeException.class);
    }

    @Test
    void bytes_dataOfAnyLength_reads() {
        assertThat(reader("\"0x\"").bytes()).isSameAs(Bytes.EMPTY);
        for (int length = 1; length < 40; length++) {
            byte[] data = new byte[length];
            for (int i = 0; i < length; i++) {
                data[i] = (byte) (i * 37 + 200);
            }
            String hex = Bytes.of(data).toHex();
            assertThat(reader("\"" + hex + "\"").bytes()).isEqualTo(Bytes.of(data));
            assertThat(reader("\"0X" + hex.substring(2).toUpperCase(java.util.Locale.ROOT) + "\"")
                            .bytes())
                    .isEqualTo(Bytes.of(data));
        }
        assertThat(reader("\"0\\u0078aF\"").bytes()).isEqualTo(Bytes.of((byte) 0xaf));
    }

    @Test
    void hashAndAddress_eitherCase_read() {
        assertThat(reader("\"" + HASH + "\"").hash()).isEqualTo(Hash.of(HASH));
        assertThat(reader("\"" + ADDRESS + "\"").address()).isEqualTo(Address.of(ADDRESS));
        assertThat(reader("\"\\u0030" + HASH.substring(1) + "\"").hash()).isEqualTo(Hash.of(HASH));
        assertThat(reader("\"\\u0030" + ADDRESS.substring(1) + "\"").address()).isEqualTo(Address.of(ADDRESS));
    }

    @Test
    void hex_withAnyOtherCharacterAnywhere_isRefused() {
        for (char c = ' '; c < 0x7f; c++) {
            if (Character.digit(c, 16) >= 0 || c == '"' || c == '\\') {
                continue;
            }
            for (int at = 2; at < 66; at++) {
                String hash = HASH.substring(0, at) + c + HASH.substring(at + 1);
                assertThatThrownBy(() -> reader("\"" + hash + "\"").hash()).isInstanceOf(DecodeException.class);
                assertThatThrownBy(() -> reader("\"" + hash + "\"").bytes()).isInstanceOf(DecodeException.class);
                if (at < 42) {
                    String address = hash.substring(0, 42);
                    assertThatThrownBy(() -> reader("\"" + address + "\"").address())
                            .isInstanceOf(DecodeException.class);
                }
            }
        }
    }

    static Stream<Arguments> mismatches() {
        Consumer<JsonReader> hash = JsonReader::hash;
        Consumer<JsonReader> address = JsonReader::address;
        Consumer<JsonReader> bytes = JsonReader::bytes;
        Consumer<JsonReader> string = JsonReader::string;
        Consumer<JsonReader> bool = JsonReader::bool;
        Consumer<JsonReader> object = JsonReader::beginObject;
        Consumer<JsonReader> array = JsonReader::beginArray;
        return Stream.of(
                Arguments.of(hash, "\"" + HASH.substring(0, 65) + "\"", "a hash (0x and 64 hex digits)"),
                Arguments.of(hash, "\"" + HASH + "0\"", "a hash (0x and 64 hex digits)"),
                Arguments.of(hash, "\"00" + HASH.substring(2) + "\"", "a hash (0x and 64 hex digits)"),
                Arguments.of(hash, "\"\"", "a hash (0x and 64 hex digits)"),
                Arguments.of(hash, "null", "a hash (0x and 64 hex digits)"),
                Arguments.of(hash, "7", "a hash (0x and 64 hex digits)"),
                Arguments.of(address, "\"" + HASH + "\"", "an address (0x and 40 hex digits)"),
                Arguments.of(address, "\"0x\"", "an address (0x and 40 hex digits)"),
                Arguments.of(bytes, "\"0x1\"", "data (0x and two hex digits a byte)"),
                Arguments.of(bytes, "\"\"", "data (0x and two hex digits a byte)"),
                Arguments.of(bytes, "\"0\"", "data (0x and two hex digits a byte)"),
                Arguments.of(bytes, "\"ab\"", "data (0x and two hex digits a byte)"),
                Arguments.of(bytes, "\"0xzz\"", "data (0x and two hex digits a byte)"),
                Arguments.of(bytes, "{}", "data (0x and two hex digits a byte)"),
                Arguments.of(string, "1", "a string"),
                Arguments.of(bool, "\"true\"", "true or false"),
                Arguments.of(object, "[]", "an object"),
                Arguments.of(array, "\"x\"", "an array"));
    }

    @ParameterizedTest
    @MethodSource("mismatches")
    void read_somethingElseThanExpected_namesBothAndTheMember(Consumer<JsonReader> read, String json, String expected) {
        assertThatThrownBy(() -> read.accept(reader(json)))
                .isInstanceOf(DecodeException.class)
                .hasMessageStartingWith("expected " + expected + ", found ")
                .hasMessageContaining(json.length() < 40 ? json : json.substring(0, 40));

        JsonReader in = reader("{\"x\":1,\"gasLimit\":" + json + "}");
        in.beginObject();
        in.nextName();
        in.skip();
        in.nextName();
        assertThatThrownBy(() -> read.accept(in))
                .isInstanceOf(DecodeException.class)
                .hasMessageEndingWith(" in member 'gasLimit'");
    }

    @Test
    void read_longValueThatDoesNotFit_isShownShortened() {
        assertThatThrownBy(() -> reader("\"" + "z".repeat(10_000) + "\"").hash())
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "\"a\\\"b\\\\\"",
                "\"é链😀\"",
                "12",
                "-1.5e+3",
                "true",
                "null",
                "{ \"a\" : [ 1 , { } ] , \"b\":\"]}\" }",
                "[ [ ] , 2 ]"
            })
    void json_anyValue_isItsExactText(String json) {
        assertThat(reader(" " + json + " ").json()).isEqualTo(Json.of(json));

        JsonReader in = reader("{\"a\": " + json + " ,\"b\":[" + json + " , " + json + "]}");
        in.beginObject();
        assertThat(in.nextName()).isEqualTo("a");
        assertThat(in.json()).isEqualTo(Json.of(json));
        assertThat(in.nextName()).isEqualTo("b");
        in.beginArray();
        assertThat(in.nextElement()).isTrue();
        assertThat(in.peek()).isNotNull();
        assertThat(in.json()).isEqualTo(Json.of(json));
        assertThat(in.nextElement()).isTrue();
        assertThat(in.json()).isEqualTo(Json.of(json));
        assertThat(in.nextElement()).isFalse();
        assertThat(in.nextName()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,",
                "[1",
                "[1,",
                "\"x",
                "tru",
                "-",
                "\u0000"
            })
    void read_textThatBreaksOff_isADecodeExceptionEverywhere(String json) {
        List<Consumer<JsonReader>> reads = List.of(
                JsonReader::skip,
                JsonReader::json,
                JsonReaderTest::walk,
                JsonReader::quantity,
                JsonReader::bigQuantity,
                JsonReader::bytes,
                JsonReader::hash,
                JsonReader::address,
                JsonReader::string,
                JsonReader::bool);
        for (Consumer<JsonReader> read : reads) {
            assertThatThrownBy(() -> read.accept(reader(json))).isInstanceOf(DecodeException.class);
        }
    }

    /** Reads everything there is. */
    static void walk(JsonReader in) {
        switch (in.peek()) {
            case OBJECT -> {
                in.beginObject();
                while (in.nextName() != null) {
                    walk(in);
                }
            }
            case ARRAY -> {
                in.beginArray();
                while (in.nextElement()) {
                    walk(in);
                }
            }
            case STRING -> in.string();
            case BOOLEAN -> in.bool();
            case NUMBER, NULL -> in.skip();
        }
    }

    @Test
    void read_nestingBeyondTheLimit_isRefused() {
        String within = "[".repeat(JsonText.MAX_DEPTH) + "]".repeat(JsonText.MAX_DEPTH);

        walk(reader(within));
        reader(within).skip();
        for (Consumer<JsonReader> read :
                List.<Consumer<JsonReader>>of(JsonReaderTest::walk, JsonReader::skip, JsonReader::json)) {
            assertThatThrownBy(() -> read.accept(reader("[" + within + "]"))).isInstanceOf(DecodeException.class);
        }
    }

    @Test
    void nextName_nameSeenBefore_isTheSameObject() {
        JsonCodec codec = new JsonCodec();
        byte[] json = "{\"parentBeaconBlockRoot\":1}".getBytes(StandardCharsets.UTF_8);
        JsonReader first = codec.reader(json, 0, json.length);
        JsonReader second = codec.reader(json.clone(), 0, json.length);
        first.beginObject();
        second.beginObject();

        assertThat(first.nextName()).isEqualTo("parentBeaconBlockRoot").isSameAs(second.nextName());
    }

    @Test
    void nextName_moreNamesThanAreRemembered_areEachRight() {
        JsonCodec codec = new JsonCodec();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 5000; i++) {
                String name = "n" + i + "é".repeat(i % 20);
                byte[] json = ("{\"" + name + "\":1}").getBytes(StandardCharsets.UTF_8);
                JsonReader in = codec.reader(json, 0, json.length);
                in.beginObject();

                assertThat(in.nextName()).isEqualTo(name);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"0x1\" 1", "\"0x1\",", "1]", "12a", "{}}", "[] []"})
    void read_moreThanOneValue_isRefused(String json) {
        assertThatThrownBy(() -> {
                    JsonReader in = reader(json);
                    if (in.peek() == Kind.OBJECT || in.peek() == Kind.ARRAY) {
                        walk(in);
                    } else {
                        in.quantity();
                    }
                })
                .isInstanceOf(DecodeException.class)
                .hasMessageStartingWith("not JSON: expected nothing after the value at byte ");
    }

    @Test
    void read_outOfTurn_isAProgrammingErrorAndSaysSo() {
        JsonReader in = reader("{\"a\":[1]}");
        assertThatThrownBy(in::nextName)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("beginObject()");
        in.beginObject();
        assertThatThrownBy(in::skip).isInstanceOf(IllegalStateException.class).hasMessageContaining("nextName()");
        assertThatThrownBy(in::nextElement)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("beginArray()");
        assertThat(in.nextName()).isEqualTo("a");
        in.beginArray();
        assertThatThrownBy(in::nextName).isInstanceOf(IllegalStateException.class);
        assertThat(in.nextElement()).isTrue();
        assertThat(in.quantity()).isEqualTo(1);
        assertThat(in.nextElement()).isFalse();
        assertThat(in.nextName()).isNull();
        assertThatThrownBy(in::peek).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(in::nextName).isInstanceOf(IllegalStateException.class);
    }
}
