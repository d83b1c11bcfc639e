package io.windlass.transport.websocket;

import io.windlass.CloseReason;
import io.windlass.ConnectionConfig;
import io.windlass.spi.Link;
import io.windlass.spi.LinkListener;
import io.windlass.spi.Transport;
import io.windlass.spi.TransportContext;
import io.windlass.spi.TransportException;
import io.windlass.spi.TransportFailure;
import io.windlass.spi.TransportFailure.Kind;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All WebSocket links of a manager, on one or two I/O threads. */
final class WebSocketTransport implements Transport {
    private static final Logger log = LoggerFactory.getLogger(WebSocketTransport.class);
    // the closing handshake of a link may take half of it
    private static final long CLOSE_SECONDS = 4;

    private final OwnThreads ioThreads;
    private final OwnThreads lookupThreads;
    private final List<IoThread> threads;
    private final AtomicInteger next = new AtomicInteger();
    private final Lookup lookup;
    private final Set<Opening> openings = ConcurrentHashMap.newKeySet();
    private final Set<WebSocketLink> links = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    WebSocketTransport(TransportContext context) {
        ioThreads = new OwnThreads(context.threads("io"));
        lookupThreads = new OwnThreads(context.threads("lookup"));
        // one thread keeps thousands of sockets; a second one only where it does not take a core from the handlers
        int count = Runtime.getRuntime().availableProcessors() >= 4 ? 2 : 1;
        threads = Stream.generate(() -> new IoThread(ioThreads)).limit(count).toList();
        lookup = new Lookup(lookupThreads);
    }

    @Override
    public CompletableFuture<Link> open(ConnectionConfig target, LinkListener listener) {
        if (closed.get()) {
            return CompletableFuture.failedFuture(new TransportException(isClosed()));
        }
        CompletableFuture<Link> future = new CompletableFuture<>();
        IoThread thread = threads.get(Math.floorMod(next.getAndIncrement(), threads.size()));
        Opening opening = new Opening(target, listener, thread, lookup, future, this::opened);
        openings.add(opening);
        var unused = future.whenComplete((link, error) -> openings.remove(opening));
        try {
            opening.start();
        } catch (RejectedExecutionException e) {
            opening.fail(isClosed());
        }
        if (closed.get()) {
            opening.fail(isClosed());
        }
        return future;
    }

    private void opened(WebSocketLink link) {
        links.add(link);
        var unused = link.gone().whenComplete((nothing, error) -> links.remove(link));
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            // whatever was being opened is now either failed or among the links
            openings.forEach(opening -> opening.fail(isClosed()));
            lookup.end();
            links.forEach(link -> link.close(CloseReason.local()));
            // not before every listener has heard of it: a loop that ends with a channel would be silent about that one
            var unused = CompletableFuture.allOf(
                            links.stream().map(WebSocketLink::gone).toArray(CompletableFuture<?>[]::new))
                    .whenComplete((nothing, error) -> threads.forEach(IoThread::end));
        }
        if (threads.stream().noneMatch(IoThread::isCurrent)) {
            awaitThreads();
        }
    }

    private void awaitThreads() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
        try {
            boolean lookupEnded = lookupThreads.join(end);
            boolean ioEnded = ioThreads.join(end);
            if (!lookupEnded || !ioEnded) {
                log.warn(
                        "the WebSocket transport did not end within {} s, {} links are open; its threads are daemons",
                        CLOSE_SECONDS,
                        links.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static TransportFailure isClosed() {
        return TransportFailure.of(Kind.CLOSED, false, "the transport is closed");
    }
}
