package io.windlass.transport.websocket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.windlass.spi.TransportException;
import io.windlass.spi.TransportFailure;
import io.windlass.spi.TransportFailure.Kind;
import org.jspecify.annotations.Nullable;

/** Asks a connected channel for the upgrade and hands it over once it is granted. */
final class Upgrade extends ChannelInboundHandlerAdapter {

    private static final int MOST_HEAD_BYTES = 64 * 1024;

    private final Opening opening;
    private final UpgradeRequest request;
    private final boolean secure;
    private @Nullable Compression agreed;

    Upgrade(Opening opening, UpgradeRequest request, boolean secure) {
        this.opening = opening;
        this.request = request;
        this.secure = secure;
    }

    static HttpDecoderConfig decoderConfig() {
        return new HttpDecoderConfig().setMaxInitialLineLength(MOST_HEAD_BYTES).setMaxHeaderSize(MOST_HEAD_BYTES);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        // behind a proxy the channel is long active
        if (ctx.channel().isActive()) {
            begin(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        begin(ctx);
    }

    private void begin(ChannelHandlerContext ctx) {
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
            if (msg instanceof HttpResponse response && !UpgradeAnswer.isInterim(response)) {
                agreed = UpgradeAnswer.check(response, request);
            }
            // only behind the end of the head may the decoder go: what it holds then are the first frames
            if (agreed != null && msg instanceof LastHttpContent) {
                opening.granted(ctx, agreed);
            }
        } catch (TransportException e) {
            opening.fail(e.failure());
        } finally {
            ReferenceCountUtil.release(msg);
        }
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
