package io.windlass;

import java.util.List;

/**
 * Several logical HTTP connections to one endpoint behind one connection's face: a call on the pool goes to one of them.
 * Each has an id that starts with the pool's, and statistics of its own.
 */
public interface HttpPool extends BlockchainConnection {
    /** The logical connections, as many as were asked for. */
    List<BlockchainConnection> connections();
}
