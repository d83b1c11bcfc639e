package io.windlass.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.ConnectionConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Secrets to plant in each place that can hold one, and to look for in all that comes out. */
final class Secrets {
    static final String PATH = "PathKey4711";
    static final String QUERY = "QueryKey4712";
    static final String USER = "UserKey4713";
    static final String PASSWORD = "PasswordKey4714";
    static final String HEADER = "HeaderKey4715";

    private static final List<String> ALL = List.of(
            PATH,
            QUERY,
            USER,
            PASSWORD,
            HEADER,
            Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8)));

    private Secrets() {}

    /** A configuration with a secret in the user info, the path, the query and a header. */
    static ConnectionConfig.Builder everywhere(Wire wire, String hostAndPort) {
        String url =
                wire.scheme() + "://" + USER + ":" + PASSWORD + "@" + hostAndPort + "/v3/" + PATH + "?key=" + QUERY;
        return ConnectionConfig.builder(url).header("X-Api-Key", HEADER);
    }

    /** Message and stack trace with all causes and what was suppressed, as a log would show them. */
    static String text(Throwable failure) {
        StringWriter out = new StringWriter();
        failure.printStackTrace(new PrintWriter(out, true));
        return out.toString();
    }

    static void assertNoneIn(String text) {
        assertThat(text).doesNotContain(ALL);
    }
}
