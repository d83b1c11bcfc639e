package io.windlass.spi;

import io.windlass.Feed;
import io.windlass.NetworkConfig;
import io.windlass.RpcError;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the nodes of a network differ from others: what they add, what they mean by their errors, what their methods cost. It
 * concerns the connections of that network alone. Thread-safe: asked for each call, on whichever thread has it, so it answers at once
 * and blocks for nothing. One that throws counts as having nothing to say.
 */
public interface NetworkProfile {
    /** What is configured; the one that the profile was made with, or another of the same name and chain that goes in its place. */
    NetworkConfig config();

    /** The feeds that the network's nodes add, in the form without parameters. Default: none. */
    default List<Feed<?>> feeds() {
        return List.of();
    }

    /** What an error of its nodes means. Default: empty, then it means what it means of other nodes. */
    default Optional<NodeErrorClass> classify(RpcError error) {
        return Optional.empty();
    }

    /**
     * What a call of the method costs, in the units of {@link io.windlass.RateLimit#units()}, 0 or more. It counts where the
     * configured limit is in units and does not name the method. Default: empty, then the configuration decides.
     */
    default OptionalInt cost(String method) {
        return OptionalInt.empty();
    }

    /**
     * Whether the method does no more than read, so that it may be sent again, elsewhere, in batches. It can add to what is known
     * of other nodes, and takes nothing from that; {@code eth_send…} never counts as a read. Default: no.
     */
    default boolean isRead(String method) {
        return false;
    }
}
