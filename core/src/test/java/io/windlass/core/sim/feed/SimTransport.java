package io.windlass.core.sim.feed;

import io.windlass.ConnectionConfig;
import io.windlass.core.sim.World;
import io.windlass.spi.Link;
import io.windlass.spi.LinkListener;
import io.windlass.spi.Transport;
import io.windlass.spi.TransportException;
import io.windlass.spi.TransportFailure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Opens links from one life of the engine to a node: sockets for {@code ws}, exchanges for {@code http}. */
final class SimTransport implements Transport {
    private final World world;
    private final SimProcess process;
    private final SimNode node;

    SimTransport(World world, SimProcess process, SimNode node) {
        this.world = world;
        this.process = process;
        this.node = node;
    }

    @Override
    public CompletableFuture<Link> open(ConnectionConfig target, LinkListener listener) {
        boolean pushes = target.url().getScheme().equals("ws");
        CompletableFuture<Link> opened = new CompletableFuture<>();
        process.schedule(Duration.ofMillis(1 + world.random().nextInt(5)), () -> {
            if (opened.isDone()) {
                return; // given up by the caller
            }
            if (pushes && node.isDown()) {
                opened.completeExceptionally(new TransportException(
                        TransportFailure.of(TransportFailure.Kind.CONNECT, false, "connection refused")));
                return;
            }
            if (pushes && node.isClosedToUs()) {
                opened.completeExceptionally(new TransportException(SimLink.status(403)));
                return;
            }
            SimLink link = new SimLink(world, process, node, listener, pushes);
            node.accepted(link);
            opened.complete(link);
        });
        return opened;
    }

    @Override
    public void close() {
        node.links().forEach(SimLink::cut);
    }
}
