package io.windlass.benchmarks;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * What a careful user would write on Netty: connect, ask for chain id and genesis block, subscribe, hand each event to another
 * thread, and connect again as soon as the socket is gone. No deadlines, no backoff, no checks of what comes.
 */
final class BareNettySubscriber implements AutoCloseable {
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ExecutorService handlers = Executors.newSingleThreadExecutor();
    private final URI url;
    private final String feed;
    private final Runnable onEvent;
    private volatile boolean closed;

    /** Subscribes with these parameters, such as {@code "newHeads"} in quotes. */
    BareNettySubscriber(String url, String feed, Runnable onEvent) {
        this.url = URI.create(url);
        this.feed = feed;
        this.onEvent = onEvent;
    }

    void connect() {
        if (closed) {
            return;
        }
        BareNetty.connect(loop, url, new Session());
    }

    private final class Session extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        private int answers;

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                send(context, 1, "eth_chainId", "");
                send(context, 2, "eth_getBlockByNumber", "\"0x0\",false");
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
            String text = frame.text();
            if (text.contains("eth_subscription")) {
                handlers.execute(onEvent);
            } else if (++answers == 2) {
                send(context, 3, "eth_subscribe", feed);
            }
        }

        private void send(ChannelHandlerContext context, int id, String method, String params) {
            context.writeAndFlush(new TextWebSocketFrame("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method
                    + "\",\"params\":[" + params + "]}"));
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            connect();
        }
    }

    @Override
    public void close() {
        closed = true;
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        handlers.shutdownNow();
    }
}
