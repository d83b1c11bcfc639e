package io.windlass.spi;

/**
 * What a link is and can.
 *
 * @param protocol for people, such as {@code websocket} or {@code http/1.1}
 * @param push true if the peer can send messages that answer nothing
 * @param ping true if the protocol has a ping
 * @param remoteAddress the peer's address and port, or the host where it is not known
 */
public record LinkInfo(String protocol, boolean push, boolean ping, String remoteAddress) {}
