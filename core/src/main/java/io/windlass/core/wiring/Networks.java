package io.windlass.core.wiring;

import io.windlass.NetworkConfig;
import io.windlass.PluginException;
import io.windlass.spi.NetworkProfile;
import io.windlass.spi.NetworkProvider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The profiles of networks, by the providers of their families, which are loaded when a network is first opened. Thread-safe. */
final class Networks implements Function<NetworkConfig, NetworkProfile> {
    private static final Logger LOG = LoggerFactory.getLogger(Networks.class);

    private final Supplier<Map<NetworkProvider, String>> providers = new Once<>(Networks::discover);

    /** Each with the family that it says it is. */
    private static Map<NetworkProvider, String> discover() {
        List<String> broken = new ArrayList<>();
        Map<NetworkProvider, String> families = new LinkedHashMap<>();
        for (NetworkProvider provider : Services.load(NetworkProvider.class, ServiceLoader::load, broken)) {
            try {
                families.put(provider, provider.name());
            } catch (RuntimeException | LinkageError e) {
                broken.add(provider.getClass().getName() + " cannot say its name: " + e);
            }
        }
        if (!broken.isEmpty()) {
            LOG.warn(
                    "network providers could not be loaded; their networks go without what these add: {}",
                    String.join("; ", broken));
        }
        return families;
    }

    @Override
    public NetworkProfile apply(NetworkConfig network) {
        String family = network.name().replaceFirst("\\..*", "");
        List<NetworkProvider> fitting = new ArrayList<>();
        providers.get().forEach((provider, name) -> {
            if (name.equals(family)) {
                fitting.add(provider);
            }
        });
        if (fitting.size() > 1) {
            throw new PluginException(
                    "more than one network provider is called '" + family + "': "
                            + fitting.stream().map(p -> p.getClass().getName()).toList()
                            + "; keep one of them on the path",
                    family,
                    null);
        }
        // a chain without quirks is configuration alone
        return fitting.isEmpty() ? () -> network : checked(fitting.get(0), network);
    }

    private static NetworkProfile checked(NetworkProvider provider, NetworkConfig network) {
        NetworkProfile profile;
        NetworkConfig config;
        try {
            profile = provider.create(network);
            config = profile.config();
        } catch (RuntimeException | LinkageError e) {
            throw failed(provider, network, "failed with " + e, e);
        }
        if (!config.name().equals(network.name()) || config.chainId() != network.chainId()) {
            throw failed(provider, network, "gave another network, " + config, null);
        }
        return profile;
    }

    private static PluginException failed(
            NetworkProvider provider, NetworkConfig network, String how, @Nullable Throwable cause) {
        return new PluginException(
                "the network provider " + provider.getClass().getName() + " was asked for " + network.name() + " and "
                        + how + "; update its artifact or remove it from the path",
                network.name(),
                cause);
    }
}
