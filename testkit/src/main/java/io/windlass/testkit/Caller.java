package io.windlass.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who sent the message that is being answered, and what the answer opens. */
final class Caller {
    private final @Nullable Outbox outbox;
    private final List<Subscription> opened = new ArrayList<>();

    private Caller(@Nullable Outbox outbox) {
        this.outbox = outbox;
    }

    static Caller overHttp() {
        return new Caller(null);
    }

    static Caller overWebSocket(Outbox outbox) {
        return new Caller(outbox);
    }

    /** Where notifications can be sent. */
    Outbox pushes() {
        if (outbox == null) {
            throw new RpcFault(RpcFault.NO_METHOD, "notifications not supported");
        }
        return outbox;
    }

    /** Begins once the answer was sent. */
    void opens(Subscription subscription) {
        opened.add(subscription);
    }

    List<Subscription> opened() {
        return opened;
    }
}
