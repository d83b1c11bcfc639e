/**
 * What plugins implement: transports, codecs, networks, stores, and the engine itself.
 *
 * <p>Providers are found with {@link java.util.ServiceLoader}. A provider says who it is ({@code name()}) before it makes
 * anything, has a public no-argument constructor, and does no work in it.
 */
package io.windlass.spi;
