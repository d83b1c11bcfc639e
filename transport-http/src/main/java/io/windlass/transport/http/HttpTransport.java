package io.windlass.transport.http;

import io.windlass.CloseReason;
import io.windlass.ConnectionConfig;
import io.windlass.spi.Link;
import io.windlass.spi.LinkListener;
import io.windlass.spi.Transport;
import io.windlass.spi.TransportContext;
import io.windlass.spi.TransportException;
import io.windlass.spi.TransportFailure;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Opens links and owns what they share: threads and HTTP clients. */
final class HttpTransport implements Transport {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);
    private static final int LOOKUP_THREADS = 16;

    private final InstantSource clock;
    private final ExecutorService workers;
    private final ExecutorService lookups;
    private final Clients clients = new Clients();
    private final Set<HttpLink> links = ConcurrentHashMap.newKeySet();
    private boolean closed;

    HttpTransport(TransportContext context, InstantSource clock) {
        this.clock = clock;
        workers = pool(Math.max(2, Runtime.getRuntime().availableProcessors()), context.threads("http"));
        lookups = pool(LOOKUP_THREADS, context.threads("http-lookup"));
    }

    private static ExecutorService pool(int threads, ThreadFactory factory) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    @Override
    public CompletableFuture<Link> open(ConnectionConfig target, LinkListener listener) {
        try {
            Requests requests = Requests.to(target);
            return CompletableFuture.completedFuture(open(target, requests, listener));
        } catch (TransportException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private synchronized HttpLink open(ConnectionConfig target, Requests requests, LinkListener listener) {
        if (closed) {
            throw new TransportException(
                    TransportFailure.of(TransportFailure.Kind.CLOSED, false, "the HTTP transport is closed"));
        }
        SharedClient client = clients.acquire(requests.secure(), target);
        HttpLink link =
                new HttpLink(requests, LinkLimits.of(target, clock), client, listener, workers, lookups, gone -> {
                    links.remove(gone);
                    clients.release(client);
                });
        links.add(link);
        return link;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        long deadline = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
        List<HttpLink> open = List.copyOf(links);
        open.forEach(link -> link.close(CloseReason.local()));
        try {
            CompletableFuture.allOf(open.stream().map(HttpLink::whenClosed).toArray(CompletableFuture[]::new))
                    .get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            // a listener blocks; below its thread is interrupted
        }
        workers.shutdownNow();
        lookups.shutdownNow();
        clients.close();
        try {
            if (workers.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                lookups.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
