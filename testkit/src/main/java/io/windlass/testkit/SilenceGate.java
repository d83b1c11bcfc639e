package io.windlass.testkit;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Next to the socket: while it is shut, bytes are taken from the peer but go no further, and none go to the peer, as when a
 * process is stopped or a route is gone. Opening it lets everything through in order.
 */
final class SilenceGate extends ChannelDuplexHandler {
    private record Write(Object message, ChannelPromise promise) {}

    private final Deque<Object> inbound = new ArrayDeque<>();
    private final Deque<Write> outbound = new ArrayDeque<>();
    private boolean shut;

    SilenceGate(boolean shut) {
        this.shut = shut;
    }

    /** On the channel's own thread. */
    void shut(ChannelHandlerContext ctx, boolean value) {
        shut = value;
        if (shut) {
            return;
        }
        for (Write write = outbound.poll(); write != null; write = outbound.poll()) {
            ChannelFuture unused = ctx.write(write.message(), write.promise());
        }
        ctx.flush();
        for (Object message = inbound.poll(); message != null; message = inbound.poll()) {
            ctx.fireChannelRead(message);
        }
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (shut) {
            inbound.add(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (shut) {
            outbound.add(new Write(message, promise));
        } else {
            ChannelFuture unused = ctx.write(message, promise);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        inbound.forEach(ReferenceCountUtil::release);
        inbound.clear();
        outbound.forEach(write -> {
            ReferenceCountUtil.release(write.message());
            write.promise().setFailure(new ClosedChannelException());
        });
        outbound.clear();
        ctx.fireChannelInactive();
    }
}
