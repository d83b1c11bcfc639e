package io.windlass.transport.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.windlass.CloseReason;
import io.windlass.ConnectionConfig;
import io.windlass.spi.LinkListener;
import io.windlass.spi.Outbound;
import io.windlass.spi.TransportFailure;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The side of a link that lives on the I/O thread: reads frames, tells the listener, and ends the link in good order.
 *
 * <p>A link is ending as soon as it has a reason to: the first one stands, nothing but the fate of messages is told from then
 * on, and the socket closes when the peer does its part or the deadline passes; at once, if the peer is taken for dead.
 */
final class LinkHandler extends ChannelInboundHandlerAdapter implements FrameSink {
    private static final long CLOSE_SECONDS = 2;
    private static final byte[] NO_BYTES = {};

    private final ConnectionConfig config;
    private final Channel channel;
    private final GuardedListener listener;
    private final Masks masks;
    private final FrameReader reader;
    private final Outbox outbox;
    private final Pings pings = new Pings();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    private @Nullable CloseReason ending;
    private @Nullable Future<?> deadline;
    private boolean over;
    /** What the peer sends is no longer looked at. */
    private boolean deaf;

    private boolean flushIsDue;
    /** The answer to the latest ping that came while the socket was full. */
    private byte @Nullable [] owedPong;

    LinkHandler(
            ConnectionConfig config, Channel channel, LinkListener listener, IoThread thread, Compression compression) {
        this.config = config;
        this.channel = channel;
        this.listener = new GuardedListener(listener);
        masks = thread.masks();
        Inflation inflation =
                compression.agreed() ? new Inflation(thread.inflaters(), compression.keepsContext()) : null;
        reader = new FrameReader(this, thread.scratch(), config.maxMessageBytes(), inflation);
        outbox = new Outbox(channel, this.listener, masks, this::broken);
    }

    Outbox outbox() {
        return outbox;
    }

    /** Completes when the socket is closed and the listener knows. */
    CompletableFuture<Void> gone() {
        return gone;
    }

    // ---- what the link asks for, on the I/O thread

    void drain() {
        if (over) {
            outbox.clear();
        } else if (ending != null) {
            outbox.refuseWaiting();
        } else {
            payOwedPong();
            outbox.drain();
        }
    }

    void refuse(Outbound message) {
        if (!over) {
            outbox.refuse(message);
        }
    }

    void sendPing(long nonce) {
        if (ending == null) {
            writeControl(Opcode.PING, pings.payload(nonce), channel.voidPromise());
            channel.flush();
        }
    }

    void read(boolean enabled) {
        if (ending == null) {
            channel.config().setAutoRead(enabled);
        }
    }

    void close(CloseReason reason) {
        if (ending == null) {
            // what was sent before goes out before
            outbox.drain();
        }
        if (ending == null) {
            end(reason, CloseCode.mayBeSent(reason.code()) ? reason.code() : CloseCode.NORMAL, channel.voidPromise());
        }
    }

    // ---- what the peer sends

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        ByteBuf bytes = (ByteBuf) msg;
        int count = bytes.readableBytes();
        try {
            if (!deaf) {
                reader.read(bytes);
                if (ending == null && reader.isMidway()) {
                    listener.progress(count);
                }
            }
        } catch (ProtocolViolation e) {
            violated(e);
        } finally {
            bytes.release();
        }
    }

    private void violated(ProtocolViolation e) {
        deaf = true;
        if (ending == null) {
            end(
                    CloseReason.of(CloseReason.Kind.PROTOCOL, e.closeCode(), String.valueOf(e.getMessage())),
                    e.closeCode(),
                    channel.voidPromise());
        } else {
            WebSocketLink.cut(channel);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (flushIsDue) {
            flushIsDue = false;
            channel.flush();
        }
    }

    @Override
    public void message(byte[] bytes, int length) {
        if (ending == null) {
            listener.message(bytes, length);
        }
    }

    @Override
    public void ping(byte[] payload, int length) {
        if (ending != null) {
            return;
        }
        byte[] pong = Arrays.copyOf(payload, length);
        if (channel.isWritable()) {
            owedPong = null;
            writeControl(Opcode.PONG, pong, channel.voidPromise());
            flushIsDue = true;
        } else {
            // RFC 6455 section 5.5.3: answering the latest is enough; so a peer that never reads cannot fill the memory
            owedPong = pong;
        }
    }

    @Override
    public void pong(byte[] payload, int length) {
        if (ending == null && length == Long.BYTES) {
            long nonce = ByteBuffer.wrap(payload).getLong();
            if (pings.answers(nonce)) {
                listener.pong(nonce);
            }
        }
    }

    @Override
    public void close(int code, String reason) {
        if (ending != null) {
            // it answers our own close frame
            var unused = channel.close();
            return;
        }
        String words = reason.isEmpty()
                ? "the peer closed the link without saying why"
                : config.redact(reason).replaceAll("\\p{Cntrl}", " ");
        end(
                CloseReason.of(CloseReason.Kind.REMOTE, code, words),
                code,
                channel.newPromise().addListener(ChannelFutureListener.CLOSE));
    }

    // ---- what the socket does

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable()) {
            drain();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        broken(cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        over = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
        CloseReason reason = ending != null ? ending : vanished();
        ending = reason;
        reader.release();
        outbox.fail(TransportFailure.of(
                reason.kind() == CloseReason.Kind.NETWORK
                        ? TransportFailure.Kind.NETWORK
                        : TransportFailure.Kind.CLOSED,
                true,
                "the link ended while the message was on its way to the socket"));
        try {
            listener.closed(reason);
        } finally {
            gone.complete(null);
        }
    }

    private CloseReason vanished() {
        return CloseReason.of(
                CloseReason.Kind.REMOTE,
                CloseCode.VANISHED,
                "the peer ended the connection without a close frame" + (reader.isMidway() ? ", in mid-message" : ""));
    }

    private void broken(Throwable cause) {
        // a write that comes too late says only that the channel is closed; why is known elsewhere
        if (ending == null && !(cause instanceof ClosedChannelException)) {
            String words = cause instanceof SSLException ? "TLS broke: " + cause.getMessage() : "the connection broke";
            ending = CloseReason.of(CloseReason.Kind.NETWORK, CloseCode.VANISHED, words, cause);
        }
        WebSocketLink.cut(channel);
    }

    private void end(CloseReason reason, int code, ChannelPromise written) {
        ending = reason;
        outbox.refuseWaiting();
        // the peer's answer is to be heard even if the engine had stopped reading
        channel.config().setAutoRead(true);
        writeControl(
                Opcode.CLOSE,
                code == CloseCode.NONE_GIVEN ? NO_BYTES : new byte[] {(byte) (code >>> 8), (byte) code},
                written);
        channel.flush();
        if (reason.kind() == CloseReason.Kind.TIMEOUT) {
            // it is taken for dead: told if it can be, but not waited for
            WebSocketLink.cut(channel);
        } else {
            deadline = channel.eventLoop().schedule(() -> WebSocketLink.cut(channel), CLOSE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void payOwedPong() {
        byte[] owed = owedPong;
        if (owed != null && channel.isWritable()) {
            owedPong = null;
            writeControl(Opcode.PONG, owed, channel.voidPromise());
            flushIsDue = false;
            channel.flush();
        }
    }

    private void writeControl(int opcode, byte[] payload, ChannelPromise written) {
        ByteBuf frame = channel.alloc().buffer(FrameWriter.size(payload.length));
        FrameWriter.write(frame, opcode, payload, masks.next());
        var unused = channel.write(frame, written);
    }
}
