package io.windlass;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointsTest {
    @ParameterizedTest
    @CsvSource({
        "wss://mainnet.infura.io/ws/v3/KEY, wss://mainnet.infura.io/…",
        "WSS://h:8546, wss://h:8546",
        "http://h/, http://h",
        "http://h?k=KEY, http://h/…",
        "http://h/?k=KEY, http://h/…",
        "http://h#KEY, http://h",
        "https://user:KEY@h:1/p, https://h:1/…",
        "http://[::1]:8545/p, http://[::1]:8545/…",
        "h/KEY, …/…",
        "ws://under_score/KEY, ws://…/…"
    })
    void redact_url_leavesSchemeHostAndPort(URI url, String shown) {
        assertThat(Endpoints.redact(url)).isEqualTo(shown);
    }

    /** The pieces of a URL that may be secret, each recognisable by its upper case, which the rest has none of. */
    @Provide
    Arbitrary<String> secrets() {
        return Arbitraries.strings()
                .withCharRange('A', 'Z')
                .withChars("0123456789-_.~%3A")
                .ofMinLength(1)
                .ofMaxLength(40)
                .map(s -> "QZX" + s.replace("%", "%2F"));
    }

    @Provide
    Arbitrary<String> places() {
        return Combinators.combine(
                        Arbitraries.of("ws", "wss", "http", "https"),
                        Arbitraries.of("node.example", "127.0.0.1", "[::1]", "a-b.c", "under_score"),
                        Arbitraries.of("", ":1", ":65535"))
                .as((scheme, host, port) -> scheme + "://%s" + host + port);
    }

    @Property
    void redact_anyUrl_showsNothingOfItsSecrets(
            @ForAll("places") String place,
            @ForAll("secrets") String user,
            @ForAll("secrets") String path,
            @ForAll("secrets") String query,
            @ForAll("secrets") String fragment) {
        URI url = URI.create(place.formatted(user + ":" + user + "@") + "/" + path + "/" + path + "?" + query + "="
                + query + "#" + fragment);

        String shown = Endpoints.redact(url);

        assertThat(shown).doesNotContainPattern("[A-Z?#@%]").endsWith("/…");
        if (!place.contains("_")) {
            assertThat(shown).isEqualTo(place.formatted("") + "/…");
            assertThat(ConnectionConfig.of(url.toString()).toString()).doesNotContain(user, path, query, fragment);
        }
    }
}
