package io.windlass.benchmarks;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The leanest node that a subscriber accepts: it knows its chain id and genesis block, answers a subscription at once with a
 * head that follows the one before, and cuts all its sockets on demand.
 */
final class HeadServer implements AutoCloseable {
    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*(\\d+)");
    private static final String GENESIS = header(0);

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final AtomicInteger head = new AtomicInteger();
    private final Channel listener;

    HeadServer() {
        listener = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        clients.add(channel);
                        channel.pipeline()
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(8192))
                                .addLast(new WebSocketServerProtocolHandler("/", true))
                                .addLast(new Calls());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    String url() {
        return "ws://127.0.0.1:" + port() + "/";
    }

    /** Closes every socket, with a FIN and no close frame. */
    void cut() {
        clients.close();
    }

    private static String header(int number) {
        return "{\"number\":\"0x" + Integer.toHexString(number) + "\",\"hash\":\"" + hash(number)
                + "\",\"parentHash\":\"" + hash(number - 1) + "\",\"timestamp\":\"0x1\"}";
    }

    private static String hash(int number) {
        return "0x" + "0".repeat(56) + String.format("%08x", number);
    }

    private final class Calls extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
            String request = frame.text();
            Matcher id = ID.matcher(request);
            if (!id.find()) {
                throw new IllegalArgumentException("no id in " + request);
            }
            String answer = "{\"jsonrpc\":\"2.0\",\"id\":" + id.group(1) + ",\"result\":";
            if (request.contains("eth_chainId")) {
                send(context, answer + "\"0x1\"}");
            } else if (request.contains("latest")) {
                send(context, answer + header(head.get()) + "}");
            } else if (request.contains("eth_getBlockByNumber")) {
                send(context, answer + GENESIS + "}");
            } else if (request.contains("eth_subscribe")) {
                send(context, answer + "\"0x1\"}");
                send(
                        context,
                        "{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\",\"params\":{\"subscription\":\"0x1\","
                                + "\"result\":" + header(head.incrementAndGet()) + "}}");
            } else {
                send(context, answer + "\"0x1\"}");
            }
        }

        private static void send(ChannelHandlerContext context, String text) {
            context.writeAndFlush(new TextWebSocketFrame(text), context.voidPromise());
        }
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
