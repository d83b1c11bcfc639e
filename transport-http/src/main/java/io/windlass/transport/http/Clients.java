package io.windlass.transport.http;

import io.windlass.ConnectionConfig;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** The clients in use, one for each TLS context, proxy and connect timeout. Counted, so that the last link's end is the client's. */
final class Clients {
    /** What a client cannot change once it is made. */
    record Settings(
            boolean secure,
            Optional<SSLContext> sslContext,
            Optional<InetSocketAddress> proxy,
            Duration connectTimeout) {
        static Settings of(boolean secure, ConnectionConfig target) {
            return new Settings(
                    secure,
                    secure ? target.sslContext() : Optional.empty(),
                    target.proxy().map(proxy -> InetSocketAddress.createUnresolved(proxy.host(), proxy.port())),
                    target.timeout());
        }
    }

    private static final class Counted {
        final SharedClient client;
        int links;

        Counted(SharedClient client) {
            this.client = client;
        }
    }

    private final Map<Settings, Counted> clients = new HashMap<>();

    synchronized SharedClient acquire(boolean secure, ConnectionConfig target) {
        Counted counted = clients.computeIfAbsent(
                Settings.of(secure, target), settings -> new Counted(new SharedClient(settings)));
        counted.links++;
        return counted.client;
    }

    void release(SharedClient client) {
        synchronized (this) {
            Counted counted = clients.get(client.settings());
            if (counted == null || counted.client != client || --counted.links > 0) {
                return;
            }
            clients.remove(client.settings());
        }
        client.close();
    }

    void close() {
        List<Counted> left;
        synchronized (this) {
            left = List.copyOf(clients.values());
            clients.clear();
        }
        left.forEach(counted -> counted.client.close());
    }
}
