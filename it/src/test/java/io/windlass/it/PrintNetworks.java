package io.windlass.it;

import io.windlass.BlockchainConfig;
import io.windlass.NetworkConfig;

/** Prints what is configured for some networks; run in a JVM of its own, with an environment of its own. */
final class PrintNetworks {
    private PrintNetworks() {}

    public static void main(String[] names) {
        BlockchainConfig config = BlockchainConfig.load();
        for (String name : names) {
            NetworkConfig network = config.network(name);
            network.wsUrls().forEach(url -> System.out.println(name + " ws " + url));
            network.rpcUrls().forEach(url -> System.out.println(name + " rpc " + url));
        }
    }
}
