package io.windlass.transport.websocket;

import io.windlass.ConnectionConfig;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Takes an endpoint's secrets out of text that a server made: some repeat the key that they refuse. */
final class Redaction {
    // shorter parts, such as v3 or ws, are names and no keys
    private static final int SHORTEST = 6;

    private Redaction() {}

    static String of(String text, ConnectionConfig config) {
        String shown = text;
        for (String secret : secrets(config)) {
            shown = shown.replace(secret, "***");
        }
        return shown.replaceAll("\\p{Cntrl}", " ");
    }

    private static List<String> secrets(ConnectionConfig config) {
        Stream<String> url = Stream.of(
                        config.url().getRawPath(),
                        config.url().getRawQuery(),
                        config.url().getPath(),
                        config.url().getQuery())
                .flatMap(part -> part == null ? Stream.empty() : Stream.of(part.split("[/&=]")));
        Stream<String> headers = Stream.concat(
                        config.headers().values().stream(),
                        config.auth().stream().map(auth -> auth.headerValue()))
                .flatMap(value -> Stream.concat(Stream.of(value), Stream.of(value.split("[\\s,;=]"))));
        return Stream.concat(url, headers)
                .filter(part -> part.length() >= SHORTEST)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }
}
