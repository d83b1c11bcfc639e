package io.windlass.core.wiring;

import io.windlass.ManagerConfig;
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
        return Services.named(
                config.feedStore(),
                Services.load(FeedStoreProvider.class, ServiceLoader::load, broken),
                FeedStoreProvider::name,
                broken,
                "feed store",
                "add the artifact io.windlass:windlass-store, or name another with ManagerConfig.feedStore");
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (open != null) {
            open.close();
        }
    }
}
