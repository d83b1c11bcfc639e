package io.windlass;

import java.util.List;

/**
 * Several connections, to one endpoint or to several, behind one connection's face. A call goes to the endpoint that is best
 * at the moment; where it fails in a way that another endpoint may not, it moves on by itself as long as its deadline
 * allows: a call that only reads, whatever happened; any other only if the node cannot have executed it. A call that finds
 * no endpoint, or none with room, waits for one, see {@link PoolConfig#acquireTimeout()}.
 */
public interface ConnectionGroup extends BlockchainConnection {
    /**
     * The connections it is made of, in the order of the endpoints. One that fails for good is replaced after a while by
     * another with the same id.
     */
    List<BlockchainConnection> connections();

    /** Each endpoint's numbers, the best ranked first. */
    List<EndpointStats> endpoints();
}
