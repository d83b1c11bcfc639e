package io.windlass.core.sim;

import io.windlass.ConnectionConfig;
import io.windlass.ConnectionType;
import io.windlass.spi.Link;
import io.windlass.spi.LinkListener;
import io.windlass.spi.Transport;
import io.windlass.spi.TransportException;
import io.windlass.spi.TransportFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Opens links to a {@link ModelNode}, or fails to, as scripted. */
public final class ScriptedTransport implements Transport {
    private final World world;
    private final ModelNode node;
    private final Deque<TransportFailure> failures = new ArrayDeque<>();
    private final Deque<Error> errors = new ArrayDeque<>();
    private final List<Long> attemptsAt = new ArrayList<>();
    private final List<CompletableFuture<Link>> hanging = new ArrayList<>();
    private boolean down;
    private boolean hangs;

    public ScriptedTransport(World world, ModelNode node) {
        this.world = world;
        this.node = node;
    }

    /** The next attempts fail with these, in order. */
    public void failNext(TransportFailure... next) {
        failures.addAll(List.of(next));
    }

    /** The next attempts throw these, in order. */
    public void breakNext(Error error) {
        errors.add(error);
    }

    /** While so, attempts come to nothing and tell nobody. */
    public void hangs(boolean value) {
        hangs = value;
    }

    /** Attempts that nobody has given up yet, of those that came to nothing. */
    public long hanging() {
        return hanging.stream().filter(each -> !each.isDone()).count();
    }

    /** While down, every attempt is refused. */
    public void down(boolean value) {
        down = value;
    }

    /** When each attempt began, in nanoseconds. */
    public List<Long> attemptsAt() {
        return attemptsAt;
    }

    @Override
    public CompletableFuture<Link> open(ConnectionConfig target, LinkListener listener) {
        attemptsAt.add(world.nanos());
        Error error = errors.poll();
        if (error != null) {
            throw error;
        }
        CompletableFuture<Link> opened = new CompletableFuture<>();
        if (hangs) {
            hanging.add(opened);
            return opened;
        }
        world.schedule(Duration.ofMillis(1 + world.random().nextInt(5)), () -> {
            if (opened.isDone()) {
                return; // given up by the caller
            }
            TransportFailure failure = failures.poll();
            if (failure == null && down) {
                failure = TransportFailure.of(TransportFailure.Kind.CONNECT, false, "connection refused");
            }
            if (failure != null) {
                opened.completeExceptionally(new TransportException(failure));
            } else {
                ScriptedLink link = new ScriptedLink(world, node, listener, target.type() == ConnectionType.WEBSOCKET);
                node.accepted(link);
                opened.complete(link);
            }
        });
        return opened;
    }

    @Override
    public void close() {
        node.links().forEach(ScriptedLink::cut);
    }
}
