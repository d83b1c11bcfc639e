package io.windlass.core.wiring;

import io.windlass.ManagerConfig;
import io.windlass.PluginException;
import io.windlass.spi.FeedStore;
import io.windlass.spi.FeedStoreProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The store of a manager's named subscriptions: opened when the first of them begins. Thread-safe. */
final class Stores implements Supplier<FeedStore>, AutoCloseable {
    private final ManagerConfig config;
    private @Nullable FeedStore open;
    private boolean closed;

    Stores(ManagerConfig config) {
        this.config = config;
    }

    @Override
    public synchronized FeedStore get() {
        if (closed) {
            throw new IllegalStateException("the manager is closed");
        }
        if (config.ownFeedStore().isPresent()) {
            return config.ownFeedStore().get();
        }
        FeedStore store = open;
        if (store == null) {
            store = provider().open(config.stateDirectory());
            open = store;
        }
        return store;
    }

    private FeedStoreProvider provider() {
        List<String> broken = new ArrayList<>();
        List<FeedStoreProvider> found = Services.load(FeedStoreProvider.class, ServiceLoader::load, broken);
        List<FeedStoreProvider> wanted = found.stream()
                .filter(provider -> provider.name().equals(config.feedStore()))
                .toList();
        if (wanted.size() == 1) {
            return wanted.get(0);
        }
        if (wanted.isEmpty()) {
            throw new PluginException(
                    "a named subscription needs the feed store '" + config.feedStore() + "', found "
                            + found.stream().map(FeedStoreProvider::name).toList() + broken
                            + "; add the artifact io.windlass:windlass-store, or name another with"
                            + " ManagerConfig.feedStore",
                    "feed store",
                    null);
        }
        throw new PluginException(
                "more than one feed store is called '" + config.feedStore() + "': "
                        + wanted.stream().map(p -> p.getClass().getName()).toList() + "; keep one of them on the path",
                "feed store",
                null);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (open != null) {
            open.close();
        }
    }
}
