package io.windlass.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Auth;
import io.windlass.spi.TransportFailure;
import io.windlass.spi.TransportFailure.Kind;
import io.windlass.transport.http.RecordingListener.Heard;
import io.windlass.transport.http.RecordingListener.What;
import io.windlass.transport.http.ScriptedServer.Request;
import io.windlass.transport.http.ScriptedServer.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the answers of a server that speaks HTTP properly. */
class HttpAnswerTest {
    private static final String RESULT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x1\"}";
    private static final String ERROR = "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32000,\"message\":\"no\"}}";

    private static String messageFor(Response response) {
        try (ScriptedServer server = ScriptedServer.start(request -> response);
                OpenLink link = OpenLink.to(server.url())) {
            return link.listener().awaitMessage(link.send("{}"));
        }
    }

    private static TransportFailure failureFor(Response response) {
        try (ScriptedServer server = ScriptedServer.start(request -> response);
                OpenLink link = OpenLink.to(server.url(), b -> b.maxMessageBytes(1024))) {
            return link.listener().awaitFailure(link.send("{}"));
        }
    }

    @Test
    void send_answeredWith200_tellsSentThenTheBody() {
        try (ScriptedServer server = ScriptedServer.start(request -> Response.of(200, RESULT));
                OpenLink link = OpenLink.to(server.url())) {
            TestMessage message = link.send("{\"id\":1}");

            assertThat(link.listener().awaitMessage(message)).isEqualTo(RESULT);
            assertThat(link.listener().heardOf(message))
                    .extracting(Heard::what)
                    .containsExactly(What.SENT, What.MESSAGE);
            assertThat(server.requests()).extracting(Request::body).containsExactly("{\"id\":1}");
            assertThat(server.requests()).extracting(Request::method).containsExactly("POST");
        }
    }

    @Test
    void open_saysWhatTheLinkIs() {
        try (OpenLink link = OpenLink.to("http://[::1]:8545/path")) {
            assertThat(link.link().info().push()).isFalse();
            assertThat(link.link().info().ping()).isFalse();
            assertThat(link.link().info().protocol()).isEqualTo("http/1.1");
            assertThat(link.link().info().remoteAddress()).isEqualTo("[::1]:8545");
        }
    }

    @Test
    void send_carriesPathQueryHeadersAndCredentials() {
        try (ScriptedServer server = ScriptedServer.start(request -> Response.of(200, RESULT));
                OpenLink link = OpenLink.to(
                        server.url() + "/v3/key?a=b",
                        b -> b.header("X-Api-Key", "k")
                                .header("accept", "text/x")
                                .auth(Auth.bearer("token")))) {
            link.listener().awaitMessage(link.send("{}"));

            Request request = server.requests().get(0);
            assertThat(request.path()).isEqualTo("/v3/key?a=b");
            assertThat(request.header("X-api-key")).isEqualTo("k");
            assertThat(request.header("Authorization")).isEqualTo("Bearer token");
            assertThat(request.header("Content-type")).isEqualTo("application/json");
            assertThat(request.header("Accept")).as("the user's wins").isEqualTo("text/x");
            assertThat(request.header("Accept-encoding")).contains("gzip").contains("deflate");
            assertThat(request.headers())
                    .as("no upgrade to HTTP/2 in the clear")
                    .doesNotContainKey("Upgrade");
        }
    }

    @Test
    void send_withUserInfoInTheUrl_authenticates() {
        try (ScriptedServer server = ScriptedServer.start(request -> Response.of(200, RESULT));
                OpenLink link = OpenLink.to("http://user:pass@127.0.0.1:" + server.port())) {
            link.listener().awaitMessage(link.send("{}"));

            assertThat(server.requests().get(0).header("Authorization")).isEqualTo("Basic dXNlcjpwYXNz");
        }
    }

    @Test
    void send_oneAfterTheOther_reusesTheSocket() {
        try (ScriptedServer server = ScriptedServer.start(request -> Response.of(200, RESULT));
                OpenLink link = OpenLink.to(server.url())) {
            for (int i = 0; i < 20; i++) {
                link.listener().awaitMessage(link.send("{}"));
            }

            assertThat(server.sockets()).isEqualTo(1);
        }
    }

    @Test
    void errorStatus_withABody_leavesTheSocketUsable() {
        try (ScriptedServer server = ScriptedServer.start(request -> Response.of(500, "<html>oops</html>"));
                OpenLink link = OpenLink.to(server.url())) {
            for (int i = 0; i < 5; i++) {
                link.listener().awaitFailure(link.send("{}"));
            }

            assertThat(server.sockets()).isEqualTo(1);
        }
    }

    @Test
    void answer_ofSomeMegabytes_comesAsOneMessage() {
        String body = "[" + "1234567,".repeat(1_000_000) + "0]";

        assertThat(messageFor(Response.of(200, body))).isEqualTo(body);
    }

    @Test
    void answer_compressedWithGzip_isDecompressed() {
        assertThat(messageFor(Response.of(200, gzip(RESULT.getBytes()), "Content-Encoding", "gzip")))
                .isEqualTo(RESULT);
    }

    @Test
    void answer_compressedWithDeflate_isDecompressed() {
        assertThat(messageFor(Response.of(200, deflate(RESULT.getBytes()), "Content-Encoding", "Deflate")))
                .isEqualTo(RESULT);
    }

    @Test
    void answer_compressedInAnUnknownWay_saysSo() {
        TransportFailure failure = failureFor(Response.of(200, RESULT, "Content-Encoding", "zigzag"));

        assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
        assertThat(failure.message()).contains("Accept-Encoding").doesNotContain("zigzag");
    }

    @Test
    void answer_whoseCompressionIsDamaged_isAProtocolFailure() {
        byte[] damaged = gzip(RESULT.getBytes());
        damaged[damaged.length - 6] ^= 1; // in the checksum

        TransportFailure failure = failureFor(Response.of(200, damaged, "Content-Encoding", "gzip"));

        assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
        assertThat(failure.message()).contains("damaged");
    }

    @Test
    void answer_atTheLimit_isAMessage() {
        String body = "\"" + "x".repeat(1022) + "\"";
        try (ScriptedServer server = ScriptedServer.start(request -> Response.of(200, body));
                OpenLink link = OpenLink.to(server.url(), b -> b.maxMessageBytes(1024))) {
            assertThat(link.listener().awaitMessage(link.send("{}"))).isEqualTo(body);
        }
    }

    @Test
    void answer_overTheLimit_fails() {
        TransportFailure failure = failureFor(Response.of(200, "x".repeat(1025)));

        assertThat(failure.kind()).isEqualTo(Kind.TOO_LARGE);
        assertThat(failure.mayHaveBeenProcessed()).isTrue();
        assertThat(failure.message()).contains("1024").contains("maxMessageBytes");
    }

    @Test
    void answer_overTheLimitOnlyAfterDecompression_fails() {
        byte[] bomb = gzip(new byte[256 * 1024 * 1024]);

        TransportFailure failure = failureFor(Response.of(200, bomb, "Content-Encoding", "gzip"));

        assertThat(failure.kind()).isEqualTo(Kind.TOO_LARGE);
    }

    @Test
    void answer_thatIsEmpty_isAProtocolFailure() {
        TransportFailure failure = failureFor(Response.of(200, ""));

        assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
        assertThat(failure.status()).isEqualTo(200);
        assertThat(failure.message()).contains("empty");
    }

    @Test
    void status204_isAProtocolFailure() {
        assertThat(failureFor(Response.of(204, "")).kind()).isEqualTo(Kind.PROTOCOL);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 405, 422, 500, 502})
    void errorStatus_withAJsonRpcBody_isAMessage(int status) {
        assertThat(messageFor(Response.of(status, "\n " + ERROR))).isEqualTo("\n " + ERROR);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 407, 429, 503})
    void statusAboutTheEndpoint_failsWhateverTheBody(int status) {
        TransportFailure failure = failureFor(Response.of(status, ERROR));

        assertThat(failure.kind()).isEqualTo(Kind.STATUS);
        assertThat(failure.status()).isEqualTo(status);
    }

    @Test
    void status429_whoseBodySaysForHowLong_isAMessage_unlessTheHeadersSayIt() {
        String body =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32005,\"message\":\"daily request count exceeded,"
                        + " request rate limited\",\"data\":{\"rate\":{\"allowed_rps\":1,\"backoff_seconds\":30,\"current_rps\":2}}}}";

        assertThat(messageFor(Response.of(429, body))).isEqualTo(body);
        assertThat(failureFor(Response.of(429, body, "Retry-After", "7")).retryAfter())
                .contains(Duration.ofSeconds(7));
        assertThat(failureFor(Response.of(429, "{\"backoff_seconds\":30}")).status())
                .isEqualTo(429);
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 401, 403, 404, 405, 407, 413, 429})
    void statusThatRefuses_saysThatNothingWasDone(int status) {
        assertThat(failureFor(Response.of(status, "")).mayHaveBeenProcessed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 408, 418, 500, 502, 503, 504})
    void statusThatCanComeBehindTheNode_leavesItOpenWhatWasDone(int status) {
        assertThat(failureFor(Response.of(status, "")).mayHaveBeenProcessed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "500|<html>oops</html>",
                "500|{\"message\":\"Internal server error\"}",
                "400|''",
                "418|short and stout"
            })
    void errorStatus_withoutAJsonRpcBody_fails(int status, String body) {
        TransportFailure failure = failureFor(Response.of(status, body));

        assertThat(failure.kind()).isEqualTo(Kind.STATUS);
        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure.mayHaveBeenProcessed()).isTrue();
        assertThat(failure.message()).contains(String.valueOf(status));
    }

    @Test
    void errorStatus_withABodyOverTheLimit_keepsItsStatus() {
        TransportFailure failure = failureFor(Response.of(500, "x".repeat(5000)));

        assertThat(failure.kind()).isEqualTo(Kind.STATUS);
        assertThat(failure.status()).isEqualTo(500);
    }

    @Test
    void errorStatus_withABodyThatCannotBeRead_keepsItsStatus() {
        assertThat(failureFor(Response.of(429, "", "Content-Encoding", "gzip", "Retry-After", "1"))
                        .status())
                .isEqualTo(429);
        assertThat(failureFor(Response.of(502, "?", "Content-Encoding", "zigzag"))
                        .status())
                .isEqualTo(502);
    }

    @Test
    void status401_saysWhatToCheck() {
        assertThat(failureFor(Response.of(401, "")).message()).contains("credentials");
    }

    @Test
    void status404_saysWhatToCheck() {
        assertThat(failureFor(Response.of(404, "")).message()).contains("path");
    }

    @Test
    void redirect_isNotFollowed_andNamesTheHostOnly() {
        TransportFailure failure =
                failureFor(Response.of(302, "", "Location", "https://node.example:8443/v3/secret?key=secret"));

        assertThat(failure.kind()).isEqualTo(Kind.STATUS);
        assertThat(failure.status()).isEqualTo(302);
        assertThat(failure.message())
                .contains("https://node.example:8443/…")
                .contains("not followed")
                .doesNotContain("secret");
    }

    @Test
    void redirect_toNoUrl_isAFailureToo() {
        assertThat(failureFor(Response.of(301, "", "Location", "ht tp:%%")).status())
                .isEqualTo(301);
    }

    @Test
    void retryAfter_inSeconds_isTold() {
        TransportFailure failure = failureFor(Response.of(429, "", "Retry-After", "7"));

        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
    }

    @Test
    void retryAfter_asADate_isTheTimeUntilThen() {
        InstantSource clock = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
        Response response = Response.of(503, "", "Retry-After", "Thu, 01 Jan 2026 00:01:30 GMT");
        try (ScriptedServer server = ScriptedServer.start(request -> response);
                OpenLink link = OpenLink.to(server.url(), b -> b, new RecordingListener(), clock)) {
            TransportFailure failure = link.listener().awaitFailure(link.send("{}"));

            assertThat(failure.retryAfter()).contains(Duration.ofSeconds(90));
        }
    }

    @Test
    void failures_leaveTheLinkOpen() {
        int[] count = {0};
        try (ScriptedServer server = ScriptedServer.start(request -> Response.of(count[0]++ == 0 ? 429 : 200, RESULT));
                OpenLink link = OpenLink.to(server.url())) {
            link.listener().awaitFailure(link.send("{}"));

            assertThat(link.listener().awaitMessage(link.send("{}"))).isEqualTo(RESULT);
            assertThat(link.listener().heard(What.CLOSED)).isEmpty();
        }
    }

    private static byte[] gzip(byte[] bytes) {
        return compress(bytes, GZIPOutputStream::new);
    }

    private static byte[] deflate(byte[] bytes) {
        return compress(bytes, DeflaterOutputStream::new);
    }

    private interface Compressor {
        OutputStream over(OutputStream out) throws IOException;
    }

    private static byte[] compress(byte[] bytes, Compressor compressor) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream stream = compressor.over(out)) {
            stream.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
