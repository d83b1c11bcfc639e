package io.windlass.testkit;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP side of the port: answers POSTs, and turns upgrades into {@link WebSocketPeer}s. Any path will do. */
final class HttpGateway extends SimpleChannelInboundHandler<FullHttpRequest> {
    static final int MAX_MESSAGE_BYTES = 32 << 20;
    private static final Logger LOG = LoggerFactory.getLogger(HttpGateway.class);

    private final RpcEndpoint endpoint;
    private final Node node;
    private final FaultPlan faults;
    private final long maxBytesBehind;

    HttpGateway(RpcEndpoint endpoint, Node node, FaultPlan faults, long maxBytesBehind) {
        this.endpoint = endpoint;
        this.node = node;
        this.faults = faults;
        this.maxBytesBehind = maxBytesBehind;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        boolean upgrade = request.headers().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        HttpRefusal refusal = faults.nextRefusal(upgrade);
        if (refusal != null) {
            respond(ctx, refused(refusal), keepAlive);
        } else if (upgrade) {
            upgrade(ctx, request);
        } else if (request.method().equals(HttpMethod.POST)) {
            byte[] answer = endpoint.answer(ByteBufUtil.getBytes(request.content()), Caller.overHttp());
            FullHttpResponse response = response(HttpResponseStatus.OK, "application/json", answer);
            long delay = faults.responseDelay.toNanos();
            if (delay == 0) {
                respond(ctx, response, keepAlive);
            } else {
                Future<?> unused =
                        ctx.executor().schedule(() -> respond(ctx, response, keepAlive), delay, TimeUnit.NANOSECONDS);
            }
        } else {
            byte[] hint = "POST JSON-RPC here, or upgrade to WebSocket\n".getBytes(StandardCharsets.US_ASCII);
            respond(ctx, response(HttpResponseStatus.METHOD_NOT_ALLOWED, "text/plain", hint), keepAlive);
        }
    }

    private void upgrade(ChannelHandlerContext ctx, FullHttpRequest request) {
        String host = request.headers().get(HttpHeaderNames.HOST, "localhost");
        WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(MAX_MESSAGE_BYTES)
                .build();
        WebSocketServerHandshaker handshaker = new WebSocketServerHandshakerFactory(
                        "ws://" + host + request.uri(), null, config)
                .newHandshaker(request);
        if (handshaker == null) {
            WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(ctx.channel())
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        Outbox outbox = new Outbox(ctx.channel(), maxBytesBehind);
        // before the handshake, which lets the first frames through
        ctx.pipeline().addLast(new WebSocketFrameAggregator(MAX_MESSAGE_BYTES));
        ctx.pipeline().addLast(new WebSocketPeer(endpoint, node, faults, outbox));
        ctx.pipeline().remove(this);
        ChannelFuture unused = handshaker.handshake(ctx.channel(), request);
    }

    private static FullHttpResponse refused(HttpRefusal refusal) {
        HttpResponseStatus status = HttpResponseStatus.valueOf(refusal.status());
        byte[] body = (status + "\n").getBytes(StandardCharsets.US_ASCII);
        FullHttpResponse response = response(status, "text/plain", body);
        if (!refusal.retryAfter().isZero()) {
            // the header holds whole seconds: never ask for less than what was set
            long seconds = refusal.retryAfter().plusNanos(999_999_999).toSeconds();
            response.headers().set(HttpHeaderNames.RETRY_AFTER, seconds);
        }
        return response;
    }

    private static FullHttpResponse response(HttpResponseStatus status, String type, byte[] body) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        return response;
    }

    private static void respond(ChannelHandlerContext ctx, FullHttpResponse response, boolean keepAlive) {
        HttpUtil.setKeepAlive(response, keepAlive);
        ChannelFuture written = ctx.writeAndFlush(response);
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("closing a connection that failed", cause);
        ChannelFuture unused = ctx.close();
    }
}
