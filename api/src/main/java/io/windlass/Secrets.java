package io.windlass;

import java.net.URI;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What of a configuration may be a secret. Short parts are left out: they would blot out ordinary words. */
final class Secrets {
    private static final int SHORTEST = 6;
    private static final String BLOT = "***";

    /** How messages mark where they cut a text that is too long for them. */
    private static final String CUT = "...";

    /** Less than this of a secret that was cut off tells nothing. */
    private static final int SHORTEST_CUT = 4;

    /** Longest first, so that none hides within another. */
    private final List<String> secrets;

    private Secrets(Set<String> found) {
        secrets = found.stream()
                .filter(secret -> secret.length() >= SHORTEST)
                // JSON may write a slash with a backslash before it
                .flatMap(secret -> Stream.of(secret, secret.replace("/", "\\/")))
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    static Secrets of(URI url, Map<String, String> headers, Optional<Auth> auth, Optional<ProxyConfig> proxy) {
        Set<String> found = new LinkedHashSet<>();
        addParts(found, url.getRawPath(), "/");
        addParts(found, url.getPath(), "/");
        addParts(found, url.getRawQuery(), "[&=]");
        addParts(found, url.getQuery(), "[&=]");
        headers.forEach((name, value) -> {
            if (!name.equalsIgnoreCase("User-Agent")) {
                found.add(value);
                addParts(found, value, "[\\s,;=]");
            }
        });
        auth.ifPresent(it -> found.addAll(it.secrets()));
        proxy.flatMap(ProxyConfig::auth).ifPresent(it -> found.addAll(it.secrets()));
        return new Secrets(found);
    }

    private static void addParts(Set<String> found, @Nullable String text, String between) {
        if (text != null) {
            found.addAll(List.of(text.split(between)));
        }
    }

    String removedFrom(String text) {
        String shown = text;
        for (String secret : secrets) {
            shown = shown.replace(secret, BLOT);
        }
        return shown.contains(CUT) ? removedAtCuts(shown) : shown;
    }

    /** A message that quotes 80 characters of an answer can begin or end within a secret, or lie inside it. */
    private String removedAtCuts(String text) {
        String shown = text;
        for (String secret : secrets) {
            for (int length = secret.length() - 1; length >= SHORTEST_CUT; length--) {
                shown = shown.replace(secret.substring(0, length) + CUT, BLOT + CUT)
                        .replace(CUT + secret.substring(secret.length() - length), CUT + BLOT);
            }
            shown = removedBetweenCuts(shown, secret);
        }
        return shown;
    }

    private static String removedBetweenCuts(String text, String secret) {
        String shown = text;
        int from = shown.indexOf(CUT);
        while (from >= 0) {
            int begin = from + CUT.length();
            int end = shown.indexOf(CUT, begin);
            if (end - begin >= SHORTEST_CUT && secret.contains(shown.substring(begin, end))) {
                shown = shown.substring(0, begin) + BLOT + shown.substring(end);
                end = begin + BLOT.length();
            }
            from = end;
        }
        return shown;
    }
}
