package io.windlass.core.config;

import io.windlass.Endpoints;
import java.net.URI;
import java.net.URISyntaxException;

/** What of a configured text may be shown: a URL can turn up anywhere, and may hold a key. */
final class Shown {
    private static final int LIMIT = 80;

    private Shown() {}

    static String text(String text) {
        if (text.contains("://")) {
            return url(text);
        }
        String printable = text.replaceAll("\\p{Cntrl}", " ");
        return '"' + (printable.length() <= LIMIT ? printable : printable.substring(0, LIMIT - 1) + "…") + '"';
    }

    static String url(String text) {
        try {
            URI uri = new URI(text.strip());
            if (uri.getScheme() != null && uri.getHost() != null) {
                return Endpoints.redact(uri);
            }
        } catch (URISyntaxException e) {
            // not reported: its message holds the whole text
        }
        return "a URL that is not shown, since it may hold a key";
    }

    /** A parser's message without what it quotes of its input. */
    static String withoutQuotations(String message) {
        int first = firstQuote(message);
        int last = Math.max(message.lastIndexOf('\''), message.lastIndexOf('"'));
        return first < last ? message.substring(0, first) + "…" + message.substring(last + 1) : message;
    }

    private static int firstQuote(String message) {
        for (int i = 0; i < message.length(); i++) {
            if (message.charAt(i) == '\'' || message.charAt(i) == '"') {
                return i;
            }
        }
        return message.length();
    }
}
