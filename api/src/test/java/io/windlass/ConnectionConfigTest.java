package io.windlass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.ConnectionConfig.Builder;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionConfigTest {
    @Test
    void of_url_hasTheDocumentedDefaults() {
        ConnectionConfig config = ConnectionConfig.of(" wss://node.example/v3/KEY ");

        assertThat(config.url()).isEqualTo(URI.create("wss://node.example/v3/KEY"));
        assertThat(config.type()).isEqualTo(ConnectionType.WEBSOCKET);
        assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.requestTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.maxRetries()).isEqualTo(3);
        assertThat(config.proxy()).isEmpty();
        assertThat(config.maxReconnects()).isEmpty();
        assertThat(config.maxAge()).isEmpty();
        assertThat(config.closeTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.retryDelay()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.maxRetryDelay()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.heartbeatInterval()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.heartbeatTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.maxConnections()).isEqualTo(16);
        assertThat(config.maxMessageBytes()).isEqualTo(128 * 1024 * 1024);
        assertThat(config.headers()).isEmpty();
        assertThat(config.auth()).isEmpty();
        assertThat(config.sslContext()).isEmpty();
        assertThat(config.chainId()).isEmpty();
        assertThat(config.rateLimit()).isEmpty();
        assertThat(config.maxInFlight()).isEmpty();
        assertThat(config.maxBatch()).isEqualTo(100);
        assertThat(config.batchWindow()).isEmpty();
        assertThat(config.coalescing()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"ws,WEBSOCKET", "wss,WEBSOCKET", "http,HTTP", "HTTPS,HTTP", "ipc,WEBSOCKET"})
    void type_byDefault_isWhatTheSchemeSays(String scheme, ConnectionType type) {
        assertThat(ConnectionConfig.of(scheme + "://h").type()).isEqualTo(type);
    }

    @Test
    void toBuilder_everyValueSet_keepsThemAll() throws NoSuchAlgorithmException {
        SSLContext ssl = SSLContext.getDefault();
        Auth auth = Auth.bearer("token");
        ConnectionConfig config = ConnectionConfig.builder("http://h:1/p")
                .type(ConnectionType.WEBSOCKET)
                .timeout(Duration.ofMillis(1))
                .requestTimeout(Duration.ofMillis(2))
                .proxy(ProxyConfig.of("proxy", 3128))
                .maxRetries(0)
                .maxReconnects(7)
                .maxAge(Duration.ofMillis(8))
                .closeTimeout(Duration.ZERO)
                .retryDelay(Duration.ofMillis(3))
                .maxRetryDelay(Duration.ofMillis(4))
                .heartbeatInterval(Duration.ofMillis(5))
                .heartbeatTimeout(Duration.ofMillis(6))
                .maxConnections(1)
                .maxMessageBytes(1024)
                .headers(Map.of("X-Key", "value"))
                .auth(auth)
                .sslContext(ssl)
                .chainId(1)
                .requestsPerSecond(2.5)
                .maxInFlight(9)
                .maxBatch(10)
                .batchWindow(Duration.ofMillis(11))
                .coalescing(true)
                .build();

        for (ConnectionConfig same : List.of(config, config.toBuilder().build())) {
            assertThat(same.url()).isEqualTo(URI.create("http://h:1/p"));
            assertThat(same.type()).isEqualTo(ConnectionType.WEBSOCKET);
            assertThat(same.timeout()).isEqualTo(Duration.ofMillis(1));
            assertThat(same.requestTimeout()).isEqualTo(Duration.ofMillis(2));
            assertThat(same.proxy()).contains(ProxyConfig.of("proxy", 3128));
            assertThat(same.maxRetries()).isZero();
            assertThat(same.maxReconnects()).hasValue(7);
            assertThat(same.maxAge()).contains(Duration.ofMillis(8));
            assertThat(same.closeTimeout()).isZero();
            assertThat(same.retryDelay()).isEqualTo(Duration.ofMillis(3));
            assertThat(same.maxRetryDelay()).isEqualTo(Duration.ofMillis(4));
            assertThat(same.heartbeatInterval()).isEqualTo(Duration.ofMillis(5));
            assertThat(same.heartbeatTimeout()).isEqualTo(Duration.ofMillis(6));
            assertThat(same.maxConnections()).isEqualTo(1);
            assertThat(same.maxMessageBytes()).isEqualTo(1024);
            assertThat(same.headers()).containsExactly(Map.entry("X-Key", "value"));
            assertThat(same.auth()).containsSame(auth);
            assertThat(same.sslContext()).containsSame(ssl);
            assertThat(same.chainId()).hasValue(1);
            assertThat(same.rateLimit()).contains(RateLimit.requestsPerSecond(2.5));
            assertThat(same.maxInFlight()).hasValue(9);
            assertThat(same.maxBatch()).isEqualTo(10);
            assertThat(same.batchWindow()).contains(Duration.ofMillis(11));
            assertThat(same.coalescing()).isTrue();
        }
    }

    @Test
    void headers_namesInAnotherCase_areTheSameHeader() {
        ConnectionConfig config = ConnectionConfig.builder("ws://h")
                .header("X-Key", "1")
                .header("x-KEY", "2")
                .build();

        assertThat(config.headers()).hasSize(1).containsEntry("X-key", "2");
        assertThatThrownBy(() -> config.headers().put("a", "b")).isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "ws://user:pa%3Ass@h:1/p?q=1, Basic dXNlcjpwYTpzcw==, ws://h:1/p?q=1",
        "https://user@h, Basic dXNlcjo=, https://h",
        "ws://a:b@[::1]:80/@x, Basic YTpi, ws://[::1]:80/@x"
    })
    void builder_userInfo_becomesBasicAuthenticationAndLeavesTheUrl(String url, String header, String rest) {
        ConnectionConfig config = ConnectionConfig.of(url);

        assertThat(config.auth().orElseThrow().headerValue()).isEqualTo(header);
        assertThat(config.url()).isEqualTo(URI.create(rest));
    }

    static Stream<Arguments> durations() {
        return Stream.of(
                Arguments.of("timeout", (BiFunction<Builder, Duration, Builder>) Builder::timeout),
                Arguments.of("requestTimeout", (BiFunction<Builder, Duration, Builder>) Builder::requestTimeout),
                Arguments.of("retryDelay", (BiFunction<Builder, Duration, Builder>) Builder::retryDelay),
                Arguments.of("maxRetryDelay", (BiFunction<Builder, Duration, Builder>) Builder::maxRetryDelay),
                Arguments.of("maxAge", (BiFunction<Builder, Duration, Builder>) Builder::maxAge),
                Arguments.of("batchWindow", (BiFunction<Builder, Duration, Builder>) Builder::batchWindow),
                Arguments.of("heartbeatInterval", (BiFunction<Builder, Duration, Builder>) Builder::heartbeatInterval),
                Arguments.of("heartbeatTimeout", (BiFunction<Builder, Duration, Builder>) Builder::heartbeatTimeout));
    }

    @ParameterizedTest
    @MethodSource("durations")
    void builder_durationThatIsNotPositive_isRefusedWithItsRule(
            String name, BiFunction<Builder, Duration, Builder> setter) {
        for (Duration bad : List.of(Duration.ZERO, Duration.ofMillis(-1))) {
            assertThatThrownBy(() -> setter.apply(ConnectionConfig.builder("ws://h"), bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(name + " must be > 0, was " + bad);
        }
    }

    static Stream<Arguments> badNumbers() {
        return Stream.of(
                Arguments.of("maxRetries must be >= 0, was -1", (Function<Builder, Builder>) b -> b.maxRetries(-1)),
                Arguments.of(
                        "maxReconnects must be >= 0, was -1", (Function<Builder, Builder>) b -> b.maxReconnects(-1)),
                Arguments.of("closeTimeout must be >= 0, was PT-1S", (Function<Builder, Builder>)
                        b -> b.closeTimeout(Duration.ofSeconds(-1))),
                Arguments.of(
                        "maxConnections must be >= 1, was 0", (Function<Builder, Builder>) b -> b.maxConnections(0)),
                Arguments.of("maxMessageBytes must be >= 1024, was 1023", (Function<Builder, Builder>)
                        b -> b.maxMessageBytes(1023)),
                Arguments.of("requestsPerSecond must be > 0 and finite, was 0.0", (Function<Builder, Builder>)
                        b -> b.requestsPerSecond(0)),
                Arguments.of("requestsPerSecond must be > 0 and finite, was NaN", (Function<Builder, Builder>)
                        b -> b.requestsPerSecond(Double.NaN)),
                Arguments.of("maxInFlight must be >= 1, was 0", (Function<Builder, Builder>) b -> b.maxInFlight(0)),
                Arguments.of("maxBatch must be >= 2, was 1", (Function<Builder, Builder>) b -> b.maxBatch(1)),
                Arguments.of("maxBatch must be <= 1000, was 1001", (Function<Builder, Builder>) b -> b.maxBatch(1001)),
                Arguments.of("batchWindow must be <= PT1S, was PT2S", (Function<Builder, Builder>)
                        b -> b.batchWindow(Duration.ofSeconds(2))),
                Arguments.of("chainId must be >= 1, was 0", (Function<Builder, Builder>) b -> b.chainId(0)));
    }

    @ParameterizedTest
    @MethodSource("badNumbers")
    void builder_numberOutOfRange_isRefusedWithItsRule(String message, Function<Builder, Builder> setter) {
        assertThatThrownBy(() -> setter.apply(ConnectionConfig.builder("ws://h")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void build_longestDelayShorterThanTheFirst_isRefusedWithItsRule() {
        Builder builder = ConnectionConfig.builder("ws://h").retryDelay(Duration.ofSeconds(31));

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxRetryDelay must be >= retryDelay (PT31S), was PT30S");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", "a\r\nb", "a\u0000"})
    void header_nameThatIsNone_isRefused(String name) {
        assertThatThrownBy(() -> ConnectionConfig.builder("ws://h").header(name, "v"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not a header name: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret\r\nX: y", "secret\u0000", "secret\u007f"})
    void header_valueWithControlCharacters_isRefusedWithoutShowingIt(String value) {
        assertThatThrownBy(() -> ConnectionConfig.builder("ws://h").header("X-Key", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("X-Key")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "'', the URL has no scheme",
        "node.example/SECRET, the URL has no scheme",
        "mailto:SECRET, the URL has no scheme",
        "ws:///SECRET, the URL has no host",
        "ws://no_such_host:1/SECRET, the URL has no host",
        "ws://h/SECRET SECRET, the URL is malformed at index",
        "ws://SECRET^@h/, the URL is malformed at index",
        "ws://h:0/SECRET, 'the URL''s port must be 1 to 65535, was 0'",
        "ws://h:65536/SECRET, 'the URL''s port must be 1 to 65535, was 65536'"
    })
    void builder_urlThatIsNone_saysWhatIsMissingWithoutShowingIt(String url, String message) {
        assertThatThrownBy(() -> ConnectionConfig.builder(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("SECRET")
                .hasNoCause();
    }

    @Test
    void toString_everythingSecret_showsNone() {
        ConnectionConfig config = ConnectionConfig.builder(
                        "wss://SECRETUSER:SECRETPASS@node.example:8546/v3/SECRETKEY?k=SECRETQUERY#SECRET")
                .header("X-Api-Key", "SECRETHEADER")
                .build();

        assertThat(config.toString())
                .contains(
                        "wss://node.example:8546/…",
                        "X-Api-Key",
                        "timeout=PT10S",
                        "maxReconnects=unlimited",
                        "maxAge=unlimited",
                        "chainId=any")
                .doesNotContain("SECRET", "U0VDUkVU");
        assertThat(config.toBuilder()
                        .auth(Auth.bearer("SECRET"))
                        .chainId(5)
                        .build()
                        .toString())
                .contains("bearer", "chainId=5")
                .doesNotContain("SECRET");
        assertThat(config.endpoint()).isEqualTo("wss://node.example:8546/…");
    }

    @Test
    void auth_kinds_haveTheirHeaderAndHideIt() {
        assertThat(Auth.basic("Aladdin", "open sesame").headerValue()).isEqualTo("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assertThat(Auth.bearer("abc").headerValue()).isEqualTo("Bearer abc");
        assertThat(Auth.basic("user", "secret")).hasToString("Auth[basic ***]");
        assertThat(Auth.bearer("secret")).hasToString("Auth[bearer ***]");
        assertThatThrownBy(() -> Auth.basic("a:b", "secret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("':'")
                .hasMessageNotContaining("secret");
    }

    @Test
    void proxyConfig_parts_areCheckedAndCredentialsHidden() {
        ProxyConfig proxy = ProxyConfig.of("proxy", 65_535).withAuth(Auth.basic("user", "secret"));

        assertThat(proxy.host()).isEqualTo("proxy");
        assertThat(proxy.port()).isEqualTo(65_535);
        assertThat(proxy.auth().orElseThrow().headerValue()).startsWith("Basic ");
        assertThat(proxy.toString()).doesNotContain("secret", "dXNlcjpzZWNyZXQ");
        assertThat(ConnectionConfig.builder("ws://h").proxy(proxy).build().toString())
                .doesNotContain("secret");
        assertThatThrownBy(() -> ProxyConfig.of(" ", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a proxy needs a host");
        for (int port : new int[] {0, 65_536}) {
            assertThatThrownBy(() -> ProxyConfig.of("proxy", port))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a proxy's port must be 1 to 65535, was " + port);
        }
    }

    @Test
    void managerConfig_numbers_needOneAtLeast() {
        ManagerConfig config =
                ManagerConfig.builder().maxConnections(1).reconnectsPerSecond(2).build();

        assertThat(ManagerConfig.defaults().maxConnections()).isEqualTo(10_000);
        assertThat(ManagerConfig.defaults().reconnectsPerSecond()).isEqualTo(100);
        assertThat(ManagerConfig.defaults().networks()).isEmpty();
        assertThat(config.maxConnections()).isEqualTo(1);
        assertThat(config.reconnectsPerSecond()).isEqualTo(2);
        assertThatThrownBy(() -> ManagerConfig.builder().maxConnections(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxConnections must be >= 1, was 0");
        assertThatThrownBy(() -> ManagerConfig.builder().reconnectsPerSecond(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("reconnectsPerSecond must be >= 1, was 0");
    }

    @Test
    void managerConfig_windowBytes_areAMebibyteAtLeast() {
        assertThat(ManagerConfig.defaults().windowBytes()).isEqualTo(128L * 1024 * 1024);
        assertThat(ManagerConfig.builder().windowBytes(1 << 20).build().windowBytes())
                .isEqualTo(1 << 20);
        assertThatThrownBy(() -> ManagerConfig.builder().windowBytes(1000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("windowBytes must be >= 1048576 (1 MiB), was 1000");
    }

    private static final String LONG_TOKEN = "eyJhbGciOiJIUzI1NiJ9." + "0123456789abcdef".repeat(20) + ".c2ln/c2ln";

    private static final ConnectionConfig SECRETIVE = ConnectionConfig.builder(
                    "wss://node.example/v3/path-secret/percent%2Dsecret?key=query-secret&v=1")
            .auth(Auth.bearer(LONG_TOKEN))
            .header("X-Api-Key", "id=header-secret; v=1")
            .build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "path-secret",
                "percent-secret",
                "percent%2Dsecret",
                "query-secret",
                "header-secret",
                "id=header-secret; v=1",
                "c2ln/c2ln"
            })
    void redact_ofWhatServersEcho_leavesNoSecret(String secret) {
        String echo = secret.equals("c2ln/c2ln") ? LONG_TOKEN : secret;

        assertThat(SECRETIVE.redact("no such key: " + echo + "!")).isEqualTo("no such key: ***!");
        assertThat(SECRETIVE.redact("{\"echo\":\"" + echo.replace("/", "\\/") + "\"}"))
                .isEqualTo("{\"echo\":\"***\"}");
    }

    @Test
    void redact_ofUserInfo_leavesNeitherNameNorPassword() {
        ConnectionConfig keyAsName = ConnectionConfig.of("https://name-secret@node.example");
        ConnectionConfig both = ConnectionConfig.builder("wss://name-secret:word-secret@node.example")
                .proxy(ProxyConfig.of("proxy.example", 3128).withAuth(Auth.basic("proxy-secret", "proxy-word")))
                .build();

        assertThat(keyAsName.redact("no user name-secret here")).isEqualTo("no user *** here");
        assertThat(both.redact("name-secret word-secret proxy-secret proxy-word"))
                .isEqualTo("*** *** *** ***");
    }

    @ParameterizedTest
    @CsvSource({
        "expected a hash; found \"no: path-sec..., expected a hash; found \"no: ***...",
        "...y-secret is not a key, ...*** is not a key",
        "found ...9abcdef0123..., found ...***...",
        "found ...ordinary words... and path-s..., found ...ordinary words... and ***...",
        "ordinary words...path, ordinary words...path"
    })
    void redact_ofATextThatIsCut_leavesNoPartOfASecret(String text, String shown) {
        assertThat(SECRETIVE.redact(text)).isEqualTo(shown);
    }
}
