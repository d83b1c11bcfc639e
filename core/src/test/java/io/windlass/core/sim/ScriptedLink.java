package io.windlass.core.sim;

import io.windlass.CloseReason;
import io.windlass.spi.Link;
import io.windlass.spi.LinkInfo;
import io.windlass.spi.LinkListener;
import io.windlass.spi.Outbound;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** A link between the engine and a {@link ModelNode}: every message takes its time, in order, unless the link is cut. */
public final class ScriptedLink implements Link {
    private final World world;
    private final ModelNode node;
    private final LinkListener listener;
    private final boolean pushes;
    private final Set<Outbound> cancelled = new HashSet<>();
    private long lastArrival;
    private long delayNanos;
    private boolean dead;
    private boolean silent;
    private boolean ignoresPings;

    ScriptedLink(World world, ModelNode node, LinkListener listener, boolean pushes) {
        this.world = world;
        this.node = node;
        this.listener = listener;
        this.pushes = pushes;
    }

    @Override
    public LinkInfo info() {
        return new LinkInfo("scripted", pushes, pushes, "node");
    }

    @Override
    public void send(Outbound message) {
        world.execute(() -> {
            if (cancelled.remove(message)) {
                return;
            }
            if (dead) {
                return; // closed() was the last that the listener heard
            }
            listener.sent(message);
            if (!silent) {
                later(() -> node.received(this, message.payload()));
            }
        });
    }

    /** The node sends a message. */
    public void push(String json) {
        if (!silent) {
            later(() -> {
                byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
                listener.message(null, bytes, 0, bytes.length);
            });
        }
    }

    /** Bytes come of a long message, which all else that the node sends has to wait behind. */
    public void pushPart(int bytes) {
        world.execute(() -> {
            if (!dead) {
                listener.progress(bytes);
            }
        });
    }

    private void later(Runnable arrival) {
        long at = Math.max(
                lastArrival + 1, world.nanos() + delayNanos + world.random().nextInt(5_000_000));
        lastArrival = at;
        world.schedule(Duration.ofNanos(at - world.nanos()), () -> {
            if (!dead) {
                arrival.run();
            }
        });
    }

    @Override
    public void cancel(Outbound message) {
        cancelled.add(message);
    }

    @Override
    public void ping(long nonce) {
        if (!silent && !ignoresPings) {
            later(() -> listener.pong(nonce));
        }
    }

    @Override
    public void read(boolean enabled) {
        throw new UnsupportedOperationException("not simulated");
    }

    @Override
    public void close(CloseReason reason) {
        // a peer that says nothing does not answer the closing handshake either; the dead are not waited for
        boolean waits = silent && reason.kind() != CloseReason.Kind.TIMEOUT;
        world.schedule(waits ? Duration.ofSeconds(2) : Duration.ZERO, () -> die(reason));
    }

    /** From now on what the node sends takes so much longer. */
    public void delay(Duration by) {
        delayNanos = by.toNanos();
    }

    /** The network breaks: what is on its way is lost. */
    public void cut() {
        world.execute(() -> die(CloseReason.of(CloseReason.Kind.NETWORK, 1006, "connection reset")));
    }

    /** The network swallows everything from now on, both ways, and tells nobody. */
    public void silence() {
        silent = true;
    }

    /** From now on pings are not answered, while everything else is. */
    public void ignorePings() {
        ignoresPings = true;
    }

    public boolean isDead() {
        return dead;
    }

    private void die(CloseReason reason) {
        if (!dead) {
            dead = true;
            node.lost(this);
            listener.closed(reason);
        }
    }
}
