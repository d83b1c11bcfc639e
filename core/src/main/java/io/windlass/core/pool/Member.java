package io.windlass.core.pool;

import io.windlass.BlockchainConnection;
import io.windlass.Hash;
import io.windlass.core.chain.ChainReads;
import io.windlass.core.feed.push.Pushes;
import io.windlass.core.rpc.Attempt;
import io.windlass.core.rpc.Completion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A connection as its group sees it: what it offers beside the face that users know. */
public interface Member extends BlockchainConnection {
    /** Begins to connect. Once. */
    CompletableFuture<BlockchainConnection> start();

    /** One attempt at a call over the present link; see {@link io.windlass.core.rpc.CallBook#attempt}. */
    Attempt attempt(String method, List<Object> params, Duration timeout, Completion completion);

    /** True if feeds can run over it. */
    boolean canPush();

    /** The hash of the chain's first block, if the node has said it. Known from the first connect on, like the chain's id. */
    Optional<Hash> genesis();

    /** For how long the endpoint's limits let no call leave that is made now; zero if it leaves once there is room. */
    Duration readyIn();

    /** True if the endpoint's limits have no room for a call until another one has gone or ended. */
    boolean isFull();

    /** Reads over it alone. */
    ChainReads reads();

    /** What the node announces over it. */
    Pushes pushes();

    /** An event was handed over that it stands for. */
    void countEvent();

    /** It announced something that was not understood. */
    void countStray();
}
