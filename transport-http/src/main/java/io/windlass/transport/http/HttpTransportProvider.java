package io.windlass.transport.http;

import io.windlass.spi.Transport;
import io.windlass.spi.TransportContext;
import io.windlass.spi.TransportProvider;
import java.time.InstantSource;
import java.util.Set;

/**
 * Offers {@code http} and {@code https}.
 *
 * <p>Opening a link does not touch the network. Each message is a {@code POST} of {@code application/json}; at most {@link
 * io.windlass.ConnectionConfig#maxConnections()} of a link are under way at once, the others wait in order. {@code http}
 * speaks HTTP/1.1 with keep-alive, {@code https} HTTP/2 where the peer offers it. Answers compressed with gzip or deflate are
 * understood. A proxy is used where the configuration names one. Redirects are not followed. Requests are never repeated once anything of them may have left.
 *
 * <p>What becomes of an answer: the body of a 2xx is a message. So is a JSON-RPC body of another status, since many nodes
 * answer errors so, except for 3xx, 401, 403, 404, 407, 429 and 503: these always fail with {@link
 * io.windlass.spi.TransportFailure.Kind#STATUS}, as everything else does that is not JSON-RPC.
 *
 * <p>Threads do not grow with links or calls: a few workers for all, up to 16 more while host names are looked up, and one
 * thread of the JDK for each combination of TLS context, proxy and connect timeout in use. Closing the last link of such a
 * combination, or the transport, closes its sockets and ends that thread: on JDK 21 and newer by a method made for it, on older ones by
 * interrupting it, and if it cannot be told, by the garbage collector. The transport does not wait for that thread, and a name
 * lookup that hangs keeps its daemon thread until the operating system gives up.
 */
public final class HttpTransportProvider implements TransportProvider {
    /** For {@link java.util.ServiceLoader}. */
    public HttpTransportProvider() {}

    @Override
    public String name() {
        return "http";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("http", "https");
    }

    @Override
    public Transport create(TransportContext context) {
        return new HttpTransport(context, InstantSource.system());
    }
}
