package io.windlass.core.connection;

import io.windlass.BlockchainConnection;
import io.windlass.BlockchainException;
import io.windlass.Call;
import io.windlass.CallTimeoutException;
import io.windlass.CloseReason;
import io.windlass.ConnectionClosedException;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionState;
import io.windlass.ConnectionStats;
import io.windlass.ConnectionType;
import io.windlass.EventStream;
import io.windlass.Feed;
import io.windlass.Registration;
import io.windlass.RpcResponse;
import io.windlass.StateChange;
import io.windlass.SubscriptionBuilder;
import io.windlass.core.connection.ConnectionEvent.CloseRequested;
import io.windlass.core.connection.ConnectionEvent.GoodRead;
import io.windlass.core.connection.ConnectionEvent.LinkLost;
import io.windlass.core.connection.ConnectionEvent.OpenFailed;
import io.windlass.core.connection.ConnectionEvent.Opened;
import io.windlass.core.connection.ConnectionEvent.RetryDue;
import io.windlass.core.connection.ConnectionEvent.Rotated;
import io.windlass.core.connection.Handshake.Identity;
import io.windlass.core.connection.Phase.Step;
import io.windlass.core.delivery.Lane;
import io.windlass.core.delivery.Taps;
import io.windlass.core.feed.FeedHub;
import io.windlass.core.monitor.ConnectionCounters;
import io.windlass.core.monitor.ConnectionSnapshot;
import io.windlass.core.rpc.CallBook;
import io.windlass.core.runtime.EngineRuntime;
import io.windlass.core.runtime.Mailbox;
import io.windlass.core.runtime.Timer;
import io.windlass.spi.Codec;
import io.windlass.spi.Link;
import io.windlass.spi.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection over one link after another. {@link Transitions} says what follows from what; this class does it: opens links,
 * checks them, hands them to calls, subscriptions and heartbeat, and takes them away again.
 *
 * <p>Everything about links and phases runs in the mailbox, one thing at a time and without blocking; calls do not pass
 * through it.
 */
public final class ManagedConnection implements BlockchainConnection, LinkSession.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(ManagedConnection.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    private final String id;
    private final ConnectionConfig config;
    private final Transport transport;
    private final Codec codec;
    private final EngineRuntime runtime;
    private final BooleanSupplier heartbeats;
    private final ReconnectBudget budget;
    private final Transitions transitions;
    private final Backoff backoff;
    private final Handshake handshake;
    private final ConnectionCounters counters = new ConnectionCounters();
    private final CallBook calls;
    private final FeedHub feeds;
    private final List<Consumer<StateChange>> listeners = new CopyOnWriteArrayList<>();
    private final Lane<Announcement> changes;
    private final CompletableFuture<BlockchainConnection> connected = new CompletableFuture<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    /** What users get: completing or cancelling it changes nothing here. */
    private final CompletableFuture<Void> goneForUsers = gone.copy();

    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.first());
    private final Mailbox mailbox = new Mailbox();

    private volatile long upSinceNanos;
    private volatile long awaitsGoodRead = -1;
    private volatile Optional<Identity> identity = Optional.empty();

    // only in the mailbox
    private @Nullable LinkSession session;
    private @Nullable CompletableFuture<Link> opening;
    private @Nullable Heartbeat heartbeat;
    private Timer.@Nullable Scheduled deadline;
    private Timer.@Nullable Scheduled ageLimit;
    private @Nullable Rotation rotation;
    private boolean closing;
    private @Nullable OpenFailure lastFailure;
    private long attemptNanos;
    private final long startNanos;

    /**
     * A connection that does nothing until {@link #start}.
     *
     * @param heartbeats whether heartbeats are on, asked at every beat
     * @param budget shared by all connections of the manager
     * @param taps hear every event
     */
    public ManagedConnection(
            String id,
            ConnectionConfig config,
            Transport transport,
            Codec codec,
            EngineRuntime runtime,
            BooleanSupplier heartbeats,
            ReconnectBudget budget,
            Taps taps) {
        this.id = id;
        this.config = config;
        this.transport = transport;
        this.codec = codec;
        this.runtime = runtime;
        this.heartbeats = heartbeats;
        this.budget = budget;
        this.transitions = new Transitions(config.maxRetries(), config.maxReconnects());
        this.backoff = new Backoff(config.retryDelay(), config.maxRetryDelay());
        this.handshake = new Handshake(config, codec);
        this.calls = new CallBook(id, config, codec, runtime, counters);
        this.feeds = new FeedHub(id, codec, runtime, counters, taps);
        this.changes = new Lane<>(10_000, Long.MAX_VALUE, runtime.handlers(), this::publish);
        this.startNanos = runtime.ticker().nanos();
    }

    /** Begins to connect. Once. */
    public CompletableFuture<BlockchainConnection> start() {
        mailbox.post(() -> open(phase().generation()));
        return connected;
    }

    // ---- the machine
    // -------------------------------------------------------------------------------------------------

    private Phase phase() {
        return Objects.requireNonNull(phase.get());
    }

    private void apply(ConnectionEvent event) {
        Phase before = phase();
        Phase now = transitions.next(before, event);
        if (now.equals(before)) {
            return;
        }
        phase.set(now);
        if (now.state() != before.state()) {
            LOG.debug("{} ({}): {} → {} after {}", id, config.endpoint(), before.state(), now.state(), event);
            changes.offer(
                    new Announcement(
                            new StateChange(id, before.state(), now.state(), now.reason()), List.copyOf(listeners)),
                    0);
        }
        if (now.step() == before.step() && now.generation() == before.generation() && now.state() == before.state()) {
            return;
        }
        switch (now.step()) {
            case OPENING -> openInTurn(now);
            case WAITING -> scheduleRetry(now);
            case UP -> linkUp(before);
            case ENDED -> end(now);
        }
    }

    /** A reconnect waits for its turn among all connections to the host; the first connect does not. */
    private void openInTurn(Phase now) {
        if (now.state() != ConnectionState.RECONNECTING) {
            open(now.generation());
            return;
        }
        Duration turn = budget.waitFor(config.url().getHost(), runtime.ticker().nanos());
        if (turn.isZero()) {
            open(now.generation());
        } else {
            deadline = runtime.timer()
                    .schedule(
                            turn,
                            () -> mailbox.post(() -> {
                                if (phase().equals(now)) {
                                    open(now.generation());
                                }
                            }));
        }
    }

    private void open(long generation) {
        attemptNanos = runtime.ticker().nanos();
        LinkSession next = new LinkSession(generation, id, config, this, calls, codec, runtime.ticker(), counters);
        session = next;
        CompletableFuture<Link> future;
        try {
            future = transport.open(config, next);
        } catch (RuntimeException e) {
            future = CompletableFuture.failedFuture(e);
        }
        opening = future;
        CompletableFuture<Link> attempt = future;
        var unused = attempt.whenComplete((link, failure) -> {
            if (link != null) {
                next.bind(link);
            }
            mailbox.post(() -> {
                if (failure != null) {
                    openFailed(next, OpenFailure.of(failure, config));
                } else {
                    check(next);
                }
            });
        });
    }

    private LinkSession newSession(long generation) {
        return new LinkSession(generation, id, config, this, calls, codec, runtime.ticker(), counters);
    }

    private CompletableFuture<Link> openLink(LinkSession listener) {
        try {
            return transport.open(config, listener);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void check(LinkSession opened) {
        if (session != opened || phase().step() != Step.OPENING) {
            opened.link().close(CloseReason.local());
            return;
        }
        Duration left = config.timeout().minusNanos(runtime.ticker().nanos() - attemptNanos);
        deadline = runtime.timer()
                .schedule(
                        left.isNegative() ? Duration.ZERO : left,
                        () -> mailbox.post(() -> {
                            openFailed(
                                    opened,
                                    new OpenFailure(
                                            false,
                                            Optional.empty(),
                                            "the node did not say its chain id within " + config.timeout(),
                                            0,
                                            new CallTimeoutException(
                                                    "eth_chainId was not answered",
                                                    "eth_chainId",
                                                    config.timeout(),
                                                    false,
                                                    null)));
                        }));
        var unused = handshake
                .over(opened, identity)
                .whenComplete((who, failure) -> mailbox.post(() -> {
                    if (failure != null) {
                        openFailed(opened, OpenFailure.of(failure, config));
                    } else if (session == opened && phase().step() == Step.OPENING) {
                        identity = Optional.of(who);
                        opened.servesChain(who.chainId());
                        apply(new Opened(opened.generation()));
                    }
                }));
    }

    private void openFailed(LinkSession attempt, OpenFailure failure) {
        if (attempt.isBound()) {
            attempt.link().close(failure.reason());
        }
        // one failure can be told twice, by the link and by the handshake over it: the second changes nothing
        if (session == attempt && phase().step() == Step.OPENING) {
            cancelDeadline();
            lastFailure = failure;
            apply(new OpenFailed(attempt.generation(), failure.permanent(), failure.reason()));
        }
    }

    private void scheduleRetry(Phase now) {
        Duration delay = backoff.delay(now.failures(), runtime.random());
        OpenFailure failure = lastFailure;
        if (failure != null && failure.retryAfter().isPresent()) {
            Duration asked = failure.retryAfter().get();
            delay = asked.compareTo(delay) > 0 ? asked : delay;
        }
        LOG.debug("{} ({}): attempt {} in {}", id, config.endpoint(), now.failures() + 1, delay);
        deadline = runtime.timer().schedule(delay, () -> mailbox.post(() -> apply(new RetryDue(now.generation()))));
    }

    private void linkUp(Phase before) {
        LinkSession up = session;
        if (up == null || before.step() == Step.UP) {
            return;
        }
        cancelDeadline();
        lastFailure = null;
        upSinceNanos = runtime.ticker().nanos();
        if (before.state() == ConnectionState.RECONNECTING) {
            counters.reconnects.incrementAndGet();
            LOG.info("{} ({}): connected again, reconnect {}", id, config.endpoint(), counters.reconnects.get());
        }
        up.cameUp();
        awaitsGoodRead = up.generation();
        counters.blindTime.ends(upSinceNanos);
        serve(up);
        runtime.callbacks().execute(() -> connected.complete(this));
    }

    /** Everything goes over this link from now on. */
    private void serve(LinkSession up) {
        stopHeartbeat();
        Heartbeat beat =
                new Heartbeat(up, config, codec, runtime.timer(), mailbox::post, heartbeats, feeds::announcedHeads);
        heartbeat = beat;
        beat.start();
        calls.attach(up.link());
        feeds.attach(up);
        rotateByAge(up);
    }

    private void rotateByAge(LinkSession up) {
        config.maxAge().ifPresent(age -> {
            long tenth = age.toNanos() / 10;
            Duration life = age.minusNanos(tenth == 0 ? 0 : runtime.random().nextLong(tenth));
            cancelAgeLimit();
            ageLimit = runtime.timer()
                    .schedule(
                            life,
                            () -> mailbox.post(() -> {
                                if (session == up && phase().step() == Step.UP) {
                                    rotation(new CompletableFuture<>());
                                }
                            }));
        });
    }

    private void cancelAgeLimit() {
        if (ageLimit != null) {
            ageLimit.cancel();
            ageLimit = null;
        }
    }

    private void rotation(CompletableFuture<Void> done) {
        Rotation running = rotation;
        if (running != null) {
            running.alsoTell(done);
            return;
        }
        LinkSession old = session;
        if (old == null || phase().step() != Step.UP || !old.link().info().push()) {
            runtime.callbacks().execute(() -> done.complete(null));
            return;
        }
        Rotation next = new Rotation(old, phase().generation() + 1, done);
        rotation = next;
        next.begin();
    }

    private void end(Phase now) {
        cancelDeadline();
        cancelAgeLimit();
        stopHeartbeat();
        if (rotation != null) {
            rotation.abandon(closed(CloseReason.local(), null));
        }
        CloseReason reason = now.reason().orElseGet(CloseReason::local);
        OpenFailure failure = lastFailure;
        int attempts = now.failures();
        Duration elapsed = Duration.ofNanos(runtime.ticker().nanos() - startNanos);
        BlockchainException why = now.state() == ConnectionState.FAILED && failure != null
                ? failure.toException(config, attempts, elapsed)
                : closed(reason, null);
        calls.end(() -> now.state() == ConnectionState.FAILED ? closed(reason, why) : closed(reason, null));
        feeds.end(() -> now.state() == ConnectionState.FAILED ? why : closed(reason, null));
        if (now.state() == ConnectionState.FAILED && identity.isPresent()) {
            LOG.error("{}: gave up: {}", id, why.getMessage());
        }
        runtime.callbacks().execute(() -> connected.completeExceptionally(why));
        CompletableFuture<Link> attempt = opening;
        if (attempt != null) {
            attempt.cancel(true);
        }
        LinkSession last = session;
        if (last != null && last.isBound()) {
            last.link().close(reason);
        } else if (now.state() == ConnectionState.CLOSED) {
            goneLater();
        }
    }

    private ConnectionClosedException closed(CloseReason reason, @Nullable Throwable cause) {
        return new ConnectionClosedException(
                "connection " + id + " (" + config.endpoint() + ") is closed: " + reason.message()
                        + "; open another one to go on",
                id,
                reason,
                cause);
    }

    private void goneLater() {
        runtime.callbacks().execute(() -> gone.complete(null));
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
    }

    private void stopHeartbeat() {
        if (heartbeat != null) {
            heartbeat.stop();
            heartbeat = null;
        }
    }

    /** A change and who listened when it happened. */
    private record Announcement(StateChange change, List<Consumer<StateChange>> to) {}

    private void publish(Announcement announcement) {
        for (Consumer<StateChange> listener : announcement.to()) {
            try {
                listener.accept(announcement.change());
            } catch (RuntimeException e) {
                LOG.warn("{}: a listener failed on {}", id, announcement.change(), e);
            }
        }
    }

    // ---- what a session reports
    // --------------------------------------------------------------------------------------

    /** Not for callers. */
    @Override
    public void closed(LinkSession ended, CloseReason reason) {
        mailbox.post(() -> {
            if (ended.isBound()) {
                calls.detach(ended.link(), reason);
            }
            feeds.detach(ended);
            if (ended.wasUp()) {
                counters.linkEnded(reason.kind());
            }
            if (rotation != null) {
                rotation.ended(ended, reason);
            }
            if (session != ended) {
                return;
            }
            stopHeartbeat();
            if (phase().step() == Step.OPENING) {
                openFailed(
                        ended,
                        new OpenFailure(
                                false,
                                Optional.empty(),
                                "the link closed before the node said its chain id (" + reason + ")",
                                0,
                                reason.cause().orElseGet(() -> closed(reason, null))));
            }
            session = null;
            cancelAgeLimit();
            if (phase().step() == Step.UP) {
                counters.blindTime.begins(runtime.ticker().nanos());
                LOG.warn("{} ({}): link lost: {}", id, config.endpoint(), reason);
                apply(new LinkLost(ended.generation(), reason));
            } else if (phase().state() == ConnectionState.CLOSED) {
                goneLater();
            }
        });
    }

    /** Not for callers. */
    @Override
    public void heard(LinkSession by) {
        long generation = by.generation();
        if (awaitsGoodRead == generation) {
            awaitsGoodRead = -1;
            mailbox.post(() -> apply(new GoodRead(generation)));
        }
    }

    /** Not for callers. */
    @Override
    public void pong(LinkSession by, long nonce) {
        mailbox.post(() -> {
            if (session == by && heartbeat != null) {
                heartbeat.pong(nonce);
            }
        });
    }

    /**
     * Make before break: a second link is opened and checked while the first serves; then calls and subscriptions move over,
     * and the first is closed once nothing needs it any more, or after the connect timeout. In the mailbox, like everything.
     */
    private final class Rotation {
        private final LinkSession old;
        private final LinkSession fresh;
        private final List<CompletableFuture<Void>> waiters = new ArrayList<>();
        private @Nullable CompletableFuture<Link> opening;
        private Timer.@Nullable Scheduled timer;
        private long movedNanos;
        private boolean moved;

        Rotation(LinkSession old, long generation, CompletableFuture<Void> done) {
            this.old = old;
            this.fresh = newSession(generation);
            waiters.add(done);
        }

        void alsoTell(CompletableFuture<Void> done) {
            waiters.add(done);
        }

        void begin() {
            CompletableFuture<Link> attempt = openLink(fresh);
            opening = attempt;
            timer = runtime.timer()
                    .schedule(
                            config.timeout(),
                            () -> mailbox.post(() -> fail(new CallTimeoutException(
                                    "no new link came up within " + config.timeout(),
                                    "eth_chainId",
                                    config.timeout(),
                                    false,
                                    null))));
            var unused = attempt.whenComplete((link, failure) -> {
                if (link != null) {
                    fresh.bind(link);
                }
                mailbox.post(() -> opened(failure));
            });
        }

        private void opened(@Nullable Throwable failure) {
            if (rotation != this) {
                if (fresh.isBound()) {
                    fresh.link().close(CloseReason.local());
                }
            } else if (failure != null) {
                fail(failure);
            } else {
                var unused = handshake
                        .over(fresh, identity)
                        .whenComplete((who, refusal) -> mailbox.post(() -> {
                            if (refusal != null) {
                                fail(refusal);
                            } else if (rotation == this && !moved) {
                                move(who);
                            }
                        }));
            }
        }

        private void move(Identity who) {
            moved = true;
            movedNanos = runtime.ticker().nanos();
            if (timer != null) {
                timer.cancel();
            }
            fresh.servesChain(who.chainId());
            session = fresh;
            apply(new Rotated(old.generation()));
            counters.reconnects.incrementAndGet();
            upSinceNanos = movedNanos;
            fresh.cameUp();
            serve(fresh);
            releaseOldWhenUnused();
        }

        private void releaseOldWhenUnused() {
            boolean late =
                    runtime.ticker().nanos() - movedNanos >= config.timeout().toNanos();
            if (late || feeds.isServedBy(fresh) && calls.isIdle(old.link())) {
                old.link().close(CloseReason.of(CloseReason.Kind.ROTATED, 1000, "replaced by a newer link"));
            } else {
                timer = runtime.timer()
                        .schedule(
                                LOOK_AGAIN,
                                () -> mailbox.post(() -> {
                                    if (rotation == this) {
                                        releaseOldWhenUnused();
                                    }
                                }));
            }
        }

        /** A link ended: the old one in its time or early, or the new one too soon. */
        void ended(LinkSession gone, CloseReason reason) {
            if (gone == old && moved) {
                finish(null);
            } else if (gone == old || gone == fresh) {
                fail(closed(reason, null));
            }
        }

        void abandon(Throwable why) {
            if (opening != null) {
                opening.cancel(true);
            }
            fail(why);
        }

        private void fail(Throwable why) {
            if (rotation != this) {
                return;
            }
            if (moved) {
                old.link().close(CloseReason.of(CloseReason.Kind.ROTATED, 1000, "replaced by a newer link"));
            } else if (fresh.isBound()) {
                fresh.link().close(CloseReason.of(CloseReason.Kind.LOCAL, 1000, "not needed"));
            }
            finish(why);
        }

        private void finish(@Nullable Throwable failure) {
            rotation = null;
            if (timer != null) {
                timer.cancel();
            }
            Throwable told =
                    failure == null ? null : OpenFailure.of(failure, config).toException(config, 1, Duration.ZERO);
            runtime.callbacks()
                    .execute(() -> waiters.forEach(waiter -> {
                        if (told == null) {
                            waiter.complete(null);
                        } else {
                            waiter.completeExceptionally(told);
                        }
                    }));
        }
    }

    // ---- what users call
    // ---------------------------------------------------------------------------------------------

    @Override
    public String id() {
        return id;
    }

    @Override
    public ConnectionType type() {
        return config.type();
    }

    @Override
    public String endpoint() {
        return config.endpoint();
    }

    @Override
    public ConnectionState state() {
        return phase().state();
    }

    @Override
    public long chainId() {
        return identity.map(Identity::chainId)
                .orElseThrow(() -> new IllegalStateException(
                        "connection " + id + " does not know its chain before it has connected"));
    }

    @Override
    public <T> CompletableFuture<T> call(Call<T> call) {
        return calls.call(call);
    }

    @Override
    public CompletableFuture<RpcResponse> send(String method, Object... params) {
        return calls.send(method, Arrays.asList(params));
    }

    @Override
    public <T> SubscriptionBuilder<T> subscribe(Feed<T> feed) {
        requirePush(feed);
        return feeds.subscribe(feed);
    }

    @Override
    public <T> EventStream<T> listen(Feed<T> feed) {
        requirePush(feed);
        return feeds.listen(List.of(feed));
    }

    @Override
    public EventStream<Object> listen(Feed<?> first, Feed<?> second, Feed<?>... more) {
        List<Feed<?>> all = new ArrayList<>(List.of(first, second));
        all.addAll(Arrays.asList(more));
        all.forEach(this::requirePush);
        return feeds.listen(all);
    }

    private void requirePush(Feed<?> feed) {
        if (config.type() == ConnectionType.HTTP) {
            throw new UnsupportedOperationException("connection " + id + " (" + config.endpoint() + ") cannot follow "
                    + feed.name() + ": HTTP does not push; connect to the node's ws:// or wss:// URL");
        }
    }

    @Override
    public ConnectionStats stats() {
        Phase now = phase();
        long nanos = runtime.ticker().nanos();
        Instant wall = runtime.ticker().now();
        return new ConnectionSnapshot(
                id,
                config.endpoint(),
                now.state(),
                counters.heard()
                        ? Optional.of(wall.minusNanos(Math.max(0, nanos - counters.heardAtNanos())))
                        : Optional.empty(),
                now.step() == Step.UP ? Duration.ofNanos(nanos - upSinceNanos) : Duration.ZERO,
                counters.reconnects.get(),
                counters.linksEndedBy(),
                counters.blindTime.total(nanos),
                counters.messagesReceived.sum(),
                counters.bytesReceived.sum(),
                counters.messagesSent.sum(),
                counters.bytesSent.sum(),
                counters.calls.sum(),
                counters.failedCalls.sum(),
                counters.latencies.snapshot(),
                calls.size(),
                counters.events.sum(),
                counters.strayMessages.sum());
    }

    @Override
    public Registration onStateChange(Consumer<StateChange> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public CompletableFuture<Void> rotate() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        mailbox.post(() -> rotation(done));
        return done;
    }

    @Override
    public CompletableFuture<Void> disconnect() {
        close();
        return goneForUsers;
    }

    @Override
    public void close() {
        mailbox.post(() -> {
            if (closing) {
                return;
            }
            closing = true;
            CloseReason reason = CloseReason.local();
            CompletableFuture<Void> drained = calls.drain(() -> closed(reason, null));
            Runnable closeNow = () -> mailbox.post(() -> apply(new CloseRequested(reason)));
            if (drained.isDone()
                    || phase().step() != Step.UP
                    || config.closeTimeout().isZero()) {
                closeNow.run();
                return;
            }
            Timer.Scheduled limit = runtime.timer().schedule(config.closeTimeout(), closeNow);
            var unused = drained.thenRun(() -> {
                limit.cancel();
                closeNow.run();
            });
        });
    }

    @Override
    public String toString() {
        return id + " (" + config.endpoint() + ", " + state() + ")";
    }
}
