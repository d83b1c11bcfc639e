package io.windlass.transport.websocket;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.windlass.Auth;
import io.windlass.spi.TransportFailure;
import io.windlass.spi.TransportFailure.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** Asks a proxy for a tunnel to the target (RFC 9110 section 9.3.6). */
final class Tunnel extends ChannelInboundHandlerAdapter {
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

    private final Opening opening;
    private final String request;
    private boolean granted;

    /** @throws IllegalArgumentException if the credentials hold control characters; the message does not show them */
    Tunnel(Opening opening, Target target, Optional<Auth> auth) {
        this.opening = opening;
        StringBuilder text = new StringBuilder();
        text.append("CONNECT ").append(target.authority()).append(" HTTP/1.1\r\n");
        text.append("Host: ").append(target.authority()).append("\r\n");
        text.append("User-Agent: windlass\r\n");
        auth.ifPresent(a -> text.append("Proxy-Authorization: ")
                .append(HeaderValue.checked("Proxy-Authorization", a.headerValue()))
                .append("\r\n"));
        request = text.append("\r\n").toString();
    }

    /** Knows that a tunnel that is granted has no body, whatever its headers say. */
    static final class Decoder extends HttpResponseDecoder {
        Decoder() {
            super(Upgrade.decoderConfig());
        }

        @Override
        protected boolean isContentAlwaysEmpty(HttpMessage msg) {
            return isSuccess((HttpResponse) msg) || super.isContentAlwaysEmpty(msg);
        }
    }

    private static boolean isSuccess(HttpResponse response) {
        return response.status().codeClass() == HttpStatusClass.SUCCESS;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        opening.doing("waiting for the proxy's tunnel");
        var unused = ctx.writeAndFlush(Unpooled.copiedBuffer(request, StandardCharsets.UTF_8), ctx.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        try {
            if (msg instanceof HttpResponse response && !UpgradeAnswer.isInterim(response)) {
                judge(response);
            }
            if (granted && msg instanceof LastHttpContent) {
                opening.tunnelled(ctx);
            }
        } finally {
            ReferenceCountUtil.release(msg);
        }
    }

    private void judge(HttpResponse response) {
        int status = response.status().code();
        if (response.decoderResult().isFailure()) {
            opening.fail(TransportFailure.of(
                    Kind.PROTOCOL,
                    false,
                    "the proxy's answer is not valid HTTP; check the proxy's host and port",
                    response.decoderResult().cause()));
        } else if (isSuccess(response)) {
            granted = true;
        } else {
            String hint = status == PROXY_AUTHENTICATION_REQUIRED
                    ? "check the proxy's credentials"
                    : "check whether it may reach the endpoint";
            opening.fail(new TransportFailure(
                    Kind.STATUS,
                    status,
                    RetryAfter.of(response.headers(), Instant.now()),
                    false,
                    "the proxy refused the tunnel with HTTP status " + status + "; " + hint,
                    Optional.empty()));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        opening.fail(TransportFailure.of(
                Kind.NETWORK, false, "the proxy ended the connection instead of opening the tunnel"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        opening.broken(cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause);
    }
}
