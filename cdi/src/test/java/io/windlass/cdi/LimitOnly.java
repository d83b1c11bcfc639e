package io.windlass.cdi;

import io.windlass.ManagerConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Decides about the manager, and leaves the networks to others. */
@Singleton
class LimitOnly {
    @Produces
    @Singleton
    ManagerConfig config() {
        return ManagerConfig.builder().maxConnections(1).build();
    }
}
