package io.windlass.core.rpc;

import io.windlass.RateLimit;
import io.windlass.RpcError;
import io.windlass.spi.NetworkProfile;
import io.windlass.spi.NodeErrorClass;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of the nodes behind a connection: what the tables say of all nodes, and before these what the profile of its
 * network says. A profile that fails says nothing. Thread-safe.
 */
public final class NodeRules {
    /** Of a connection that belongs to no network, or to one without quirks. */
    public static final NodeRules PLAIN = new NodeRules(Optional.empty());

    private static final Logger LOG = LoggerFactory.getLogger(NodeRules.class);

    private final Optional<NetworkProfile> profile;
    private final AtomicBoolean failed = new AtomicBoolean();

    private NodeRules(Optional<NetworkProfile> profile) {
        this.profile = profile;
    }

    /** Those of a network. */
    public static NodeRules of(NetworkProfile profile) {
        return new NodeRules(Optional.of(profile));
    }

    /** What the error means. */
    public NodeErrorClass classify(RpcError error) {
        return asked(profile -> profile.classify(error), Optional.<NodeErrorClass>empty())
                .orElseGet(() -> NodeErrors.classify(error));
    }

    /** True if the method may be sent again. */
    public boolean isIdempotent(String method) {
        return MethodTable.isIdempotent(method)
                || !method.startsWith("eth_send") && asked(profile -> profile.isRead(method), false);
    }

    /** What a call of the method costs under the limit. */
    int cost(String method, RateLimit limit) {
        if (!limit.units() || limit.costs().containsKey(method)) {
            return limit.costOf(method);
        }
        OptionalInt cost = asked(profile -> profile.cost(method), OptionalInt.empty());
        return cost.isPresent() && cost.getAsInt() >= 0 ? cost.getAsInt() : limit.costOf(method);
    }

    private <T> T asked(Function<NetworkProfile, T> question, T nothing) {
        try {
            return profile.map(question).orElse(nothing);
        } catch (RuntimeException | LinkageError e) {
            if (failed.compareAndSet(false, true)) {
                LOG.warn(
                        "the network profile {} fails; what it cannot say is decided as for other networks. This is logged"
                                + " once",
                        profile.map(each -> each.getClass().getName()).orElse(""),
                        e);
            }
            return nothing;
        }
    }
}
