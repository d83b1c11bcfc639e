package io.windlass.transport.websocket;

import io.windlass.ConnectionConfig;

/**
 * Where the socket is connected to: the proxy if there is one, else the target.
 *
 * @param host name or address
 * @param port of the host
 * @param who it is, for messages
 */
record Hop(String host, int port, String who) {
    static Hop of(ConnectionConfig config, Target target) {
        return config.proxy()
                .map(proxy -> new Hop(proxy.host(), proxy.port(), "the proxy"))
                .orElseGet(() -> new Hop(target.host(), target.port(), "the server"));
    }
}
