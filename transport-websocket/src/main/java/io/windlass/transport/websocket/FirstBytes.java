package io.windlass.transport.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.windlass.spi.TransportFailure;
import io.windlass.spi.TransportFailure.Kind;
import java.nio.charset.StandardCharsets;

/** Tells a server that speaks no HTTP by its first bytes, where a parser of HTTP would wait for the end of a line. */
final class FirstBytes extends ChannelInboundHandlerAdapter {
    private static final byte[] EXPECTED = "HTTP/".getBytes(StandardCharsets.US_ASCII);
    private static final int TLS_ALERT = 0x15;

    private final Opening opening;
    private final Hop hop;
    private int seen;

    FirstBytes(Opening opening, Hop hop) {
        this.opening = opening;
        this.hop = hop;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        ByteBuf bytes = (ByteBuf) msg;
        for (int i = bytes.readerIndex(); i < bytes.writerIndex() && seen < EXPECTED.length; i++, seen++) {
            if (bytes.getByte(i) != EXPECTED[seen]) {
                boolean tls = seen == 0 && bytes.getByte(i) == TLS_ALERT;
                ReferenceCountUtil.release(msg);
                opening.fail(TransportFailure.of(
                        Kind.PROTOCOL,
                        false,
                        tls
                                ? hop.who() + " expects TLS; use wss://"
                                : hop.who() + " does not speak HTTP; check host and port"));
                return;
            }
        }
        ctx.fireChannelRead(msg);
        if (seen == EXPECTED.length && !ctx.isRemoved()) {
            ctx.pipeline().remove(this);
        }
    }
}
