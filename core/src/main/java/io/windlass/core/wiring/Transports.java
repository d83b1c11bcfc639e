package io.windlass.core.wiring;

import io.windlass.ConnectionConfig;
import io.windlass.PluginException;
import io.windlass.spi.Transport;
import io.windlass.spi.TransportProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Finds the transport of a URL scheme; makes each transport once, when it is first used. */
final class Transports implements AutoCloseable {
    private final List<TransportProvider> providers;
    private final List<String> broken;
    private final Map<String, Transport> made = new ConcurrentHashMap<>();

    private Transports(List<TransportProvider> providers, List<String> broken) {
        this.providers = providers;
        this.broken = broken;
    }

    static Transports discover() {
        List<String> broken = new ArrayList<>();
        return new Transports(Services.load(TransportProvider.class, ServiceLoader::load, broken), broken);
    }

    Transport forTarget(ConnectionConfig target) {
        String scheme = target.url().getScheme().toLowerCase(Locale.ROOT);
        List<TransportProvider> fitting =
                providers.stream().filter(p -> p.schemes().contains(scheme)).toList();
        if (fitting.size() > 1) {
            throw new PluginException(
                    "two transports serve " + scheme + ":// — "
                            + fitting.get(0).getClass().getName() + " and "
                            + fitting.get(1).getClass().getName() + "; keep one of them on the path",
                    scheme,
                    null);
        }
        if (fitting.isEmpty()) {
            throw new PluginException("no transport serves " + scheme + "://; " + advice(scheme), scheme, null);
        }
        TransportProvider provider = fitting.get(0);
        return made.computeIfAbsent(
                provider.name(), name -> provider.create(purpose -> EngineThreads.named(name + "-" + purpose)));
    }

    private String advice(String scheme) {
        String there = broken.isEmpty() ? "" : " (could not be loaded: " + String.join("; ", broken) + ")";
        return switch (scheme) {
            case "ws", "wss" -> "add the artifact io.windlass:windlass-transport-websocket" + there;
            case "http", "https" -> "add the artifact io.windlass:windlass-transport-http" + there;
            default ->
                "use "
                        + providers.stream()
                                .flatMap(p -> p.schemes().stream())
                                .sorted()
                                .map(s -> s + "://")
                                .collect(Collectors.joining(", "))
                        + ", or add a transport for it" + there;
        };
    }

    @Override
    public void close() {
        made.values().forEach(Transport::close);
    }
}
