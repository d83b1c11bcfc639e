package io.windlass.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.DecodeException;
import io.windlass.Json;
import io.windlass.RpcError;
import io.windlass.spi.EnvelopeVisitor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeScannerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // responses
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x1\"}            | result 1 \"0x1\"",
                "{\"result\":{\"a\":[1,{}]},\"id\":2}                         | result 2 {\"a\":[1,{}]}",
                " { \"id\" : 3 , \"result\" : [ 1 ] }                      | result 3 [ 1 ]",
                "{\"id\":0,\"result\":null}                                   | result 0 null",
                "{\"id\":4,\"result\":true,\"error\":null}                    | result 4 true",
                "{\"id\":4,\"error\":null,\"result\":null}                    | result 4 null",
                "{\"id\":9223372036854775807,\"result\":1}                    | result 9223372036854775807 1",
                "{\"\\u0069d\":5,\"resul\\u0074\":6}                          | result 5 6",
                "{\"id\":1,\"id\":2,\"result\":3,\"result\":4}                | result 2 4",
                "{\"x\":{\"id\":1,\"result\":1},\"id\":7,\"result\":8}        | result 7 8",
                // errors
                "{\"id\":1,\"error\":{\"code\":-32601,\"message\":\"no\"}}    | error 1 -32601 no",
                "{\"error\":{\"message\":\"n\\\"o\\u0021\",\"code\":3},\"id\":1} | error 1 3 n\"o!",
                "{\"id\":1,\"result\":null,\"error\":{\"code\":1,\"message\":\"m\"}} | error 1 1 m",
                "{\"id\":1,\"error\":{\"code\":\"-32000\",\"message\":\"m\"}} | error 1 -32000 m",
                "{\"id\":1,\"error\":{\"code\":1e99,\"message\":{\"a\":1}}}   | error 1 0 {\"a\":1}",
                "{\"id\":1,\"error\":{}}                                      | error 1 0 no message",
                "{\"id\":1,\"error\":\"rate limited\"}                        | error 1 0 rate limited",
                "{\"id\":null,\"error\":{\"code\":1,\"message\":\"m\"}}       | errorWithoutId 1 m",
                "{\"error\":{\"code\":1,\"message\":\"m\"}}                   | errorWithoutId 1 m",
                "{\"id\":\"1\",\"error\":{\"code\":1,\"message\":\"m\"}}      | errorWithoutId 1 m",
                "{\"id\":-1,\"error\":{\"code\":1,\"message\":\"m\"}}         | errorWithoutId 1 m",
                "{\"id\":1.5,\"error\":{\"code\":1,\"message\":\"m\"}}        | errorWithoutId 1 m",
                "{\"id\":9223372036854775808,\"error\":{\"code\":1,\"message\":\"m\"}} | errorWithoutId 1 m",
                // notifications
                "{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\",\"params\":{\"subscription\":\"0xa\",\"result\":{\"n\":1}}} | notification 0xa {\"n\":1}",
                "{\"params\":{\"result\":null,\"x\":[],\"subscription\":\"0xa\"},\"x\":{},\"method\":\"m\"} | notification 0xa null",
                "{ \"method\" : \"m\" , \"params\" : { \"subscription\" : 12 , \"result\" : [ ] } } | notification 12 [ ]",
                "{\"method\":\"m\",\"params\":{\"subscription\":\"\",\"result\":1}} | notification  1",
                // none of these
                "{\"id\":1,\"method\":\"eth_call\",\"params\":[]}             | unknown {\"id\":1,\"method\":\"eth_call\",\"params\":[]}",
                "{\"method\":\"m\",\"params\":{\"subscription\":\"0xa\"}}     | unknown {\"method\":\"m\",\"params\":{\"subscription\":\"0xa\"}}",
                "{\"method\":\"m\",\"params\":{\"subscription\":{},\"result\":1}} | unknown {\"method\":\"m\",\"params\":{\"subscription\":{},\"result\":1}}",
                "{\"params\":{\"subscription\":\"0xa\",\"result\":1}}         | unknown {\"params\":{\"subscription\":\"0xa\",\"result\":1}}",
                "{\"method\":1,\"params\":{\"subscription\":\"a\",\"result\":1}} | unknown {\"method\":1,\"params\":{\"subscription\":\"a\",\"result\":1}}",
                "{\"id\":\"1\",\"result\":1}                                  | unknown {\"id\":\"1\",\"result\":1}",
                "{\"result\":1}                                               | unknown {\"result\":1}",
                "{\"id\":1}                                                   | unknown {\"id\":1}",
                "{\"id\":1,\"error\":null}                                    | unknown {\"id\":1,\"error\":null}",
                "{}                                                           | unknown {}",
                " 17                                                       | unknown 17",
                "\"id\"                                                       | unknown \"id\"",
                "[]                                                           | unknown []",
                "[ ]                                                          | unknown [ ]",
                // names that resemble ours
                "{\"iD\":1,\"resulT\":1,\"\\\\u0069d\":2,\"messages\":3}      | unknown {\"iD\":1,\"resulT\":1,\"\\\\u0069d\":2,\"messages\":3}",
            })
    void scan_oneEnvelope_tellsWhatItIs(String message, String told) {
        assertThat(Recorder.scan(message).told).containsExactly(told);
    }

    @Test
    void scan_batch_tellsEachInOrder() {
        Recorder recorder =
                Recorder.scan("[{\"id\":2,\"result\":1}, {\"error\":{\"code\":5,\"message\":\"m\"},\"id\":1} ,3,"
                        + "[4],{\"method\":\"m\",\"params\":{\"result\":[],\"subscription\":\"s\"}}]");

        assertThat(recorder.told)
                .containsExactly("result 2 1", "error 1 5 m", "unknown 3", "unknown [4]", "notification s []");
    }

    @Test
    void scan_everyKindOfWhiteSpace_isSteppedOver() {
        assertThat(Recorder.scan("\t\r\n {\n\"id\"\r:\t1\n,\n\"result\" :\n[\r1\t]\n}\n\t ").told)
                .containsExactly("result 1 [\r1\t]");
        assertThatThrownBy(() -> Recorder.scan("{\f}")).isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> Recorder.scan("{}\u00a0")).isInstanceOf(DecodeException.class);
    }

    @Test
    void scan_halfASurrogatePairAsEscape_isPassed() {
        assertThat(Recorder.scan("{\"\\ud800\":\"\\udc00\",\"id\":1,\"result\":\"\\uD83D\"}").told)
                .containsExactly("result 1 \"\\uD83D\"");
    }

    @Test
    void scan_errorWithData_keepsItAsText() {
        assertThat(Recorder.scan(
                                "{\"id\":1,\"error\":{\"code\":3,\"message\":\"reverted\",\"data\": \"0x08\" ,\"x\":1}}")
                        .errors)
                .containsExactly(new RpcError(3, "reverted", Optional.of(Json.of("\"0x08\""))));
        assertThat(Recorder.scan("{\"id\":1,\"error\":{\"code\":3,\"message\":\"m\",\"data\":null}}").errors)
                .containsExactly(new RpcError(3, "m", Optional.empty()));
    }

    @Test
    void scan_sliceInALargerArray_readsNothingOutside() {
        String inner = "{\"id\":1,\"result\":12}";
        byte[] around = ("34" + inner + "56").getBytes(StandardCharsets.UTF_8);

        assertThat(Recorder.scan(around, 2, inner.length()).told).containsExactly("result 1 12");
        for (int length = 0; length < inner.length(); length++) {
            int shorter = length;
            assertThatThrownBy(() -> Recorder.scan(around, 2, shorter)).isInstanceOf(DecodeException.class);
        }
        assertThatThrownBy(() -> Recorder.scan(around, 2, around.length)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                        | a value | 0",
                "`   `                     | a value | 3",
                "{                         | a member's name or '}' | 1",
                "{\"id\"                   | ':' | 5",
                "{\"id\":                  | a value | 6",
                "{\"id\":1                 | ',' or '}' | 7",
                "{\"id\":1,}               | a member's name | 8",
                "{\"id\":1 \"result\":2}   | ',' or '}' | 8",
                "{id:1}                    | a member's name or '}' | 1",
                "[1,]                      | a value | 3",
                "[1                        | ',' or ']' | 2",
                "[1 2]                     | ',' or ']' | 3",
                "[                         | a value | 1",
                "[[                        | a value | 2",
                "{\"id\":01}               | ',' or '}' | 7",
                "[-]                       | a digit | 2",
                "[1.]                      | a digit | 3",
                "[1e+]                     | a digit | 4",
                "[.5]                      | a value | 1",
                "[NaN]                     | a value | 1",
                "[tru]                     | true | 4",
                "[nul                      | null | 4",
                "\"abc                     | the closing quote of a string | 4",
                "\"a\\q\"                  | one of \"\\/bfnrtu after a backslash | 3",
                "\"\\                      | one of \"\\/bfnrtu after a backslash | 2",
                "\"\\u12g4\"               | four hex digits after \\u | 5",
                "\"\\u12                   | four hex digits after \\u | 5",
                "{} {}                     | nothing after the message | 3",
                "<html>                    | a value | 0",
            })
    void scan_brokenText_saysWhereAndWhatWasExpected(String message, String expected, int at) {
        assertThatThrownBy(() -> Recorder.scan(message))
                .isInstanceOf(DecodeException.class)
                .hasMessageStartingWith("not JSON: expected " + expected + " at byte " + at + " of ");
    }

    @Test
    void scan_brokenLongText_showsAShortPrintableExcerpt() {
        String message = "{\"id\":1,\"result\":\"" + "a".repeat(500) + "\u0007\u001b[31m" + "é".repeat(500) + "\"}";

        assertThatThrownBy(() -> Recorder.scan(message))
                .hasMessage(
                        "not JSON: expected an escape in place of a control character in a string at byte 518 of 1526, "
                                + "found byte 0x07 in '..." + "a".repeat(40) + "..[31m" + ".".repeat(34) + "...'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "c0 80",
                "c1 bf",
                "c3",
                "c3 28",
                "e0 80 80",
                "e2 82",
                "e2 28 a1",
                "ed a0 80",
                "f0 80 80 80",
                "f0 9f 98",
                "f0 28 8c bc",
                "f4 90 80 80",
                "f5 80 80 80",
                "fe",
                "ff"
            })
    void scan_stringThatIsNotUtf8_isRefused(String hex) {
        byte[] bytes = ("{\"id\":1,\"result\":\"abcdefgh" + "#".repeat((hex.length() + 1) / 3) + "\"}")
                .getBytes(StandardCharsets.ISO_8859_1);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf('#');
        for (String octet : hex.split(" ")) {
            bytes[at++] = (byte) Integer.parseInt(octet, 16);
        }

        assertThatThrownBy(() -> Recorder.scan(bytes, 0, bytes.length))
                .isInstanceOf(DecodeException.class)
                .hasMessageStartingWith("not JSON: expected UTF-8 at byte 26 of ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0080", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\uffff", "\ud800\udc00", "\udbff\udfff"})
    void scan_charactersAtTheEdgesOfUtf8_arePassed(String character) {
        for (int padding = 0; padding < 9; padding++) {
            String text = "\"" + "x".repeat(padding) + character + "\"";

            assertThat(Recorder.scan("{\"id\":1,\"result\":" + text + "}").told).containsExactly("result 1 " + text);
        }
    }

    @Test
    void scan_nestingAtTheLimit_passesAndBeyondItIsRefused() {
        String within = "[".repeat(JsonText.MAX_DEPTH - 1) + "]".repeat(JsonText.MAX_DEPTH - 1);

        assertThat(Recorder.scan("{\"id\":1,\"result\":" + within + "}").told).containsExactly("result 1 " + within);
        assertThatThrownBy(() -> Recorder.scan("{\"id\":1,\"result\":[" + within + "]}"))
                .isInstanceOf(DecodeException.class)
                .hasMessageStartingWith("more than 64 arrays and objects inside each other at byte 80 of ");
        assertThatThrownBy(() -> Recorder.scan("[{\"id\":1,\"result\":" + within + "}]"))
                .isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> Recorder.scan("{\"a\":".repeat(100_000))).isInstanceOf(DecodeException.class);
    }

    @Test
    void scan_notificationsAndResults_allocateNothing() throws ReflectiveOperationException {
        byte[] message =
                ("[{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\",\"params\":{\"subscription\":\"0xa\",\"result\":"
                                + "{\"number\":\"0x1\",\"extra\":[1.5,true,null,\"\\u00e9é\"]}}},{\"id\":1,\"result\":{}},{}]")
                        .getBytes(StandardCharsets.UTF_8);
        int[] calls = new int[3];
        EnvelopeVisitor counting = new EnvelopeVisitor() {
            @Override
            public void result(long id, int offset, int length) {
                calls[0]++;
            }

            @Override
            public void error(long id, RpcError error) {
                throw new AssertionError(error);
            }

            @Override
            public void errorWithoutId(RpcError error) {
                throw new AssertionError(error);
            }

            @Override
            public void notification(int subscriptionOffset, int subscriptionLength, int offset, int length) {
                calls[1]++;
            }

            @Override
            public void unknown(int offset, int length) {
                calls[2]++;
            }
        };
        JsonCodec codec = new JsonCodec();
        Allocation allocation = new Allocation();
        codec.scan(message, 0, message.length, counting);
        int rounds = 10_000;
        long before = allocation.bytes();

        for (int i = 0; i < rounds; i++) {
            codec.scan(message, 0, message.length, counting);
        }

        long allocated = allocation.bytes() - before;
        assertThat(List.of(calls[0], calls[1], calls[2])).containsOnly(rounds + 1);
        assertThat(allocated).as("bytes in all rounds, the measuring included").isLessThan(rounds);
    }
}
