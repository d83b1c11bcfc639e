package io.windlass.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.ConnectionConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Secrets to plant in each place that can hold one, and to look for in all that comes out. */
final class Secrets {
    static final String PATH = "PathKey4711";
    static final String QUERY = "QueryKey4712";
    static final String USER = "UserKey4713";
    static final String PASSWORD = "PasswordKey4714";
    static final String HEADER = "HeaderKey4715";
    static final String TOKEN = "BearerKey4716";

    private static final List<String> ALL = List.of(
            PATH,
            QUERY,
            USER,
            PASSWORD,
            HEADER,
            TOKEN,
            Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8)));

    private Secrets() {}

    /** A configuration with a secret in the user info, the path, the query and a header. */
    static ConnectionConfig.Builder everywhere(Wire wire, String hostAndPort) {
        String url =
                wire.scheme() + "://" + USER + ":" + PASSWORD + "@" + hostAndPort + "/v3/" + PATH + "?key=" + QUERY;
        return ConnectionConfig.builder(url).header("X-Api-Key", HEADER);
    }

    static void assertNoneIn(Object shown) {
        assertThat(String.valueOf(shown)).doesNotContainIgnoringCase(ALL.toArray(CharSequence[]::new));
    }

    /** In its message, its text, and those of everything behind it. */
    static void assertNoneIn(Throwable thrown) {
        search(thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
        StringWriter out = new StringWriter();
        thrown.printStackTrace(new PrintWriter(out, true));
        assertNoneIn(out);
    }

    private static void search(Throwable thrown, Set<Throwable> seen) {
        if (thrown == null || !seen.add(thrown)) {
            return;
        }
        assertNoneIn((Object) thrown.getMessage());
        assertNoneIn((Object) thrown.getLocalizedMessage());
        assertNoneIn((Object) thrown.toString());
        search(thrown.getCause(), seen);
        for (Throwable suppressed : thrown.getSuppressed()) {
            search(suppressed, seen);
        }
    }
}
