package io.windlass.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One running {@code eth_subscribe}. Used under the node's lock. */
final class Subscription {
    enum Kind {
        HEADS,
        LOGS,
        PENDING,
        FULL_PENDING,
        /** Answered, and silent for ever: a devnet is never syncing. */
        SYNCING
    }

    private static final byte[] SUFFIX = "}}".getBytes(StandardCharsets.US_ASCII);

    private final String id;
    private final Kind kind;
    private final LogQuery query;
    private final Outbox outbox;
    private final FaultPlan faults;
    private final byte[] prefix;
    private byte @Nullable [] heldBack;

    Subscription(String id, Kind kind, LogQuery query, Outbox outbox, FaultPlan faults) {
        this.id = id;
        this.kind = kind;
        this.query = query;
        this.outbox = outbox;
        this.faults = faults;
        String head = "{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\",\"params\":{\"subscription\":\"" + id
                + "\",\"result\":";
        prefix = head.getBytes(StandardCharsets.US_ASCII);
    }

    String id() {
        return id;
    }

    Kind kind() {
        return kind;
    }

    LogQuery query() {
        return query;
    }

    boolean belongsTo(Outbox other) {
        return outbox == other;
    }

    /** Sends a notification, or what the faults make of it. */
    void deliver(byte[] result) {
        byte[] message = new byte[prefix.length + result.length + SUFFIX.length];
        System.arraycopy(prefix, 0, message, 0, prefix.length);
        System.arraycopy(result, 0, message, prefix.length, result.length);
        System.arraycopy(SUFFIX, 0, message, prefix.length + result.length, SUFFIX.length);
        switch (faults.nextNotification(heldBack != null)) {
            case SEND -> outbox.send(message);
            case DROP -> {}
            case DUPLICATE -> {
                outbox.send(message);
                outbox.send(message);
            }
            case CORRUPT -> outbox.send(Arrays.copyOf(message, message.length / 2));
            case HOLD_BACK -> {
                heldBack = message;
                return;
            }
        }
        if (heldBack != null) {
            outbox.send(heldBack);
            heldBack = null;
        }
    }
}
