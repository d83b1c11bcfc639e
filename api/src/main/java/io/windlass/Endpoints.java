package io.windlass;

import java.net.URI;
import java.util.Locale;

/** What of an endpoint's URL may be shown to anyone. */
public final class Endpoints {
    private Endpoints() {}

    /**
     * The URL with everything left out that may be a secret: user info, path, query and fragment. Providers put API keys in
     * each of these.
     *
     * @return for example {@code wss://mainnet.infura.io/…}
     */
    public static String redact(URI url) {
        StringBuilder shown = new StringBuilder();
        if (url.getScheme() != null) {
            shown.append(url.getScheme().toLowerCase(Locale.ROOT)).append("://");
        }
        shown.append(url.getHost() == null ? "…" : url.getHost());
        if (url.getPort() >= 0) {
            shown.append(':').append(url.getPort());
        }
        String path = url.getRawPath();
        boolean more = path != null && !path.isEmpty() && !path.equals("/");
        return more || url.getRawQuery() != null ? shown.append("/…").toString() : shown.toString();
    }
}
