/** WebSocket links on Netty; reached through {@link io.windlass.spi.TransportProvider}. */
package io.windlass.transport.websocket;
