package io.windlass.core.wiring;

import io.windlass.BlockchainConfig;
import io.windlass.BlockchainConnectionManager;
import io.windlass.ManagerConfig;
import io.windlass.PluginException;
import io.windlass.core.config.ConfigLoader;
import io.windlass.core.connection.Manager;
import io.windlass.spi.CodecProvider;
import io.windlass.spi.EngineProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Puts the engine together: threads, plugins, configuration. The one place that knows everything. */
public final class WindlassEngine implements EngineProvider {
    /** For {@link ServiceLoader}. */
    public WindlassEngine() {}

    @Override
    public String name() {
        return "windlass-core";
    }

    @Override
    public BlockchainConnectionManager createManager(ManagerConfig config) {
        Transports transports = Transports.discover();
        CodecProvider codec = codec();
        EngineThreads threads = new EngineThreads();
        Stores stores = new Stores(config);
        Sinks sinks = new Sinks();
        return new Manager(
                config,
                new Once<>(() -> config.networks().orElseGet(() -> loadConfig(null))),
                new Networks(),
                transports::forTarget,
                codec.create(),
                threads.runtime(),
                stores,
                sinks,
                () -> {
                    sinks.close();
                    stores.close();
                    transports.close();
                    threads.close();
                });
    }

    private static CodecProvider codec() {
        List<String> broken = new ArrayList<>();
        List<CodecProvider> found = Services.load(CodecProvider.class, ServiceLoader::load, broken);
        if (found.size() != 1) {
            throw new PluginException(
                    "exactly one codec is needed, found "
                            + found.stream().map(c -> c.getClass().getName()).toList() + broken
                            + "; keep one of them on the path",
                    "codec",
                    null);
        }
        return found.get(0);
    }

    @Override
    public BlockchainConfig loadConfig(@Nullable Path file) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return ConfigLoader.load(
                file, System.getenv(), Path.of(""), context == null ? WindlassEngine.class.getClassLoader() : context);
    }
}
