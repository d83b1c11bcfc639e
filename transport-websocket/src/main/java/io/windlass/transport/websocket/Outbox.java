package io.windlass.transport.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.windlass.spi.Outbound;
import io.windlass.spi.TransportFailure;
import io.windlass.spi.TransportFailure.Kind;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages on their way out. Whatever has gathered while the thread was busy goes into one buffer and one system call, and
 * what the socket does not take yet stays here, where it can still be cancelled.
 */
final class Outbox {
    private static final int BATCH_BYTES = 32 * 1024;

    private final Channel channel;
    private final GuardedListener listener;
    private final Masks masks;
    private final Consumer<Throwable> broken;

    private final Queue<Outbound> waiting = new ConcurrentLinkedQueue<>();
    // below: the I/O thread alone
    /** Given to the socket, which has not said yet that it has them; in order. */
    private final Queue<Outbound> handed = new ArrayDeque<>();

    private @Nullable Set<Outbound> givenUp;
    private @Nullable ByteBuf batch;
    private int inBatch;
    private boolean writeFailed;

    Outbox(Channel channel, GuardedListener listener, Masks masks, Consumer<Throwable> broken) {
        this.channel = channel;
        this.listener = listener;
        this.masks = masks;
        this.broken = broken;
    }

    /** From any thread. */
    void add(Outbound message) {
        waiting.add(message);
    }

    /** Takes back what is not given to the socket yet. From any thread. */
    void remove(Outbound message) {
        waiting.removeIf(m -> m == message);
    }

    /** Sees to it that nothing more is told of a message that the socket has been given. */
    void forget(Outbound message) {
        for (Outbound m : handed) {
            if (m == message) {
                if (givenUp == null) {
                    givenUp = Collections.newSetFromMap(new IdentityHashMap<>());
                }
                givenUp.add(message);
                return;
            }
        }
    }

    /** Writes as much as the socket is willing to take, and flushes it. */
    void drain() {
        try {
            while (channel.isWritable()) {
                Outbound message = waiting.poll();
                if (message == null) {
                    break;
                }
                handed.add(message);
                encode(message.payload());
            }
            writeBatch();
        } catch (RuntimeException | OutOfMemoryError e) {
            // the messages are among those handed over: they fail with the link
            broken.accept(e);
        }
        channel.flush();
    }

    private void encode(byte[] payload) {
        int size = FrameWriter.size(payload.length);
        if (batch != null && batch.writableBytes() < size) {
            writeBatch();
        }
        if (batch == null) {
            batch = channel.alloc().buffer(waiting.isEmpty() ? size : Math.max(size, BATCH_BYTES));
        }
        FrameWriter.write(batch, Opcode.TEXT, payload, masks.next());
        inBatch++;
        if (!batch.isWritable()) {
            writeBatch();
        }
    }

    private void writeBatch() {
        ByteBuf full = batch;
        if (full == null) {
            return;
        }
        int count = inBatch;
        batch = null;
        inBatch = 0;
        ChannelFuture written = channel.write(full);
        written.addListener(done -> {
            if (!done.isSuccess()) {
                writeFailed = true;
                broken.accept(done.cause());
            } else if (!writeFailed) {
                taken(count);
            }
        });
    }

    private void taken(int count) {
        for (int i = 0; i < count; i++) {
            Outbound message = handed.remove();
            if (!isGivenUp(message)) {
                listener.sent(message);
            }
        }
    }

    private boolean isGivenUp(Outbound message) {
        return givenUp != null && givenUp.remove(message);
    }

    /** Fails what is not given to the socket yet. */
    void refuseWaiting() {
        for (Outbound m = waiting.poll(); m != null; m = waiting.poll()) {
            refuse(m);
        }
    }

    /** Fails a message that is not to be sent. */
    void refuse(Outbound message) {
        listener.failed(message, TransportFailure.of(Kind.CLOSED, false, "the link is closed"));
    }

    /** The socket is gone: fails everything. */
    void fail(TransportFailure ofHanded) {
        if (batch != null) {
            batch.release();
            batch = null;
        }
        for (Outbound m = handed.poll(); m != null; m = handed.poll()) {
            if (!isGivenUp(m)) {
                listener.failed(m, ofHanded);
            }
        }
        refuseWaiting();
    }

    /** Drops what came too late to be told of. */
    void clear() {
        waiting.clear();
    }
}
