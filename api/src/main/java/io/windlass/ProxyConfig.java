package io.windlass;

import java.util.Optional;

/**
 * An HTTP proxy to go through. {@code ws}, {@code wss} and {@code https} are tunnelled with {@code CONNECT} (RFC 9110 section
 * 9.3.6), so the proxy sees the host but neither headers nor messages; plain {@code http} is forwarded.
 *
 * @param host the proxy's host
 * @param port the proxy's port, 1 to 65535
 * @param auth credentials for the proxy itself; Basic only
 */
public record ProxyConfig(String host, int port, Optional<Auth> auth) {
    /** Checks the parts. */
    public ProxyConfig {
        if (host.isBlank()) {
            throw new IllegalArgumentException("a proxy needs a host");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a proxy's port must be 1 to 65535, was " + port);
        }
    }

    /** A proxy without credentials. */
    public static ProxyConfig of(String host, int port) {
        return new ProxyConfig(host, port, Optional.empty());
    }

    /** This proxy with credentials. */
    public ProxyConfig withAuth(Auth credentials) {
        return new ProxyConfig(host, port, Optional.of(credentials));
    }
}
