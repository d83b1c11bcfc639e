package io.windlass.transport.websocket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.NetUtil;
import io.windlass.ConnectionConfig;
import io.windlass.spi.Link;
import io.windlass.spi.LinkInfo;
import io.windlass.spi.LinkListener;
import io.windlass.spi.TransportException;
import io.windlass.spi.TransportFailure;
import io.windlass.spi.TransportFailure.Kind;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to open a link, from the name to the upgrade, under one deadline. Its state belongs to the I/O thread; it is over
 * as soon as the future is complete, whoever completed it.
 */
final class Opening {
    private final ConnectionConfig config;
    private final Target target;
    private final Hop hop;
    private final LinkListener listener;
    private final IoThread thread;
    private final Lookup lookup;
    private final CompletableFuture<Link> future;
    private final Consumer<WebSocketLink> opened;
    private final long timeoutNanos;

    private String doing = "resolving the host's name";
    private Optional<SSLContext> tls = Optional.empty();
    private @Nullable Connector connector;
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
        hop = Hop.of(config, target);
        timeoutNanos = TimeUnit.NANOSECONDS.convert(config.timeout());
    }

    void start() {
        long endNanos = System.nanoTime() + timeoutNanos;
        Future<?> deadline = thread.loop().schedule(this::timedOut, timeoutNanos, TimeUnit.NANOSECONDS);
        CompletableFuture<Lookup.Found> search = lookup.find(hop.host(), target.secure(), config.sslContext());
        var unused = future.whenComplete((link, error) -> {
            deadline.cancel(false);
            search.cancel(false);
            thread.execute(this::abandon);
        });
        var unusedToo = search.whenComplete((found, error) -> thread.execute(() -> {
            if (found == null) {
                fail(OpeningFailure.ofLookup(error, hop));
            } else if (!future.isDone()) {
                connect(found, endNanos);
            }
        }));
    }

    private void timedOut() {
        fail(OpeningFailure.ofTimeout(config.timeout(), doing));
    }

    private void connect(Lookup.Found found, long endNanos) {
        doing = "connecting to " + hop.who();
        tls = found.tls();
        connector = new Connector(
                thread.loop(),
                found.addresses(),
                hop.port(),
                endNanos,
                this::install,
                cause -> fail(OpeningFailure.ofConnect(cause, hop)));
        connector.connectNext();
    }

    private void install(ChannelPipeline pipeline) {
        try {
            if (config.proxy().isPresent()) {
                pipeline.addLast(new FirstBytes(this, hop));
                pipeline.addLast(new Tunnel.Decoder());
                pipeline.addLast(new Tunnel(this, target, config.proxy().get().auth()));
            } else {
                installUpgrade(pipeline);
            }
        } catch (IllegalArgumentException e) {
            fail(TransportFailure.of(Kind.PROTOCOL, false, String.valueOf(e.getMessage()), e));
        }
    }

    private void installUpgrade(ChannelPipeline pipeline) {
        UpgradeRequest request =
                new UpgradeRequest(config, target, thread.masks().bytes(16));
        tls.ifPresent(context -> pipeline.addLast(Tls.handler(context, target)));
        pipeline.addLast(new FirstBytes(this, hop));
        pipeline.addLast(new HttpResponseDecoder(Upgrade.decoderConfig()));
        pipeline.addLast(new Upgrade(this, request, target.secure()));
    }

    /** What it is busy with now, for the message of a failure. */
    void doing(String what) {
        doing = what;
    }

    /** The channel broke on the way. */
    void broken(Throwable cause) {
        fail(OpeningFailure.ofBreak(cause, target, doing));
    }

    /** Fails the attempt, unless it is over. From any thread. */
    void fail(TransportFailure failure) {
        future.completeExceptionally(new TransportException(failure));
    }

    private void abandon() {
        if (connector != null && !handedOver) {
            connector.abandon();
        }
    }

    /** The proxy let us through: from here on the channel leads to the target. */
    void tunnelled(ChannelHandlerContext ctx) {
        ChannelPipeline pipeline = ctx.pipeline();
        pipeline.remove(Tunnel.Decoder.class);
        pipeline.remove(ctx.handler());
        try {
            installUpgrade(pipeline);
        } catch (IllegalArgumentException e) {
            fail(TransportFailure.of(Kind.PROTOCOL, false, String.valueOf(e.getMessage()), e));
        }
    }

    /** The upgrade is done: the channel becomes a link. */
    void granted(ChannelHandlerContext ctx, Compression compression) {
        LinkHandler handler = new LinkHandler(config, ctx.channel(), listener, thread, compression);
        WebSocketLink link = new WebSocketLink(info(ctx), thread, handler);
        // known before it is announced, so that a transport that closes meanwhile misses no link
        opened.accept(link);
        handedOver = true;
        if (!future.complete(link)) {
            link.gone().complete(null);
            WebSocketLink.cut(ctx.channel());
            return;
        }
        ChannelPipeline pipeline = ctx.pipeline();
        pipeline.replace(ctx.handler(), null, handler);
        // what it holds are the first frames: on removal it passes them on
        pipeline.remove(HttpResponseDecoder.class);
    }

    private LinkInfo info(ChannelHandlerContext ctx) {
        String remote = config.proxy().isPresent()
                ? target.authority()
                : NetUtil.toSocketAddressString(
                        (InetSocketAddress) ctx.channel().remoteAddress());
        return new LinkInfo("websocket", true, true, remote);
    }
}
