package io.windlass.transport.http;

import com.github.mizosoft.methanol.BodyDecoder;
import io.windlass.Auth;
import io.windlass.ConnectionConfig;
import io.windlass.ProxyConfig;
import io.windlass.spi.TransportException;
import io.windlass.spi.TransportFailure;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Makes a link's requests, which differ only in their bodies; what they share is checked once. */
final class Requests {
    private static final Set<String> RESERVED = Set.of("connection", "content-length", "expect", "host", "upgrade");

    private final URI url;
    private final boolean secure;
    private final String nextHost;
    private final HttpRequest template;

    private Requests(URI url, boolean secure, String nextHost, HttpRequest template) {
        this.url = url;
        this.secure = secure;
        this.nextHost = nextHost;
        this.template = template;
    }

    /**
     * Checks the target.
     *
     * @throws TransportException if its URL or a header cannot be used; the message names no value
     */
    static Requests to(ConnectionConfig target) {
        String scheme = target.url().getScheme().toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("https");
        if (!secure && !scheme.equals("http")) {
            throw unusable("the HTTP transport serves http and https, not " + scheme + "; correct the URL's scheme");
        }
        URI url = URI.create(target.url().toASCIIString());
        HttpRequest.Builder template =
                HttpRequest.newBuilder(url).version(secure ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1);
        headers(target).forEach((name, value) -> addHeader(template, name, value));
        String nextHost = target.proxy().map(ProxyConfig::host).orElse(url.getHost());
        return new Requests(url, secure, nextHost, template.build());
    }

    private static Map<String, String> headers(ConnectionConfig target) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("Accept", "application/json");
        headers.put(
                "Accept-Encoding",
                String.join(", ", BodyDecoder.Factory.installedBindings().keySet()));
        headers.put("Content-Type", "application/json");
        headers.put("User-Agent", "windlass");
        headers.putAll(target.headers());
        target.auth().map(Auth::headerValue).ifPresent(value -> headers.put("Authorization", value));
        target.proxy()
                .flatMap(ProxyConfig::auth)
                .map(Auth::headerValue)
                .ifPresent(value -> headers.put("Proxy-Authorization", value));
        return headers;
    }

    private static void addHeader(HttpRequest.Builder template, String name, String value) {
        try {
            template.header(name, value);
        } catch (IllegalArgumentException e) {
            // the exception is dropped: its text can hold the value
            throw unusable(
                    RESERVED.contains(name.toLowerCase(Locale.ROOT))
                            ? "the header " + name + " is set by HTTP itself; remove it from the configuration"
                            : "the header " + name + " holds characters that HTTP does not allow; correct it");
        }
    }

    private static TransportException unusable(String message) {
        return new TransportException(TransportFailure.of(TransportFailure.Kind.PROTOCOL, false, message));
    }

    /** True for {@code https}. */
    boolean secure() {
        return secure;
    }

    /** Host and port. */
    String address() {
        int port = url.getPort();
        return url.getHost() + ":" + (port >= 0 ? port : secure ? 443 : 80);
    }

    /** True if what is connected to is an address or this machine, so that finding it asks no name server. */
    boolean addressKnown() {
        return nextHost.indexOf(':') >= 0
                || nextHost.equalsIgnoreCase("localhost")
                || nextHost.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    }

    HttpRequest post(byte[] body) {
        return new Post(template, HttpRequest.BodyPublishers.ofByteArray(body));
    }
}
