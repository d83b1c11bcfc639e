package io.windlass.transport.websocket;

import io.windlass.CloseReason;
import io.windlass.spi.LinkListener;
import io.windlass.spi.Outbound;
import io.windlass.spi.TransportFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the listener so that an exception of its own breaks neither the link nor others on the thread. */
final class GuardedListener {
    private static final Logger log = LoggerFactory.getLogger(GuardedListener.class);

    private final LinkListener listener;

    GuardedListener(LinkListener listener) {
        this.listener = listener;
    }

    void sent(Outbound message) {
        try {
            listener.sent(message);
        } catch (RuntimeException e) {
            report("sent", e);
        }
    }

    void message(byte[] bytes, int length) {
        try {
            listener.message(null, bytes, 0, length);
        } catch (RuntimeException e) {
            report("message", e);
        }
    }

    void progress(int bytes) {
        try {
            listener.progress(bytes);
        } catch (RuntimeException e) {
            report("progress", e);
        }
    }

    void failed(Outbound message, TransportFailure failure) {
        guard("failed", () -> listener.failed(message, failure));
    }

    void pong(long nonce) {
        guard("pong", () -> listener.pong(nonce));
    }

    void closed(CloseReason reason) {
        guard("closed", () -> listener.closed(reason));
    }

    private static void guard(String call, Runnable body) {
        try {
            body.run();
        } catch (RuntimeException e) {
            report(call, e);
        }
    }

    private static void report(String call, RuntimeException e) {
        log.error("the listener of a WebSocket link threw from {}(); the link goes on", call, e);
    }
}
