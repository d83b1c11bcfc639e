package io.windlass.core.connection;

import io.windlass.BlockchainException;
import io.windlass.CloseReason;
import io.windlass.ConnectionConfig;
import io.windlass.DecodeException;
import io.windlass.RpcError;
import io.windlass.core.rpc.Completion;
import io.windlass.core.runtime.Timer;
import io.windlass.spi.Codec;
import io.windlass.spi.Link;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks every interval whether the peer of one link is there, in two ways: by the protocol's ping where there is one, and by a
 * cheap call whose answer is looked at, since some providers answer pings in a proxy and others ignore them. A peer that
 * leaves the call unanswered for the timeout is gone, and so is one that leaves a ping unanswered though it has answered
 * pings before; its link is closed. The call's answer also tells whether the subscription to heads still lives.
 *
 * <p>Runs in the connection's mailbox. While suspended it keeps its rhythm but asks nothing.
 */
final class Heartbeat {
    private static final long NO_HEAD = -1;

    private final LinkSession session;
    private final ConnectionConfig config;
    private final Codec codec;
    private final Timer timer;
    private final Executor mailbox;
    private final BooleanSupplier enabled;
    private final Supplier<OptionalLong> announcements;

    private long beat;
    private long lastHead = NO_HEAD;
    private long lastAnnounced = NO_HEAD;
    private boolean grewInSilence;
    private boolean answersPings;
    private boolean pongDue;
    private boolean answerDue;
    private boolean stopped;
    private Timer.@Nullable Scheduled next;

    Heartbeat(
            LinkSession session,
            ConnectionConfig config,
            Codec codec,
            Timer timer,
            Executor mailbox,
            BooleanSupplier enabled,
            Supplier<OptionalLong> announcements) {
        this.session = session;
        this.config = config;
        this.codec = codec;
        this.timer = timer;
        this.mailbox = mailbox;
        this.enabled = enabled;
        this.announcements = announcements;
    }

    void start() {
        after(config.heartbeatInterval(), this::beat);
    }

    void stop() {
        stopped = true;
        if (next != null) {
            next.cancel();
        }
    }

    private void after(Duration delay, Runnable task) {
        next = timer.schedule(
                delay,
                () -> mailbox.execute(() -> {
                    if (!stopped) {
                        task.run();
                    }
                }));
    }

    private void beat() {
        if (!enabled.getAsBoolean()) {
            after(config.heartbeatInterval(), this::beat);
            return;
        }
        beat++;
        long asked = beat;
        Link link = session.link();
        pongDue = answersPings;
        answerDue = true;
        link.ping(asked);
        session.request("eth_blockNumber", List.of(), new Completion() {
            @Override
            public void result(byte[] bytes, int offset, int length) {
                long head;
                try {
                    head = codec.reader(bytes, offset, length).quantity();
                } catch (DecodeException e) {
                    return; // not the answer; the deadline decides
                }
                answered(asked, head);
            }

            @Override
            public void error(RpcError error) {
                answered(asked, NO_HEAD); // it may refuse, for its rate limit say, but it is there
            }

            @Override
            public void failed(BlockchainException failure) {
                // the link is gone already, or the deadline decides
            }
        });
        after(config.heartbeatTimeout(), () -> deadline(link));
    }

    private void answered(long asked, long head) {
        mailbox.execute(() -> {
            if (asked == beat && !stopped) {
                answerDue = false;
                checkStall(head);
            }
        });
    }

    /**
     * The node's head has grown and no head was announced until the next beat: the subscription is dead, though the socket is
     * not. On a quiet chain the head does not grow.
     */
    private void checkStall(long head) {
        OptionalLong announced = announcements.get();
        if (announced.isEmpty() || head == NO_HEAD || announced.getAsLong() != lastAnnounced) {
            grewInSilence = false;
        } else if (grewInSilence) {
            session.link()
                    .close(CloseReason.of(
                            CloseReason.Kind.TIMEOUT,
                            1001,
                            "the subscription is stalled: the node is at block " + head
                                    + " but has announced no head for two heartbeats"));
        } else {
            grewInSilence = lastHead != NO_HEAD && head > lastHead;
        }
        lastAnnounced = announced.orElse(NO_HEAD);
        lastHead = head;
    }

    /** The peer answered a ping. */
    void pong(long nonce) {
        answersPings = true;
        if (nonce == beat) {
            pongDue = false;
        }
    }

    private void deadline(Link link) {
        if (enabled.getAsBoolean() && (pongDue || answerDue)) {
            String missing = pongDue && answerDue ? "neither ping nor call" : pongDue ? "no ping" : "no call";
            link.close(CloseReason.of(
                    CloseReason.Kind.TIMEOUT,
                    1001,
                    "the peer answered " + missing + " of the heartbeat within " + config.heartbeatTimeout()));
            return;
        }
        Duration rest = config.heartbeatInterval().minus(config.heartbeatTimeout());
        after(rest.isNegative() ? Duration.ZERO : rest, this::beat);
    }
}
