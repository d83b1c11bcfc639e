package io.windlass.core.feed.push;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which subscription of one link a notification belongs to. A notification may overtake the reply that names its
 * subscription: such ones are kept, so many, until the reply comes. Thread-safe.
 */
public final class Registry {
    private static final int MAX_EARLY = 4096;

    private final Map<String, Consumer<byte[]>> byId = new HashMap<>();
    private final Map<String, List<byte[]>> early = new HashMap<>();
    private final Set<String> retired = new HashSet<>();
    private int earlyCount;

    /** The node named a subscription; hands over what came too early. */
    synchronized void register(String subscriptionId, Consumer<byte[]> pushes) {
        byId.put(subscriptionId, pushes);
        List<byte[]> kept = early.remove(subscriptionId);
        if (kept != null) {
            earlyCount -= kept.size();
            kept.forEach(pushes);
        }
    }

    /** What still comes for this subscription is for nobody. */
    synchronized void retire(String subscriptionId) {
        byId.remove(subscriptionId);
        retired.add(subscriptionId);
    }

    /**
     * A notification came.
     *
     * @return false if it is for nobody, or too many came before their subscription was named
     */
    public synchronized boolean notified(String subscriptionId, byte[] bytes, int offset, int length) {
        Consumer<byte[]> pushes = byId.get(subscriptionId);
        if (pushes == null && (earlyCount == MAX_EARLY || retired.contains(subscriptionId))) {
            return false;
        }
        byte[] kept = Arrays.copyOfRange(bytes, offset, offset + length);
        if (pushes != null) {
            pushes.accept(kept);
        } else {
            earlyCount++;
            early.computeIfAbsent(subscriptionId, id -> new ArrayList<>()).add(kept);
        }
        return true;
    }
}
