package io.windlass.transport.websocket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.windlass.spi.TransportFailure;
import io.windlass.spi.TransportFailure.Kind;
import java.util.Optional;

/** Asks a connected channel for the upgrade and hands it over once it is granted. */
final class Upgrade extends ChannelInboundHandlerAdapter {
    private static final int INFORMATIONAL = 100;
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int SUCCESS = 200;

    private final Opening opening;
    private final UpgradeRequest request;
    private final boolean secure;
    private boolean granted;

    Upgrade(Opening opening, UpgradeRequest request, boolean secure) {
        this.opening = opening;
        this.request = request;
        this.secure = secure;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (secure) {
            opening.doing("shaking hands for TLS");
        } else {
            ask(ctx);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                ask(ctx);
            } else {
                opening.broken(handshake.cause());
            }
        }
    }

    private void ask(ChannelHandlerContext ctx) {
        opening.doing("waiting for the answer to the upgrade");
        var unused = ctx.writeAndFlush(request.encode(ctx.alloc()), ctx.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        try {
            if (msg instanceof HttpResponse response && !isInterim(response)) {
                Optional<TransportFailure> refusal = Refusal.of(response, request);
                refusal.ifPresent(opening::fail);
                granted = refusal.isEmpty();
            }
            // only behind the end of the head may the decoder go: what it holds then are the first frames
            if (granted && msg instanceof LastHttpContent) {
                opening.granted(ctx);
            }
        } finally {
            ReferenceCountUtil.release(msg);
        }
    }

    private static boolean isInterim(HttpResponse response) {
        int status = response.status().code();
        return response.decoderResult().isSuccess()
                && status >= INFORMATIONAL
                && status < SUCCESS
                && status != SWITCHING_PROTOCOLS;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        opening.fail(TransportFailure.of(
                Kind.NETWORK, false, "the server ended the connection instead of answering the upgrade"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        opening.broken(cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause);
    }
}
