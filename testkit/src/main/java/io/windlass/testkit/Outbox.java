package io.windlass.testkit;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a WebSocket peer is to be sent, in order, from any thread. A peer that is too far behind is disconnected, so that a
 * slow reader cannot fill the memory. Answers and notifications of one turn share a flush.
 */
final class Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private final Channel channel;
    private final long limit;
    private final Queue<byte[]> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong behind = new AtomicLong();
    private final AtomicBoolean draining = new AtomicBoolean();

    Outbox(Channel channel, long limit) {
        this.channel = channel;
        this.limit = limit;
    }

    void send(byte[] message) {
        if (!channel.isActive()) {
            return;
        }
        long now = behind.addAndGet(message.length);
        if (now > limit) {
            if (now - message.length <= limit) {
                LOG.warn("disconnecting a subscriber that is more than {} bytes behind", limit);
                ChannelFuture unused = channel.close();
            }
            return;
        }
        queue.add(message);
        if (draining.compareAndSet(false, true)) {
            channel.eventLoop().execute(this::drain);
        }
    }

    private void drain() {
        draining.set(false); // before the queue is read: what is added later starts another round
        for (byte[] message = queue.poll(); message != null; message = queue.poll()) {
            int length = message.length;
            channel.write(new TextWebSocketFrame(Unpooled.wrappedBuffer(message)))
                    .addListener(written -> behind.addAndGet(-length));
        }
        channel.flush();
    }
}
