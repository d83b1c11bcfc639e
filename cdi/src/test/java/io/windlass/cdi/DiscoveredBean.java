package io.windlass.cdi;

import io.windlass.BlockchainNetwork;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** The only class here with a scope that makes it a bean by discovery. */
@ApplicationScoped
class DiscoveredBean {
    @Inject
    @Network("acme.main")
    BlockchainNetwork network;

    BlockchainNetwork network() {
        return network;
    }
}
