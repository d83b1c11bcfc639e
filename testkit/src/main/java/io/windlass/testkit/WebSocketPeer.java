package io.windlass.testkit;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One WebSocket connection: answers calls and pings, and holds the peer's subscriptions. */
final class WebSocketPeer extends SimpleChannelInboundHandler<WebSocketFrame> {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketPeer.class);

    private final RpcEndpoint endpoint;
    private final Node node;
    private final FaultPlan faults;
    private final Outbox outbox;

    WebSocketPeer(RpcEndpoint endpoint, Node node, FaultPlan faults, Outbox outbox) {
        this.endpoint = endpoint;
        this.node = node;
        this.faults = faults;
        this.outbox = outbox;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        if (frame instanceof PingWebSocketFrame) {
            ChannelFuture unused =
                    ctx.writeAndFlush(new PongWebSocketFrame(frame.content().retain()));
        } else if (frame instanceof CloseWebSocketFrame close) {
            ctx.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
        } else if (!(frame instanceof PongWebSocketFrame)) {
            Caller caller = Caller.overWebSocket(outbox);
            byte[] answer = endpoint.answer(ByteBufUtil.getBytes(frame.content()), caller);
            Duration delay = faults.responseDelay;
            if (delay.isZero()) {
                send(answer, caller);
            } else {
                Future<?> unused =
                        ctx.executor().schedule(() -> send(answer, caller), delay.toNanos(), TimeUnit.NANOSECONDS);
            }
        }
    }

    /** A subscription begins once its reply is in the outbox: notifications never overtake it. */
    private void send(byte[] answer, Caller caller) {
        outbox.send(answer);
        caller.opened().forEach(node::subscribe);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        node.unsubscribeAll(outbox);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("closing a WebSocket that failed", cause);
        ChannelFuture unused = ctx.close();
    }
}
