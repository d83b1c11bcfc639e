package io.windlass.transport.websocket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.windlass.CloseReason;
import io.windlass.spi.Link;
import io.windlass.spi.LinkInfo;
import io.windlass.spi.Outbound;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** The face of a link for any thread. */
final class WebSocketLink implements Link {
    private final LinkInfo info;
    private final IoThread thread;
    private final LinkHandler handler;

    private final AtomicBoolean drainIsDue = new AtomicBoolean();
    private volatile boolean closing;
    private final Runnable drain = this::drain;

    WebSocketLink(LinkInfo info, IoThread thread, LinkHandler handler) {
        this.info = info;
        this.thread = thread;
        this.handler = handler;
    }

    @Override
    public LinkInfo info() {
        return info;
    }

    @Override
    public void send(Outbound message) {
        if (closing) {
            thread.execute(() -> handler.refuse(message));
            return;
        }
        handler.outbox().add(message);
        // one wake-up for all that is sent until the thread gets to it
        if (!drainIsDue.get() && drainIsDue.compareAndSet(false, true)) {
            thread.execute(drain);
        }
    }

    private void drain() {
        drainIsDue.set(false);
        handler.drain();
    }

    @Override
    public void cancel(Outbound message) {
        handler.outbox().remove(message);
        thread.execute(() -> handler.outbox().forget(message));
    }

    @Override
    public void ping(long nonce) {
        thread.execute(() -> handler.sendPing(nonce));
    }

    @Override
    public void read(boolean enabled) {
        thread.execute(() -> handler.read(enabled));
    }

    @Override
    public void close(CloseReason reason) {
        closing = true;
        thread.execute(() -> handler.close(reason));
    }

    /** Completes when the socket is closed and the listener knows. */
    CompletableFuture<Void> gone() {
        return handler.gone();
    }

    /** Closes a socket at once, without waiting for TLS to say goodbye. */
    static void cut(Channel channel) {
        ChannelHandlerContext first = channel.pipeline().firstContext();
        var unused = first == null ? channel.close() : first.close();
    }
}
