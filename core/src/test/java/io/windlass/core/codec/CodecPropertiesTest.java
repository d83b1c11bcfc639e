package io.windlass.core.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Address;
import io.windlass.Bytes;
import io.windlass.DecodeException;
import io.windlass.Hash;
import io.windlass.JsonReader;
import io.windlass.spi.Request;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

class CodecPropertiesTest {
    private final JsonCodec codec = new JsonCodec();

    @Provide
    Arbitrary<List<Object>> params() {
        return JsonArbitraries.params().list().ofMaxSize(4);
    }

    @Provide
    Arbitrary<String> json() {
        return JsonArbitraries.texts();
    }

    @Provide
    Arbitrary<String> messages() {
        return JsonArbitraries.messages();
    }

    @Provide
    Arbitrary<byte[]> spoiledMessages() {
        Arbitrary<Integer> anywhere = Arbitraries.integers().between(0, Integer.MAX_VALUE);
        Arbitrary<Byte> anything = Arbitraries.oneOf(
                Arbitraries.bytes(), Arbitraries.of((byte) '"', (byte) '\\', (byte) '{', (byte) ']', (byte) ','));
        return Combinators.combine(
                        JsonArbitraries.messages(),
                        Combinators.combine(
                                        anywhere,
                                        anything,
                                        Arbitraries.integers().between(0, 3))
                                .as(Spoil::new)
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(3))
                .as((message, spoils) -> {
                    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
                    for (Spoil spoil : spoils) {
                        bytes = spoil.apply(bytes);
                    }
                    return bytes;
                });
    }

    /** One change to a message: a byte replaced, inserted, deleted, or everything behind it cut off. */
    private record Spoil(int where, byte what, int how) {
        byte[] apply(byte[] bytes) {
            if (bytes.length == 0) {
                return bytes;
            }
            int at = where % bytes.length;
            ByteBuffer out = ByteBuffer.allocate(bytes.length + 1).put(bytes, 0, at);
            switch (how) {
                case 0 -> out.put(what).put(bytes, at + 1, bytes.length - at - 1);
                case 1 -> out.put(what).put(bytes, at, bytes.length - at);
                case 2 -> out.put(bytes, at + 1, bytes.length - at - 1);
                default -> {}
            }
            return Arrays.copyOf(out.array(), out.position());
        }
    }

    @Property(tries = 300)
    void encodeScanRead_anyParams_comeBackAsTheyWere(
            @ForAll("params") List<Object> params, @ForAll @LongRange(min = 0) long id) {
        byte[] request = codec.encode(List.of(new Request(id, "m", params)), false);
        String text = new String(request, StandardCharsets.UTF_8);
        String written = text.substring(text.indexOf("\"params\":") + 9, text.length() - 1);
        byte[] response = ("{\"id\":" + id + ",\"result\":" + written + "}").getBytes(StandardCharsets.UTF_8);

        Recorder recorder = Recorder.scan(response, 0, response.length);

        assertThat(Recorder.scan(request, 0, request.length).told).containsExactly("unknown " + text);
        assertThat(recorder.told).containsExactly("result " + id + " " + written);
        byte[] result = written.getBytes(StandardCharsets.UTF_8);
        assertThat(read(codec.reader(result, 0, result.length))).isEqualTo(JsonArbitraries.asJson(params));
    }

    @Property(tries = 300)
    void read_anyJson_agreesWithJackson(@ForAll("json") String json) throws Exception {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);

        assertThat(read(codec.reader(bytes, 0, bytes.length))).isEqualTo(Tree.parse(json));
        assertThat(codec.reader(bytes, 0, bytes.length).json().text()).isEqualTo(json);
    }

    @Property
    void scan_anyMessage_isVisited(@ForAll("messages") String message) {
        assertThat(Recorder.scan(message).told).isNotEmpty();
    }

    @Property(tries = 2000)
    void scan_spoiledMessage_isVisitedIfJacksonReadsItAndElseRefused(@ForAll("spoiledMessages") byte[] bytes) {
        assertThat(isVisited(bytes)).isEqualTo(isUtf8(bytes) && Tree.isJson(new String(bytes, StandardCharsets.UTF_8)));
    }

    @Property(tries = 50)
    void scan_everyTruncation_isVisitedIfJacksonReadsItAndElseRefused(@ForAll("messages") String message) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThat(isVisited(cut)).isEqualTo(isUtf8(cut) && Tree.isJson(new String(cut, StandardCharsets.UTF_8)));
        }
    }

    @Property
    void scanAndRead_randomBytes_neverFailOtherwise(@ForAll @Size(max = 64) byte[] bytes) {
        assertThat(isVisited(bytes)).isEqualTo(isUtf8(bytes) && Tree.isJson(new String(bytes, StandardCharsets.UTF_8)));
        assertThat(isReadable(bytes)).isEqualTo(isVisited(bytes));
    }

    @Property(tries = 2000)
    void read_spoiledMessage_isReadIfTheScannerPassesItAndElseRefused(@ForAll("spoiledMessages") byte[] bytes) {
        assertThat(isReadable(bytes)).isEqualTo(isVisited(bytes));
    }

    @Provide
    Arbitrary<String> nearlyHex() {
        Arbitrary<String> digits =
                Arbitraries.strings().withChars("0123456789abcdefABCDEF").ofMaxLength(70);
        return Combinators.combine(
                        Arbitraries.of("\"0x", "\"0X", "\"", "", "\"\\u0030x"),
                        Arbitraries.of(40, 64, 16, -1),
                        digits,
                        Arbitraries.of("", "", "", "g", "\\u0061", " ", "é"),
                        Arbitraries.of("\"", "\"", "\",", ""))
                .as((opening, length, hex, odd, closing) ->
                        opening + (length < 0 ? hex : (hex + "0".repeat(64)).substring(0, length)) + odd + closing);
    }

    /** Java's own parsing of the text, after Jackson has resolved its escapes, is the second opinion. */
    @Property(tries = 2000)
    void readHex_nearlyHex_readsWhatJavaReadsAndElseFailsToDecode(@ForAll("nearlyHex") String json) {
        String text = Tree.isJson(json) && json.startsWith("\"") ? reader(json).string() : null;
        boolean hex = text != null && text.matches("0[xX][0-9a-fA-F]*");
        int digits = text == null ? 0 : text.length() - 2;
        BigInteger number = hex && digits > 0
                ? new BigInteger(text.substring(2), 16)
                : json.strip().matches("0|[1-9]\\d*") ? new BigInteger(json.strip()) : null;

        assertThat(attempt(json, JsonReader::hash)).isEqualTo(hex && digits == 64 ? Hash.of(text) : null);
        assertThat(attempt(json, JsonReader::address)).isEqualTo(hex && digits == 40 ? Address.of(text) : null);
        assertThat(attempt(json, JsonReader::bytes)).isEqualTo(hex && digits % 2 == 0 ? Bytes.fromHex(text) : null);
        assertThat(attempt(json, JsonReader::bigQuantity)).isEqualTo(number);
        assertThat(attempt(json, JsonReader::quantity))
                .isEqualTo(number != null && number.bitLength() < 64 ? (Long) number.longValue() : null);
    }

    private <T> @Nullable T attempt(String json, Function<JsonReader, T> read) {
        try {
            return read.apply(reader(json));
        } catch (DecodeException e) {
            assertThat(e).hasMessageMatching("[ -~]{1,250}");
            return null;
        }
    }

    private JsonReader reader(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return codec.reader(bytes, 0, bytes.length);
    }

    private boolean isVisited(byte[] bytes) {
        try {
            return !Recorder.scan(bytes, 0, bytes.length).told.isEmpty();
        } catch (DecodeException e) {
            assertThat(e).hasMessageMatching("[ -~]{1,250}");
            return false;
        }
    }

    private boolean isReadable(byte[] bytes) {
        try {
            read(codec.reader(bytes, 0, bytes.length));
            return true;
        } catch (DecodeException e) {
            assertThat(e).hasMessageMatching("[ -~]{1,250}");
            return false;
        }
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static @Nullable Object read(JsonReader in) {
        return switch (in.peek()) {
            case OBJECT -> {
                Map<String, Object> members = new LinkedHashMap<>();
                in.beginObject();
                for (String name = in.nextName(); name != null; name = in.nextName()) {
                    members.put(name, read(in));
                }
                yield members;
            }
            case ARRAY -> {
                List<Object> elements = new ArrayList<>();
                in.beginArray();
                while (in.nextElement()) {
                    elements.add(read(in));
                }
                yield elements;
            }
            case STRING -> in.string();
            case NUMBER -> {
                String number = in.json().text();
                yield number.matches("-?\\d+") ? new BigInteger(number) : (Object) Double.valueOf(number);
            }
            case BOOLEAN -> in.bool();
            case NULL -> {
                assertThat(in.skipNull()).isTrue();
                yield null;
            }
        };
    }
}
