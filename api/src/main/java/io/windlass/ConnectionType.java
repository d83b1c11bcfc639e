package io.windlass;

/** What kind of link a connection uses: a label. The scheme of the URL picks the transport. */
public enum ConnectionType {
    /** A duplex link that can push. */
    WEBSOCKET,
    /** Request and response. */
    HTTP
}
