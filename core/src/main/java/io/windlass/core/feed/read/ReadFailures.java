package io.windlass.core.feed.read;

import io.windlass.AcquireTimeoutException;
import io.windlass.BlockchainException;
import io.windlass.CallTimeoutException;
import io.windlass.ConnectionClosedException;
import io.windlass.ConnectionFailedException;
import io.windlass.ConnectionLostException;
import io.windlass.DecodeException;
import io.windlass.EndpointException;
import io.windlass.EndpointRefusedException;
import io.windlass.Feed;
import io.windlass.FeedStoreException;
import io.windlass.HistoryUnavailableException;
import io.windlass.RpcException;
import io.windlass.SubscriptionFailedException;
import io.windlass.core.rpc.NodeRules;
import io.windlass.spi.NodeErrorClass;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What a feed does about a failure: some are mended by trying again, the others are the feed's end. */
public final class ReadFailures {
    /** What a node refuses so often in a row it does not offer. */
    private static final int REFUSALS = 4;

    private final String source;
    private final Feed<?> feed;
    private final @Nullable String name;
    private final NodeRules rules;
    private final BooleanSupplier connectedBefore;

    /**
     * The rules of one feed.
     *
     * @param rules what the node's errors mean
     * @param connectedBefore whether the node has been reached yet: later a connection that is gone may come back
     */
    public ReadFailures(
            String source, Feed<?> feed, @Nullable String name, NodeRules rules, BooleanSupplier connectedBefore) {
        this.source = source;
        this.feed = feed;
        this.name = name;
        this.rules = rules;
        this.connectedBefore = connectedBefore;
    }

    /**
     * What no further try can mend, as it is told to the user.
     *
     * @param block the block that was to be read
     * @param before how many tries have failed before
     * @return null if another try may succeed
     */
    @Nullable
    public BlockchainException lasting(Throwable failure, long block, int before) {
        if (failure instanceof RpcException refused) {
            return refused(refused, block, before);
        }
        boolean passes = failure instanceof NotYetThere
                || failure instanceof ConnectionLostException
                || failure instanceof CallTimeoutException
                || failure instanceof EndpointException
                || failure instanceof AcquireTimeoutException
                || failure instanceof DecodeException;
        boolean mayReturn = failure instanceof ConnectionClosedException
                || failure instanceof ConnectionFailedException
                || failure instanceof EndpointRefusedException;
        // a group replaces what is gone; of a connection that is gone its feeds hear otherwise
        if (passes || mayReturn && connectedBefore.getAsBoolean()) {
            return null;
        }
        return failure instanceof BlockchainException known ? known : ofStore(failure);
    }

    private @Nullable BlockchainException refused(RpcException refused, long block, int before) {
        NodeErrorClass kind = rules.classify(refused.error());
        return switch (kind) {
            case HISTORY_UNAVAILABLE -> historyUnavailable(block, OptionalLong.empty(), refused);
            case METHOD_UNSUPPORTED, INVALID_PARAMS ->
                before < REFUSALS
                        ? null
                        : new SubscriptionFailedException(
                                source + " cannot serve " + feed.name() + ": " + refused.getMessage()
                                        + "; use an endpoint that offers it",
                                feed.name(),
                                refused);
            default -> null;
        };
    }

    /**
     * The node does not have a block any more.
     *
     * @param earliest the oldest that it has, if that is known
     */
    public HistoryUnavailableException historyUnavailable(long block, OptionalLong earliest, Throwable cause) {
        String oldest = earliest.isPresent() ? "the oldest that it has is " + earliest.getAsLong() + "; " : "";
        return new HistoryUnavailableException(
                source + " does not have block " + block + " any more (" + cause.getMessage() + "); " + oldest
                        + "use an archive node, or begin with a later block",
                block,
                earliest,
                cause);
    }

    /** A failure of the store, typed. */
    public BlockchainException ofStore(Throwable failure) {
        if (failure instanceof BlockchainException known) {
            return known;
        }
        String named = String.valueOf(name);
        return new FeedStoreException(
                "the store of the named subscription '" + named + "' failed: " + failure,
                FeedStoreException.Kind.UNAVAILABLE,
                named,
                failure);
    }
}
