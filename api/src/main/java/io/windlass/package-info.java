/**
 * Connections, calls, feeds and the values they carry: everything that user code touches.
 *
 * <p>Start at {@link io.windlass.BlockchainConnectionManager}. Asynchronous methods return a
 * {@link java.util.concurrent.CompletableFuture}; nothing blocks unless its documentation says so.
 */
package io.windlass;
