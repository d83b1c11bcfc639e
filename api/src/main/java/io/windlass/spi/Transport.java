package io.windlass.spi;

import io.windlass.ConnectionConfig;
import java.util.concurrent.CompletableFuture;

/** Opens links. Thread-safe. */
public interface Transport extends AutoCloseable {
    /**
     * Opens a link. Never blocks. Gives up after {@link ConnectionConfig#timeout()}; cancelling the future gives up at once.
     * TLS verifies the certificate and the host's name. Redirects are not followed.
     *
     * @param target where to; its headers and credentials are sent with the upgrade or with each request
     * @param listener is called from then on until {@link LinkListener#closed}; not at all if opening fails. It may be called
     *     before the future completes
     * @return completes with the link, or fails with {@link TransportException}. A transport without a connection of its own,
     *     such as HTTP, may complete without having touched the network
     */
    CompletableFuture<Link> open(ConnectionConfig target, LinkListener listener);

    /** Closes all links and ends the transport's threads; waits for them for a few seconds at most. Idempotent. */
    @Override
    void close();
}
