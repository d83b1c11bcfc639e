package io.windlass.core.connection;

import io.windlass.BlockchainException;
import io.windlass.CloseReason;
import io.windlass.ConnectionConfig;
import io.windlass.DecodeException;
import io.windlass.RpcError;
import io.windlass.core.rpc.Completion;
import io.windlass.core.runtime.Timer;
import io.windlass.spi.Codec;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Asks every interval whether the peer of one link is there, in two ways: by the protocol's ping where there is one, and by a
 * cheap call whose answer is looked at, since some providers answer pings in a proxy and others ignore them. A peer that
 * leaves the call unanswered for the timeout is gone, and so is one that leaves a ping unanswered though it has answered
 * pings before; but not while a long message is coming in, which what was asked cannot overtake. The call's answer also tells
 * whether the subscription to heads still lives.
 *
 * <p>Runs in the connection's mailbox. While suspended it keeps its rhythm but asks nothing and finds nothing.
 */
final class Heartbeat {
    private static final long NO_HEAD = -1;

    /** What comes more slowly than this in a heartbeat's timeout is no sign of life, but a peer that drips. */
    private static final long STREAMS_BYTES = 16 * 1024;

    private final LinkSession session;
    private final ConnectionConfig config;
    private final Codec codec;
    private final Timer timer;
    private final Executor mailbox;
    private final BooleanSupplier enabled;
    private final Supplier<Duration> needless;
    private final Supplier<OptionalLong> announcements;
    private final Consumer<CloseReason> dead;

    private final Set<Timer.Scheduled> scheduled = new HashSet<>();
    private long beat;
    private long answeredBeat;
    private long pongedBeat;
    private boolean stopped;
    private long lastHead = NO_HEAD;
    private long lastAnnounced = NO_HEAD;
    private boolean grewInSilence;

    /**
     * A heartbeat that begins with {@link #start}.
     *
     * @param needless for how long no beat is needed; zero if one is due
     * @param announcements how many heads were announced so far, if any are to be expected
     * @param dead told once, with the reason, when the peer is found gone
     */
    Heartbeat(
            LinkSession session,
            ConnectionConfig config,
            Codec codec,
            Timer timer,
            Executor mailbox,
            BooleanSupplier enabled,
            Supplier<Duration> needless,
            Supplier<OptionalLong> announcements,
            Consumer<CloseReason> dead) {
        this.session = session;
        this.config = config;
        this.codec = codec;
        this.timer = timer;
        this.mailbox = mailbox;
        this.enabled = enabled;
        this.needless = needless;
        this.announcements = announcements;
        this.dead = dead;
    }

    void start() {
        after(config.heartbeatInterval(), this::beat);
    }

    void stop() {
        stopped = true;
        scheduled.forEach(Timer.Scheduled::cancel);
        scheduled.clear();
    }

    private void after(Duration delay, Runnable task) {
        Timer.Scheduled[] self = new Timer.Scheduled[1];
        self[0] = timer.schedule(
                delay,
                () -> mailbox.execute(() -> {
                    scheduled.remove(self[0]);
                    if (!stopped) {
                        task.run();
                    }
                }));
        scheduled.add(self[0]);
    }

    private void beat() {
        Duration rest = needless.get();
        if (!rest.isZero()) {
            after(rest, this::beat);
            return;
        }
        after(config.heartbeatInterval(), this::beat);
        if (!enabled.getAsBoolean()) {
            return;
        }
        beat++;
        long asked = beat;
        session.link().ping(asked);
        session.ask("eth_blockNumber", List.of(), config.requestTimeout(), new Completion() {
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
        awaitAnswer(asked);
    }

    private void awaitAnswer(long asked) {
        long partial = session.partialBytes();
        after(config.heartbeatTimeout(), () -> {
            long now = session.partialBytes();
            boolean streams = (now < partial ? now : now - partial) >= STREAMS_BYTES;
            boolean isOpen = answeredBeat < asked || pongedBeat > 0 && pongedBeat < asked;
            if (isOpen && streams) {
                awaitAnswer(asked);
            } else {
                deadline(asked);
            }
        });
    }

    private void answered(long asked, long head) {
        mailbox.execute(() -> {
            if (!stopped && asked > answeredBeat) {
                answeredBeat = asked;
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
            found("the subscription is stalled: the node is at block " + head
                    + " but has announced no head for two heartbeats");
        } else {
            grewInSilence = lastHead != NO_HEAD && head > lastHead;
        }
        lastAnnounced = announced.orElse(NO_HEAD);
        lastHead = head;
    }

    /** The peer answered a ping. */
    void pong(long nonce) {
        pongedBeat = Math.max(pongedBeat, nonce);
    }

    private void deadline(long asked) {
        if (!enabled.getAsBoolean()) {
            return;
        }
        boolean noAnswer = answeredBeat < asked;
        boolean noPong = pongedBeat > 0 && pongedBeat < asked;
        if (noAnswer || noPong) {
            String missing = noAnswer && noPong ? "neither ping nor call" : noPong ? "no ping" : "no call";
            found("the peer answered " + missing + " of the heartbeat within " + config.heartbeatTimeout());
        }
    }

    private void found(String what) {
        stop();
        dead.accept(CloseReason.of(CloseReason.Kind.TIMEOUT, 1001, what));
    }
}
