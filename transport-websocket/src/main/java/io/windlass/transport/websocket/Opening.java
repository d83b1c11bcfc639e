package io.windlass.transport.websocket;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.NetUtil;
import io.windlass.ConnectionConfig;
import io.windlass.spi.Link;
import io.windlass.spi.LinkInfo;
import io.windlass.spi.LinkListener;
import io.windlass.spi.TransportException;
import io.windlass.spi.TransportFailure;
import io.windlass.spi.TransportFailure.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to open a link, from the name to the upgrade, under one deadline. Its state belongs to the I/O thread; it is over
 * as soon as the future is complete, whoever completed it.
 */
final class Opening {
    // larger reads make a flood of messages 1.4 times as fast; a buffer is held only while it is being read from
    private static final int SMALLEST_READ = 64 * 1024;
    private static final int LARGEST_READ = 256 * 1024;
    private static final WriteBufferWaterMark WRITE_BOUNDS = new WriteBufferWaterMark(64 * 1024, 256 * 1024);
    private static final int MOST_HEADER_BYTES = 64 * 1024;

    private final ConnectionConfig config;
    private final Target target;
    private final LinkListener listener;
    private final IoThread thread;
    private final Lookup lookup;
    private final CompletableFuture<Link> future;
    private final Consumer<WebSocketLink> opened;
    private final long endNanos;

    private final Deque<InetAddress> untried = new ArrayDeque<>();
    private Optional<SSLContext> tls = Optional.empty();
    private String doing = "resolving the host's name";
    private @Nullable Channel channel;
    private boolean handedOver;

    Opening(
            ConnectionConfig config,
            LinkListener listener,
            IoThread thread,
            Lookup lookup,
            CompletableFuture<Link> future,
            Consumer<WebSocketLink> opened) {
        this.config = config;
        this.listener = listener;
        this.thread = thread;
        this.lookup = lookup;
        this.future = future;
        this.opened = opened;
        target = Target.of(config.url());
        endNanos = System.nanoTime() + TimeUnit.NANOSECONDS.convert(config.timeout());
    }

    void start() {
        Future<?> deadline = thread.loop()
                .schedule(this::timedOut, TimeUnit.NANOSECONDS.convert(config.timeout()), TimeUnit.NANOSECONDS);
        CompletableFuture<Lookup.Found> search = lookup.find(target, config.sslContext());
        var unused = future.whenComplete((link, error) -> {
            deadline.cancel(false);
            search.cancel(false);
            thread.execute(this::abandon);
        });
        var unusedToo = search.whenComplete((found, error) -> thread.execute(() -> {
            if (found != null) {
                found(found);
            } else if (!future.isDone()) {
                fail(lookupFailure(error));
            }
        }));
    }

    private TransportFailure lookupFailure(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof UnknownHostException) {
            return TransportFailure.of(
                    Kind.UNKNOWN_HOST,
                    false,
                    "the host name " + target.host() + " does not resolve; check the URL and the DNS",
                    cause);
        }
        return TransportFailure.of(Kind.TLS, false, "the JVM's default TLS context cannot be made", cause);
    }

    private void found(Lookup.Found found) {
        untried.addAll(found.addresses());
        tls = found.tls();
        connectNext();
    }

    private void connectNext() {
        if (future.isDone()) {
            return;
        }
        InetAddress address = untried.remove();
        doing = "connecting";
        UpgradeRequest request;
        try {
            request = new UpgradeRequest(config, target, thread.masks().bytes(16));
        } catch (IllegalArgumentException e) {
            fail(TransportFailure.of(Kind.PROTOCOL, false, e.getMessage() + "; check headers and auth", e));
            return;
        }
        ChannelFuture connecting = new Bootstrap()
                .group(thread.loop())
                .channelFactory(NioSocketChannel::new)
                .disableResolver()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_BOUNDS)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(SMALLEST_READ, SMALLEST_READ, LARGEST_READ))
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel ch) {
                        install(ch.pipeline(), request);
                    }
                })
                .connect(new InetSocketAddress(address, target.port()));
        channel = connecting.channel();
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                notConnected(done.cause());
            }
        });
    }

    /** Zero, which means none of its own, for the last address: the deadline of the whole ends it. */
    private int connectMillis() {
        long left = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
        return untried.isEmpty() ? 0 : (int) Math.max(1, Math.min(Integer.MAX_VALUE, left / (untried.size() + 1)));
    }

    private void install(ChannelPipeline pipeline, UpgradeRequest request) {
        tls.ifPresent(context -> pipeline.addLast(Tls.handler(context, target)));
        pipeline.addLast(new FirstBytes(this));
        pipeline.addLast(new HttpResponseDecoder(new HttpDecoderConfig()
                .setMaxInitialLineLength(MOST_HEADER_BYTES)
                .setMaxHeaderSize(MOST_HEADER_BYTES)));
        pipeline.addLast(new Upgrade(this, request, target.secure()));
    }

    private void notConnected(Throwable cause) {
        if (!untried.isEmpty()) {
            connectNext();
            return;
        }
        String words = cause instanceof ConnectTimeoutException
                ? "the connection was not accepted in time"
                : String.valueOf(cause.getMessage()).contains("refused")
                        ? "connection refused: nothing listens on port " + target.port() + "; check host and port"
                        : "the host cannot be reached; check the network";
        fail(TransportFailure.of(Kind.CONNECT, false, words, cause));
    }

    /** What it is busy with now, for the message of a timeout. */
    void doing(String what) {
        doing = what;
    }

    /** The channel broke while TLS or the upgrade was under way. */
    void broken(Throwable cause) {
        if (cause instanceof SSLException && !(cause.getCause() instanceof IOException)) {
            fail(Tls.failure(cause, target));
        } else if (cause instanceof ClosedChannelException) {
            fail(TransportFailure.of(Kind.NETWORK, false, "the server ended the connection while " + doing, cause));
        } else {
            fail(TransportFailure.of(Kind.NETWORK, false, "the connection broke while " + doing, cause));
        }
    }

    private void timedOut() {
        fail(TransportFailure.of(
                Kind.TIMEOUT, false, "no link within " + text(config.timeout()) + ": timed out while " + doing));
    }

    private static String text(Duration d) {
        return d.toMillis() % 1000 == 0 ? d.toSeconds() + " s" : d.toMillis() + " ms";
    }

    /** Fails the attempt, unless it is over. From any thread. */
    void fail(TransportFailure failure) {
        future.completeExceptionally(new TransportException(failure));
    }

    private void abandon() {
        if (channel != null && !handedOver) {
            WebSocketLink.cut(channel);
        }
    }

    /** The upgrade is done: the channel becomes a link. */
    void granted(ChannelHandlerContext ctx, Compression compression) {
        LinkInfo info = new LinkInfo("websocket", true, true, NetUtil.toSocketAddressString((InetSocketAddress)
                ctx.channel().remoteAddress()));
        LinkHandler handler = new LinkHandler(config, ctx.channel(), listener, thread, compression);
        WebSocketLink link = new WebSocketLink(info, thread, handler);
        handedOver = true;
        if (!future.complete(link)) {
            WebSocketLink.cut(ctx.channel());
            return;
        }
        opened.accept(link);
        ChannelPipeline pipeline = ctx.pipeline();
        pipeline.replace(ctx.handler(), null, handler);
        // what it holds are the first frames: on removal it passes them on
        pipeline.remove(HttpResponseDecoder.class);
    }
}
