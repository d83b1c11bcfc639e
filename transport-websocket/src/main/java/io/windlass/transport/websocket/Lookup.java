package io.windlass.transport.websocket;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What the JDK can do only while blocking, kept off the I/O threads: resolving names and reading the default trust store.
 */
final class Lookup {
    // a name server that does not answer holds a thread for seconds; others must get through meanwhile
    private static final int THREADS = 4;
    private static final long IDLE_SECONDS = 5;

    private final ThreadPoolExecutor executor;

    Lookup(ThreadFactory factory) {
        executor = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        executor.allowCoreThreadTimeOut(true);
    }

    /**
     * What was found.
     *
     * @param addresses of the host, in the order in which to try them
     * @param tls the context, where it is wanted
     */
    record Found(List<InetAddress> addresses, Optional<SSLContext> tls) {}

    /** Never blocks. A search that is cancelled before it began is not made. */
    CompletableFuture<Found> find(String host, boolean secure, Optional<SSLContext> givenTls) {
        InetAddress literal = NetUtil.createInetAddressFromIpAddressString(host);
        CompletableFuture<Found> found = new CompletableFuture<>();
        if (literal != null && (givenTls.isPresent() || !secure)) {
            found.complete(new Found(List.of(literal), givenTls.filter(given -> secure)));
            return found;
        }
        try {
            executor.execute(() -> search(host, literal, secure, givenTls, found));
        } catch (RejectedExecutionException e) {
            found.completeExceptionally(e);
        }
        return found;
    }

    private static void search(
            String host,
            @Nullable InetAddress literal,
            boolean secure,
            Optional<SSLContext> givenTls,
            CompletableFuture<Found> found) {
        if (found.isDone()) {
            return;
        }
        try {
            List<InetAddress> addresses = literal == null ? List.of(InetAddress.getAllByName(host)) : List.of(literal);
            Optional<SSLContext> tls = secure && givenTls.isEmpty()
                    ? Optional.of(SSLContext.getDefault())
                    : givenTls.filter(given -> secure);
            found.complete(new Found(addresses, tls));
        } catch (UnknownHostException | NoSuchAlgorithmException | RuntimeException e) {
            found.completeExceptionally(e);
        }
    }

    void end() {
        executor.shutdownNow();
    }
}
