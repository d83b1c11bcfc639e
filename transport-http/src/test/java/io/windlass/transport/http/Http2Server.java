package io.windlass.transport.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.DefaultHttp2SettingsFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsAckFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.windlass.transport.http.ScriptedServer.Response;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/** An https server on loopback that offers protocols by ALPN, keeps each request, and answers when it is told to. */
final class Http2Server implements AutoCloseable {
    /** A request that waits for its answer: over HTTP/2 with a channel of its own, the stream. */
    static final class Waiting {
        private final ChannelHandlerContext context;
        private final HttpVersion version;
        private final String body;

        private Waiting(ChannelHandlerContext context, FullHttpRequest request) {
            this.context = context;
            version = request.protocolVersion();
            body = request.content().toString(StandardCharsets.UTF_8);
        }

        String body() {
            return body;
        }

        boolean overHttp2() {
            return context.channel() instanceof Http2StreamChannel;
        }

        void answer(Response response) {
            FullHttpResponse full = new DefaultFullHttpResponse(
                    version, HttpResponseStatus.valueOf(response.status()), Unpooled.wrappedBuffer(response.body()));
            response.headers().forEach(full.headers()::set);
            full.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, response.body().length);
            context.writeAndFlush(full);
        }

        void answer(String body) {
            answer(Response.of(200, body));
        }

        /** Ends its stream and no other. */
        void reset(Http2Error error) {
            context.writeAndFlush(new DefaultHttp2ResetFrame(error));
        }

        /** The client has given it up, or its socket is gone. */
        boolean isGone() {
            return !context.channel().isActive();
        }

        private Channel socket() {
            return context.channel() instanceof Http2StreamChannel stream ? stream.parent() : context.channel();
        }
    }

    private static final List<String> BOTH =
            List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1);

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<Channel> sockets = new CopyOnWriteArrayList<>();
    private final List<Waiting> requests = new CopyOnWriteArrayList<>();
    private final Consumer<Waiting> script;
    private final int maxStreams;
    private final Channel listening;
    private final Semaphore acknowledged = new Semaphore(0);

    private Http2Server(SslContext tls, int maxStreams, Consumer<Waiting> script) {
        this.script = script;
        this.maxStreams = maxStreams;
        listening = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel socket) {
                        sockets.add(socket);
                        socket.pipeline().addLast(tls.newHandler(socket.alloc()), new Negotiated());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    /** Offers HTTP/2 and HTTP/1.1; requests wait for the test to answer them. */
    static Http2Server start(SSLContext tls) {
        return start(tls, 100, waiting -> {});
    }

    static Http2Server start(SSLContext tls, int maxStreams, Consumer<Waiting> script) {
        return new Http2Server(context(tls, ClientAuth.NONE, null, BOTH), maxStreams, script);
    }

    /** Offers HTTP/1.1 alone. */
    static Http2Server startWithoutHttp2(SSLContext tls, Consumer<Waiting> script) {
        List<String> alone = List.of(ApplicationProtocolNames.HTTP_1_1);
        return new Http2Server(context(tls, ClientAuth.NONE, null, alone), 1, script);
    }

    /** Speaks one version of TLS and one protocol within it, with clients that show a certificate. */
    static Http2Server startExclusive(SSLContext tls, String version, String protocol, Consumer<Waiting> script) {
        String[] versions = {version};
        return new Http2Server(context(tls, ClientAuth.REQUIRE, versions, List.of(protocol)), 100, script);
    }

    private static SslContext context(SSLContext tls, ClientAuth clientAuth, String[] versions, List<String> offered) {
        ApplicationProtocolConfig alpn = new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                offered);
        return new JdkSslContext(
                tls, false, null, IdentityCipherSuiteFilter.INSTANCE, alpn, clientAuth, versions, false);
    }

    String url() {
        return "https://127.0.0.1:" + ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** All requests so far, in the order in which they came. */
    List<Waiting> requests() {
        return List.copyOf(requests);
    }

    /** How many sockets were opened. */
    int sockets() {
        return sockets.size();
    }

    /** Says that it will take no more streams on that request's socket. */
    void goAway(Waiting request) {
        request.socket().writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
    }

    /** Takes no more streams for now on that request's socket; returns when the client knows. */
    void takeNoStreams(Waiting request) throws InterruptedException {
        acknowledged.drainPermits();
        Http2Settings none = new Http2Settings().maxConcurrentStreams(0);
        request.socket().writeAndFlush(new DefaultHttp2SettingsFrame(none));
        if (!acknowledged.tryAcquire(10, TimeUnit.SECONDS)) {
            throw new AssertionError("the client did not acknowledge the settings");
        }
    }

    /** Closes that request's socket. */
    void cut(Waiting request) {
        request.socket().close();
    }

    @Override
    public void close() {
        listening.close().syncUninterruptibly();
        sockets.forEach(socket -> socket.close().syncUninterruptibly());
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Negotiated extends ApplicationProtocolNegotiationHandler {
        Negotiated() {
            super(ApplicationProtocolNames.HTTP_1_1);
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
            if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                ctx.pipeline()
                        .addLast(
                                Http2FrameCodecBuilder.forServer()
                                        .initialSettings(
                                                Http2Settings.defaultSettings().maxConcurrentStreams(maxStreams))
                                        .build(),
                                new Http2MultiplexHandler(new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel stream) {
                                        stream.pipeline().addLast(new Http2StreamFrameToHttpObjectCodec(true));
                                        installRequests(stream);
                                    }
                                }),
                                new SimpleChannelInboundHandler<Http2SettingsAckFrame>() {
                                    @Override
                                    protected void channelRead0(ChannelHandlerContext c, Http2SettingsAckFrame ack) {
                                        acknowledged.release();
                                    }
                                });
            } else {
                ctx.pipeline().addLast(new HttpServerCodec());
                installRequests(ctx.channel());
            }
        }

        private void installRequests(Channel channel) {
            channel.pipeline()
                    .addLast(new HttpObjectAggregator(1024 * 1024), new SimpleChannelInboundHandler<FullHttpRequest>() {
                        @Override
                        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
                            Waiting waiting = new Waiting(ctx, request);
                            requests.add(waiting);
                            script.accept(waiting);
                        }

                        @Override
                        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                            ctx.close(); // the client cut it: tests see it from its side
                        }
                    });
        }
    }
}
