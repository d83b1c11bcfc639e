package io.windlass.transport.websocket;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.IoEventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Connects a socket to the first of a host's addresses that takes it. For the I/O thread alone. */
final class Connector {
    // larger reads make a flood of messages 1.4 times as fast; a buffer is held only while it is being read from
    private static final int SMALLEST_READ = 64 * 1024;
    private static final int LARGEST_READ = 256 * 1024;
    private static final WriteBufferWaterMark WRITE_BOUNDS = new WriteBufferWaterMark(64 * 1024, 256 * 1024);

    private final IoEventLoop loop;
    private final int port;
    private final long endNanos;
    private final Deque<InetAddress> untried;
    private final Consumer<ChannelPipeline> install;
    private final Consumer<Throwable> failed;

    private @Nullable Channel channel;
    private boolean abandoned;

    /**
     * @param endNanos when the attempt as a whole will be over
     * @param install prepares the pipeline of each socket that is tried
     * @param failed hears why the last address failed
     */
    Connector(
            IoEventLoop loop,
            List<InetAddress> addresses,
            int port,
            long endNanos,
            Consumer<ChannelPipeline> install,
            Consumer<Throwable> failed) {
        this.loop = loop;
        this.port = port;
        this.endNanos = endNanos;
        this.untried = new ArrayDeque<>(addresses);
        this.install = install;
        this.failed = failed;
    }

    void connectNext() {
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channelFactory(NioSocketChannel::new)
                .disableResolver()
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_BOUNDS)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(SMALLEST_READ, SMALLEST_READ, LARGEST_READ))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, shareMillis())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel ch) {
                        install.accept(ch.pipeline());
                    }
                })
                .connect(new InetSocketAddress(untried.remove(), port));
        channel = connecting.channel();
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                notConnected(done.cause());
            }
        });
    }

    /** An even share of the time that is left; 0, for no limit of its own, for the last address. */
    private int shareMillis() {
        int addresses = untried.size();
        long left = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
        return addresses == 1 ? 0 : (int) Math.max(1, Math.min(Integer.MAX_VALUE, left / addresses));
    }

    private void notConnected(Throwable cause) {
        if (abandoned) {
            return;
        }
        if (untried.isEmpty()) {
            failed.accept(cause);
        } else {
            connectNext();
        }
    }

    /** Tries no more, and closes the socket. */
    void abandon() {
        abandoned = true;
        if (channel != null) {
            WebSocketLink.cut(channel);
        }
    }
}
