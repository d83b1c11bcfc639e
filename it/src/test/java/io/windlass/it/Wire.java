package io.windlass.it;

/** The two ways to the same node. */
enum Wire {
    WEBSOCKET,
    HTTP;

    String url(Anvil node) {
        return this == WEBSOCKET ? node.wsUrl() : node.httpUrl();
    }

    String scheme() {
        return this == WEBSOCKET ? "ws" : "http";
    }
}
