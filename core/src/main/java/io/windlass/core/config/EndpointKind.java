package io.windlass.core.config;

import io.windlass.ConfigurationException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** The kinds of URL that a network has, each with the schemes it may use. */
enum EndpointKind {
    WEBSOCKET("ws-url", "wss", "ws"),
    HTTP("rpc-url", "https", "http"),
    EXPLORER("explorer", "https", "http");

    private final String setting;
    private final String secureScheme;
    private final String plainScheme;

    EndpointKind(String setting, String secureScheme, String plainScheme) {
        this.setting = setting;
        this.secureScheme = secureScheme;
        this.plainScheme = plainScheme;
    }

    /** The setting that holds one; the one that holds several has an {@code s} behind. */
    String setting() {
        return setting;
    }

    /** What the name of its environment variable ends with. */
    String variableSuffix() {
        return setting.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** The URL, or an exception that says what is wrong with it without showing more than scheme, host and port. */
    String check(Place place, String text) {
        String url = text.strip();
        URI uri;
        try {
            // documentation writes <KEY> and {key} where a key belongs; such a URL names its host all the same
            uri = new URI(url.replaceAll("[<>{}]", "x"));
        } catch (URISyntaxException e) {
            throw wrong(place, "is malformed at index " + e.getIndex());
        }
        if (url.isEmpty()) {
            throw wrong(place, "is empty");
        }
        if (uri.getScheme() == null || uri.isOpaque()) {
            throw wrong(place, "has no scheme");
        }
        if (uri.getHost() == null) {
            throw wrong(place, "has no valid host");
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals(secureScheme) && !scheme.equals(plainScheme)) {
            throw wrong(place, "is " + Shown.url(url));
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw wrong(place, "has the port " + uri.getPort());
        }
        return url;
    }

    ConfigurationException wrong(Place place, String fault) {
        return place.wrong(fault, legal());
    }

    private String legal() {
        return "a URL with host that starts with " + secureScheme + ":// or " + plainScheme + "://, such as "
                + secureScheme + "://host/path or " + plainScheme + "://host:8545";
    }
}
