package io.windlass.cdi;

import io.windlass.BlockchainConfig;
import io.windlass.testkit.Devnet;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** A devnet that lives as long as the container, configured as the network {@code test.local}. */
@Singleton
class LocalDevnet {
    private final Devnet devnet = Devnet.start();

    Devnet devnet() {
        return devnet;
    }

    @Produces
    @Singleton
    BlockchainConfig networks() {
        return TestContainer.networkAt(devnet.wsUrl(), devnet.chainId());
    }

    @PreDestroy
    void close() {
        devnet.close();
    }
}
