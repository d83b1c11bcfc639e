package io.windlass.spi;

/**
 * A family of networks. Its data lives in the {@code reference.conf} of its module, under {@code windlass.networks.<name>};
 * the provider makes the module part of the application on the module path. Found with {@link java.util.ServiceLoader}.
 */
public interface NetworkProvider {
    /** The family's name, such as {@code ethereum}; the first part of its networks' names. */
    String name();
}
