package io.windlass.transport.websocket;

import io.windlass.CloseReason;
import io.windlass.spi.LinkListener;
import io.windlass.spi.Outbound;
import io.windlass.spi.TransportFailure;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Notes each call and throws. */
record ThrowingListener(Queue<String> heard) implements LinkListener {
    @Override
    public void sent(Outbound message) {
        note("sent");
    }

    @Override
    public void message(@Nullable Outbound inReplyTo, byte[] bytes, int offset, int length) {
        note("message");
    }

    @Override
    public void failed(Outbound message, TransportFailure failure) {
        note("failed");
    }

    @Override
    public void pong(long nonce) {
        note("pong");
    }

    @Override
    public void closed(CloseReason reason) {
        note("closed");
    }

    private void note(String call) {
        heard.add(call);
        throw new IllegalStateException("thrown by a test from " + call);
    }
}
