package io.windlass.cli;

import io.windlass.Endpoints;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps keys in URLs out of what is shown. The engine redacts what it says itself; this catches what others say, such as an
 * argument parser that repeats a misplaced argument. Thread-safe.
 */
final class Secrets {
    private static final String HIDDEN = "…";
    private static final int SHORTEST = 6;
    /** Shorter segments of a path are words, not keys. */
    private static final int SHORTEST_SEGMENT = 16;

    private static final Pattern URL = Pattern.compile("(?i)\\b[a-z][a-z0-9+.-]*://[\\w\\[%][^\\s'\"<>)\\]},;]*");
    private static final Pattern HOST_AND_PATH = Pattern.compile("[^/\\s.]+[^/\\s]*[.@:][^/\\s]*/.+");

    /** What must not be shown, and what is shown instead. */
    private final Map<String, String> shown = new ConcurrentHashMap<>();

    /** Learns from a command line: URLs, lists of them, and what looks like a URL without its scheme. */
    static Secrets ofArguments(String... args) {
        Secrets secrets = new Secrets();
        for (String arg : args) {
            String value = arg.startsWith("-") ? arg.substring(arg.indexOf('=') + 1) : arg;
            // a URL may hold a comma itself, several of them are a list
            boolean isList = value.indexOf("://") != value.lastIndexOf("://") || !value.contains("://");
            for (String url : isList ? value.split(",", -1) : new String[] {value}) {
                secrets.addArgument(url);
            }
        }
        return secrets;
    }

    private void addArgument(String value) {
        if (value.contains("://")) {
            addUrl(value);
        } else if (HOST_AND_PATH.matcher(value).matches()) {
            int path = value.indexOf('/');
            add(value, value.substring(value.lastIndexOf('@', path) + 1, path) + "/" + HIDDEN);
            add(value.substring(path), "/" + HIDDEN);
        }
    }

    /** Learns a URL and each part of it that may be a key. */
    void addUrl(String url) {
        add(url, redact(url));
        int authority = url.indexOf("://") + 3;
        int path = indexOfAny(url, authority, "/?#");
        int at = url.lastIndexOf('@', path);
        if (at > authority) {
            add(url.substring(authority, at), HIDDEN);
            for (String part : url.substring(authority, at).split(":", -1)) {
                add(part, HIDDEN);
            }
        }
        if (path < url.length()) {
            add(url.substring(path), "/" + HIDDEN);
            for (String part : url.substring(path).split("[/?&=#]", -1)) {
                if (part.length() >= SHORTEST_SEGMENT) {
                    add(part, HIDDEN);
                }
            }
        }
    }

    private void add(String secret, String instead) {
        if (secret.length() >= SHORTEST) {
            shown.put(secret, instead);
        }
    }

    /** The text without what was learned. */
    String scrub(String text) {
        if (shown.isEmpty()) {
            return text;
        }
        Map<String, String> longestFirst = new LinkedHashMap<>();
        shown.entrySet().stream()
                .sorted((a, b) ->
                        Integer.compare(b.getKey().length(), a.getKey().length()))
                .forEach(e -> longestFirst.put(e.getKey(), e.getValue()));
        String scrubbed = text;
        for (Map.Entry<String, String> secret : longestFirst.entrySet()) {
            scrubbed = scrubbed.replace(secret.getKey(), secret.getValue());
        }
        return scrubbed;
    }

    /** As {@link #scrub}, and every URL in the text is redacted, whether it was learned or not. */
    String scrubUrls(String text) {
        Matcher urls = URL.matcher(scrub(text));
        return urls.replaceAll(found -> Matcher.quoteReplacement(redact(found.group())));
    }

    private static String redact(String url) {
        try {
            return Endpoints.redact(new URI(url));
        } catch (URISyntaxException e) {
            // the exception's message holds the URL
            return url.substring(0, url.indexOf("://") + 3) + HIDDEN;
        }
    }

    private static int indexOfAny(String text, int from, String wanted) {
        for (int i = from; i < text.length(); i++) {
            if (wanted.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }
}
