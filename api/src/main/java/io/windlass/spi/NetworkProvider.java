package io.windlass.spi;

import io.windlass.NetworkConfig;

/**
 * A family of networks. Its data lives in the {@code reference.conf} of its module, under {@code windlass.networks.<name>};
 * the provider makes the module part of the application on the module path, and says how the family's nodes differ from others
 * where data cannot. Found with {@link java.util.ServiceLoader}. What a provider must do is tested by {@code
 * NetworkProviderContract} of the testkit.
 */
public interface NetworkProvider {
    /** The family's name, such as {@code ethereum}; the first part of its networks' names. */
    String name();

    /**
     * How a network of the family differs. Called whenever it is opened, with what is configured by files, environment and code; on
     * the thread that opens it. By default it does not.
     *
     * @throws RuntimeException if the configuration makes no sense for the network; it is then not opened
     */
    default NetworkProfile create(NetworkConfig config) {
        return () -> config;
    }
}
