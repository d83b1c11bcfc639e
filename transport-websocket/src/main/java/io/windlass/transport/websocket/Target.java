package io.windlass.transport.websocket;

import java.net.URI;
import java.util.Locale;

/**
 * Where an upgrade goes, taken from the URL.
 *
 * @param secure true for {@code wss}
 * @param host name or address, IPv6 without brackets
 * @param port the URL's or the scheme's
 * @param hostHeader value of the {@code Host} header
 * @param path path and query as the request line wants them: a secret
 */
record Target(boolean secure, String host, int port, String hostHeader, String path) {
    static Target of(URI url) {
        boolean secure = url.getScheme().toLowerCase(Locale.ROOT).equals("wss");
        String host = url.getHost();
        int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
        String bare = host.startsWith("[")
                ? host.substring(1, host.length() - 1)
                // a name in full is the same name for TLS, which knows no dot at the end
                : host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return new Target(
                secure,
                bare,
                port,
                url.getPort() >= 0 ? host + ":" + port : host,
                url.getRawQuery() == null ? path : path + "?" + url.getRawQuery());
    }

    /** Host and port, as {@code CONNECT} wants them. */
    String authority() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /** Without the path. */
    @Override
    public String toString() {
        return hostHeader;
    }
}
