package io.windlass.transport.http;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP client and its sockets, made when first needed. Thread-safe.
 *
 * <p>It is the JDK's own. Methanol's client around it rewrites each request, which nothing here needs, and that is a tenth of
 * the cost of a call; from Methanol come the decoders of compressed bodies.
 */
final class SharedClient {
    private static final Logger LOG = LoggerFactory.getLogger(SharedClient.class);

    /** {@code HttpClient.shutdownNow()}, which exists from JDK 21 on. */
    private static final Optional<Method> SHUTDOWN_NOW = shutdownNow();

    private final Clients.Settings settings;
    private final StreamRoom room = new StreamRoom();

    /** Written under the lock; read without it by every call. */
    private volatile @Nullable Running running;

    private boolean closed;

    private record Running(HttpClient client, InlineExecutor executor) {}

    SharedClient(Clients.Settings settings) {
        this.settings = settings;
    }

    Clients.Settings settings() {
        return settings;
    }

    StreamRoom room() {
        return room;
    }

    /**
     * The client.
     *
     * @throws IllegalStateException if it is closed
     */
    HttpClient get() {
        Running now = running;
        return now != null && !now.executor().selectorDied() ? now.client() : getOrMake();
    }

    private synchronized HttpClient getOrMake() {
        if (closed) {
            throw new IllegalStateException("the HTTP client is closed");
        }
        Running now = running;
        if (now == null || now.executor().selectorDied()) {
            now = make();
            running = now;
        }
        return now.client();
    }

    private Running make() {
        InlineExecutor executor = new InlineExecutor();
        HttpClient.Builder builder = HttpClient.newBuilder()
                .executor(executor)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.connectTimeout())
                .proxy(settings.proxy().map(ProxySelector::of).orElse(HttpClient.Builder.NO_PROXY));
        if (settings.secure()) {
            settings.sslContext().ifPresent(builder::sslContext);
        } else {
            builder.sslContext(trustingNobody());
        }
        return new Running(builder.build(), executor);
    }

    /** The JDK's client wants a TLS context even for plain HTTP; its default one reads the JVM's whole trust store. */
    private static SSLContext trustingNobody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }

    /** Closes the sockets and ends the client's thread. Idempotent; does not wait. */
    synchronized void close() {
        closed = true;
        Running last = running;
        running = null;
        if (last == null) {
            return;
        }
        if (SHUTDOWN_NOW.isEmpty()) {
            last.executor().interruptSelector();
            return;
        }
        try {
            SHUTDOWN_NOW.get().invoke(last.client());
        } catch (IllegalAccessException | InvocationTargetException e) {
            LOG.warn("an HTTP client could not be closed; the garbage collector will", e);
        }
    }

    private static Optional<Method> shutdownNow() {
        try {
            return Optional.of(HttpClient.class.getMethod("shutdownNow"));
        } catch (NoSuchMethodException e) {
            return Optional.empty();
        }
    }

    /**
     * Runs the client's tasks where they arise, mostly on its selector thread: handing each over to another thread halves the
     * throughput.
     */
    private static final class InlineExecutor implements Executor {
        private volatile @Nullable Thread selector;

        @Override
        public void execute(Runnable task) {
            Thread current = Thread.currentThread();
            if (selector == null && current.getName().endsWith("-SelectorManager")) {
                selector = current;
            }
            try {
                task.run();
            } catch (Throwable t) {
                // JDK 17 takes whatever is thrown here for a rejected task and closes the whole client
                LOG.error("a task of the HTTP client failed", t);
            }
        }

        /** True if the thread is gone, for lack of memory perhaps; the client can do nothing any more. */
        boolean selectorDied() {
            Thread thread = selector;
            return thread != null && !thread.isAlive();
        }

        /** The selector thread ends in good order when it is interrupted; before JDK 21 nothing else tells it to. */
        void interruptSelector() {
            Thread thread = selector;
            if (thread != null) {
                thread.interrupt();
            }
        }
    }
}
