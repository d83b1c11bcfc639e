package io.windlass.testkit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who is told of what. Not thread-safe: {@link Node} guards it. */
final class Subscriptions {
    private final Map<Subscription.Kind, Map<String, Subscription>> active = new EnumMap<>(Subscription.Kind.class);

    Subscriptions() {
        for (Subscription.Kind kind : Subscription.Kind.values()) {
            active.put(kind, new LinkedHashMap<>());
        }
    }

    int size() {
        return active.values().stream().mapToInt(Map::size).sum();
    }

    void add(Subscription subscription) {
        of(subscription.kind()).put(subscription.id(), subscription);
    }

    /** Ends the subscription with this id, if it is this peer's. */
    boolean remove(String id, Outbox owner) {
        for (Map<String, Subscription> byId : active.values()) {
            Subscription found = byId.get(id);
            if (found != null && found.belongsTo(owner)) {
                byId.remove(id);
                return true;
            }
        }
        return false;
    }

    void removeAll(Outbox owner) {
        active.values().forEach(byId -> byId.values().removeIf(s -> s.belongsTo(owner)));
    }

    void head(DevBlock block) {
        deliver(of(Subscription.Kind.HEADS).values(), ChainJson.header(block));
    }

    void logs(DevBlock block, boolean removed) {
        Map<String, Subscription> wanting = of(Subscription.Kind.LOGS);
        if (wanting.isEmpty()) {
            return;
        }
        for (MinedLog log : block.logs()) {
            List<Subscription> matching = new ArrayList<>();
            for (Subscription subscription : wanting.values()) {
                if (subscription.query().matches(log.draft())) {
                    matching.add(subscription);
                }
            }
            deliver(matching, ChainJson.log(block, log, removed));
        }
    }

    void pending(DevTransaction transaction) {
        deliver(
                of(Subscription.Kind.PENDING).values(),
                JsonBody.text(transaction.hash().toHex()));
        deliver(of(Subscription.Kind.FULL_PENDING).values(), ChainJson.transaction(transaction, null, 0));
    }

    /** Tells one subscriber of a block as if it had just been mined. */
    void announceTo(Subscription subscription, DevBlock block, List<DevTransaction> pool) {
        Subscriptions only = new Subscriptions();
        only.add(subscription);
        pool.forEach(only::pending);
        only.logs(block, false);
        only.head(block);
    }

    private static void deliver(Iterable<Subscription> to, JsonBody result) {
        byte @Nullable [] bytes = null;
        for (Subscription subscription : to) {
            if (bytes == null) {
                bytes = result.toBytes(); // once for all, and not at all for nobody
            }
            subscription.deliver(bytes);
        }
    }

    private Map<String, Subscription> of(Subscription.Kind kind) {
        Map<String, Subscription> found = active.get(kind);
        if (found == null) {
            throw new AssertionError(kind);
        }
        return found;
    }
}
