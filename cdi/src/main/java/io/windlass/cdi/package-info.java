/**
 * Windlass in a CDI 4.1 container.
 *
 * <p>With this artifact on the class path these are beans, without any code:
 *
 * <ul>
 *   <li>{@link io.windlass.BlockchainConnectionManager}, made when first used and closed with the container;
 *   <li>{@link io.windlass.BlockchainConfig};
 *   <li>each configured network: {@code @Inject @Network("ethereum.sepolia") BlockchainNetwork sepolia}.
 * </ul>
 *
 * <p>Each observer method of a chain event that names a network gets a subscription of its own when the container starts:
 *
 * <pre>{@code
 * void onHead(@Observes @Network("ethereum.sepolia") ChainEvent<BlockHeader> head) { … }
 * }</pre>
 *
 * <p>See {@link io.windlass.cdi.WindlassExtension} for the details.
 */
@NullMarked
package io.windlass.cdi;

import org.jspecify.annotations.NullMarked;
