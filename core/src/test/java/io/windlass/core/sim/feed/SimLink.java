package io.windlass.core.sim.feed;

import io.windlass.CloseReason;
import io.windlass.core.sim.World;
import io.windlass.spi.Link;
import io.windlass.spi.LinkInfo;
import io.windlass.spi.LinkListener;
import io.windlass.spi.Outbound;
import io.windlass.spi.TransportFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A link between one life of the engine and a node. A pushing one is a socket: messages arrive in order unless a fault says
 * otherwise. One that does not push makes an exchange of each message, and exchanges overtake each other.
 */
final class SimLink implements Link {
    private final World world;
    private final SimProcess process;
    private final SimNode node;
    private final LinkListener listener;
    private final boolean pushes;
    private final Set<Outbound> cancelled = new HashSet<>();
    private final Set<Outbound> open = new LinkedHashSet<>();
    private long lastArrival;
    private boolean dead;
    private boolean silent;

    SimLink(World world, SimProcess process, SimNode node, LinkListener listener, boolean pushes) {
        this.world = world;
        this.process = process;
        this.node = node;
        this.listener = listener;
        this.pushes = pushes;
    }

    @Override
    public LinkInfo info() {
        return new LinkInfo(pushes ? "websocket" : "http/1.1", pushes, pushes, "node");
    }

    boolean pushes() {
        return pushes;
    }

    SimProcess process() {
        return process;
    }

    private boolean isGone() {
        return dead || process.isDead();
    }

    @Override
    public void send(Outbound message) {
        process.execute(() -> {
            if (cancelled.remove(message) || isGone()) {
                return;
            }
            listener.sent(message);
            if (!silent && !isGone()) {
                open.add(message);
                if (pushes) {
                    inOrder(() -> node.receive(this, message));
                } else {
                    inTime(Duration.ofNanos(world.random().nextInt(4_000_000)), () -> node.receive(this, message));
                }
            }
        });
    }

    /** The node answers a message. */
    void answer(Outbound to, String json, Duration late) {
        if (silent) {
            return;
        }
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        Runnable arrival = () -> {
            if (open.remove(to) && !cancelled.remove(to) || pushes) {
                listener.message(pushes ? null : to, bytes, 0, bytes.length);
            }
        };
        if (pushes && late.isZero()) {
            inOrder(arrival);
        } else {
            inTime(late.plusNanos(world.random().nextInt(4_000_000)), arrival);
        }
    }

    /** An exchange ends without an answer. */
    void fail(Outbound exchange, TransportFailure failure) {
        inTime(Duration.ofNanos(world.random().nextInt(4_000_000)), () -> {
            if (open.remove(exchange) && !cancelled.remove(exchange)) {
                listener.failed(exchange, failure);
            }
        });
    }

    /** The node sends a message that answers nothing. */
    void push(String json, boolean overtaken) {
        if (silent) {
            return;
        }
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        Runnable arrival = () -> listener.message(null, bytes, 0, bytes.length);
        if (overtaken) {
            inTime(Duration.ofNanos(world.random().nextInt(800_000_000)), arrival);
        } else {
            inOrder(arrival);
        }
    }

    private void inOrder(Runnable arrival) {
        long at = Math.max(lastArrival + 1, world.nanos() + world.random().nextInt(4_000_000));
        lastArrival = at;
        inTime(Duration.ofNanos(at - world.nanos()), arrival);
    }

    private void inTime(Duration delay, Runnable arrival) {
        process.schedule(delay, () -> {
            if (!isGone()) {
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
        if (pushes && !silent) {
            inOrder(() -> listener.pong(nonce));
        }
    }

    @Override
    public void read(boolean enabled) {
        throw new UnsupportedOperationException("not simulated");
    }

    @Override
    public void close(CloseReason reason) {
        // a peer that says nothing does not answer the closing handshake either
        process.schedule(silent ? Duration.ofSeconds(2) : Duration.ZERO, () -> end(reason));
    }

    /** The network breaks: what is on its way is lost. */
    void cut() {
        if (pushes) {
            process.execute(() -> end(CloseReason.of(CloseReason.Kind.NETWORK, 1006, "connection reset")));
            return;
        }
        for (Outbound exchange : List.copyOf(open)) {
            fail(exchange, TransportFailure.of(TransportFailure.Kind.NETWORK, true, "connection reset"));
        }
    }

    /** The network swallows everything from now on, both ways, and tells nobody. */
    void silence() {
        if (pushes) {
            silent = true;
        } else {
            open.clear(); // the next exchange has a socket of its own
        }
    }

    private void end(CloseReason reason) {
        if (!isGone()) {
            dead = true;
            node.lost(this);
            listener.closed(reason);
        }
    }

    static TransportFailure tooMany(Optional<Duration> retryAfter) {
        return new TransportFailure(
                TransportFailure.Kind.STATUS, 429, retryAfter, false, "HTTP 429 Too Many Requests", Optional.empty());
    }

    static TransportFailure status(int status) {
        return new TransportFailure(
                TransportFailure.Kind.STATUS, status, Optional.empty(), true, "HTTP " + status, Optional.empty());
    }
}
