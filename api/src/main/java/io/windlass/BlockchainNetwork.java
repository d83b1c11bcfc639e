package io.windlass;

import java.util.List;

/**
 * A configured network behind one connection's face: feeds run over a WebSocket endpoint, calls over HTTP where it has an
 * endpoint for that, else over WebSocket. Where it has several endpoints of a kind the first one is preferred, and the others
 * take its place while it fails, lags behind them, or is on another branch of the chain; see {@link ConnectionGroup}.
 */
public interface BlockchainNetwork extends ConnectionGroup {
    /** What is configured. */
    NetworkConfig config();

    /** The feeds that the network's nodes add to those of {@link Feeds}, as its module names them; without one there are none. */
    List<Feed<?>> feeds();
}
