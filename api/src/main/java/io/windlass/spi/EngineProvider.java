package io.windlass.spi;

import io.windlass.BlockchainConfig;
import io.windlass.BlockchainConnectionManager;
import io.windlass.ManagerConfig;
import io.windlass.PluginException;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** How the API finds the engine. Implemented by {@code windlass-core}. */
public interface EngineProvider {
    /** Who it is. */
    String name();

    /** Makes a manager. */
    BlockchainConnectionManager createManager(ManagerConfig config);

    /** Reads the configuration, from the file if one is given, else from where {@link BlockchainConfig#load()} says. */
    BlockchainConfig loadConfig(@Nullable Path file);

    /**
     * The one engine on the class or module path.
     *
     * @throws PluginException if there is none or more than one
     */
    static EngineProvider find() {
        List<EngineProvider> found =
                ServiceLoader.load(EngineProvider.class, EngineProvider.class.getClassLoader()).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList();
        if (found.isEmpty()) {
            throw new PluginException(
                    "no Windlass engine on the path; add the artifact io.windlass:windlass-core", "engine", null);
        }
        if (found.size() > 1) {
            throw new PluginException(
                    "more than one Windlass engine on the path; keep one of "
                            + found.stream().map(e -> e.getClass().getName()).toList(),
                    "engine",
                    null);
        }
        return found.get(0);
    }
}
