package io.windlass.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    private static final String KEY = "0123456789abcdef0123456789abcdef";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wss://node.example/ws/v3/" + KEY,
                "--url=wss://node.example/" + KEY,
                "https://node.example:8443/?apikey=" + KEY,
                "https://user:" + KEY + "@node.example/",
                "https://" + KEY + "@node.example",
                "wss://node.example/a b/" + KEY,
                "node.example/v3/" + KEY,
                "user:" + KEY + "@node.example/x",
                "htp:/node.example/" + KEY,
                "wss://one.example/v3/x,https://node.example/v3/" + KEY
            })
    void scrub_argumentWithAKey_neverShowsTheKey(String arg) {
        Secrets secrets = Secrets.ofArguments("watch", "--url", arg);

        assertThat(secrets.scrub("unknown option '" + arg + "' and " + arg.substring(arg.indexOf("//") + 1)))
                .doesNotContain(KEY)
                .contains("unknown option '");
    }

    @Test
    void scrub_keyAlone_isHiddenToo() {
        Secrets secrets = Secrets.ofArguments("wss://node.example/v3/" + KEY);

        assertThat(secrets.scrub("GET /v3/" + KEY + " failed, key " + KEY)).isEqualTo("GET /… failed, key …");
    }

    @Test
    void scrub_url_showsSchemeHostAndPort() {
        Secrets secrets = Secrets.ofArguments("wss://node.example:8546/v3/" + KEY);

        assertThat(secrets.scrub("to wss://node.example:8546/v3/" + KEY + "!"))
                .isEqualTo("to wss://node.example:8546/…!");
    }

    @Test
    void scrub_ordinaryArguments_changesNothing() {
        Secrets secrets = Secrets.ofArguments(
                "watch", "logs", "--address", "0xdac17f958d2ee523a2206206994597c13d831ec7", "--config", "conf/a.conf");

        String text = "watch logs of 0xdac17f958d2ee523a2206206994597c13d831ec7 with conf/a.conf";
        assertThat(secrets.scrub(text)).isEqualTo(text);
    }

    @Test
    void scrubUrls_urlThatNobodyNamed_isRedacted() {
        assertThat(new Secrets().scrubUrls("at (https://other.example/v3/" + KEY + "): refused"))
                .isEqualTo("at (https://other.example/…): refused");
    }

    @Test
    void scrub_eachOfSeveralUrls_isHiddenByItself() {
        Secrets secrets =
                Secrets.ofArguments("--url", "wss://a.example/v3/" + KEY + ",https://b.example/v3/" + KEY + "2");

        assertThat(secrets.scrub("wss://a.example/v3/" + KEY + " and https://b.example/v3/" + KEY + "2"))
                .isEqualTo("wss://a.example/… and https://b.example/…");
    }
}
