package io.windlass.testkit;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The port, its sockets and the one thread that serves them. */
final class Server {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final long PATIENCE_SECONDS = 10;
    private static final long GOOD_BYE_SECONDS = 1;
    private static final int BACKLOG = 4096;
    private static final int GOING_AWAY = 1001;

    private final EventLoopGroup thread = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("windlass-devnet", true), NioIoHandler.newFactory());
    private final ChannelGroup peers = new DefaultChannelGroup(thread.next());
    private final Supplier<ChannelHandler> gateway;
    private final InetSocketAddress address;
    private volatile boolean silent;
    private volatile boolean stopped;
    private @Nullable Channel listening;
    private @Nullable Socket placeholder;

    /** Listens on loopback. */
    Server(int port, Supplier<ChannelHandler> gateway) {
        this.gateway = gateway;
        try {
            listening = bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (RuntimeException e) {
            stopThread();
            throw e;
        }
        address = (InetSocketAddress) listening.localAddress();
    }

    int port() {
        return address.getPort();
    }

    int connections() {
        return peers.size();
    }

    ScheduledFuture<?> every(Duration period, Runnable task) {
        requireRunning();
        ScheduledFuture<?> ticks =
                thread.next().scheduleAtFixedRate(task, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
        ticks.addListener(ended -> {
            if (!ended.isCancelled()) {
                LOG.error("the devnet's timer died", ended.cause());
            }
        });
        return ticks;
    }

    /** Stops or resumes listening. The port stays ours meanwhile: bound, but refusing. */
    synchronized void refuse(boolean value) {
        requireRunning();
        if (value && listening != null) {
            await("closing the port", listening.close());
            listening = null;
            placeholder = hold(address);
        } else if (!value && listening == null) {
            listening = bind(address);
            release();
        }
    }

    /** See {@link SilenceGate}. Returns when it is so for all sockets. */
    void silence(boolean value) {
        requireRunning();
        onThread(() -> {
            silent = value;
            for (Channel peer : peers) {
                ChannelHandlerContext gate = peer.pipeline().context(SilenceGate.class);
                if (gate != null) {
                    ((SilenceGate) gate.handler()).shut(gate, value);
                }
            }
        });
    }

    /** Says good-bye where that can be said, and closes with FIN. */
    void closeAll() {
        List<Channel> present = List.copyOf(peers);
        for (Future<?> said : present.stream().map(this::sayGoodBye).toList()) {
            said.awaitUninterruptibly(GOOD_BYE_SECONDS, TimeUnit.SECONDS); // a peer that does not read is just closed
        }
        close(present); // not those that are back already
    }

    /** Closes with FIN, without a word. */
    void cutAll() {
        close(List.copyOf(peers));
    }

    /** Closes with RST. */
    void resetAll() {
        List<Channel> present = List.copyOf(peers);
        present.forEach(peer -> peer.config().setOption(ChannelOption.SO_LINGER, 0));
        close(present);
    }

    private void close(List<Channel> present) {
        List<ChannelFuture> closed = present.stream().map(Channel::close).toList();
        closed.forEach(each -> await("closing all sockets", each));
    }

    private Future<?> sayGoodBye(Channel peer) {
        return silent || peer.pipeline().get(WebSocketPeer.class) == null
                ? peer.close()
                : peer.writeAndFlush(new CloseWebSocketFrame(GOING_AWAY, "going away"));
    }

    synchronized void stop() {
        stopped = true;
        if (listening != null) {
            await("closing the port", listening.close());
        }
        release();
        cutAll();
        stopThread();
    }

    private void requireRunning() {
        if (stopped) {
            throw new IllegalStateException("the devnet is closed");
        }
    }

    private void stopThread() {
        await("stopping the devnet's thread", thread.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    private Channel bind(InetSocketAddress at) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(thread)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel peer) {
                        peers.add(peer);
                        peer.pipeline()
                                .addLast(
                                        new SilenceGate(silent),
                                        new HttpServerCodec(),
                                        new HttpObjectAggregator(HttpGateway.MAX_MESSAGE_BYTES),
                                        gateway.get());
                    }
                });
        var bound = bootstrap.bind(at).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new UncheckedIOException(
                    "cannot listen on port " + at.getPort() + "; choose another port, or 0 for a free one",
                    new IOException(bound.cause()));
        }
        return bound.channel();
    }

    /** A bound socket that does not listen: connecting to it is refused, and nobody else is given the port. */
    private Socket hold(InetSocketAddress at) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            try {
                return bound(at);
            } catch (IOException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw new UncheckedIOException("cannot hold port " + at.getPort(), e);
                }
                // the selector really closes the listening socket only when it comes round
                onThread(() -> {});
            }
        }
    }

    private static Socket bound(InetSocketAddress at) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setReuseAddress(true);
            socket.bind(at);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void release() {
        if (placeholder != null) {
            try {
                placeholder.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            placeholder = null;
        }
    }

    private void onThread(Runnable task) {
        await("reaching the devnet's thread", thread.submit(task));
    }

    private static void await(String what, Future<?> done) {
        if (!done.awaitUninterruptibly(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(what + " took more than " + PATIENCE_SECONDS + " s");
        }
    }
}
