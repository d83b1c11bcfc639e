package io.windlass.transport.websocket;

import io.windlass.CloseReason;
import io.windlass.spi.Link;
import io.windlass.spi.LinkListener;
import io.windlass.spi.Outbound;
import io.windlass.spi.TransportFailure;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Closes its link from within {@link #message}. */
final class ClosingListener implements LinkListener {
    private final CompletableFuture<Link> link;
    private final CompletableFuture<CloseReason> closed;
    private volatile boolean inMessage;
    private volatile boolean nested;

    ClosingListener(CompletableFuture<Link> link, CompletableFuture<CloseReason> closed) {
        this.link = link;
        this.closed = closed;
    }

    boolean nested() {
        return nested;
    }

    @Override
    public void message(@Nullable Outbound inReplyTo, byte[] bytes, int offset, int length) {
        inMessage = true;
        link.join().close(CloseReason.local());
        link.join().send(new Text("too late"));
        inMessage = false;
    }

    @Override
    public void sent(Outbound message) {
        nested |= inMessage;
    }

    @Override
    public void failed(Outbound message, TransportFailure failure) {
        nested |= inMessage;
    }

    @Override
    public void pong(long nonce) {
        nested |= inMessage;
    }

    @Override
    public void closed(CloseReason reason) {
        nested |= inMessage;
        closed.complete(reason);
    }
}
