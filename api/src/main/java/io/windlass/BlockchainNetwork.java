package io.windlass;

/**
 * A configured network behind one connection's face: feeds run over its WebSocket endpoint, calls over HTTP where it has an
 * endpoint for that, else over WebSocket.
 */
public interface BlockchainNetwork extends BlockchainConnection {
    /** What is configured. */
    NetworkConfig config();
}
