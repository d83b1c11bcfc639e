package io.windlass.core.connection;

import io.windlass.BlockchainException;
import io.windlass.CloseReason;
import io.windlass.ConnectionClosedException;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionState;
import io.windlass.StateChange;
import io.windlass.core.connection.ConnectionEvent.CloseRequested;
import io.windlass.core.connection.ConnectionEvent.GoodRead;
import io.windlass.core.connection.ConnectionEvent.LinkLost;
import io.windlass.core.connection.ConnectionEvent.OpenFailed;
import io.windlass.core.connection.ConnectionEvent.Opened;
import io.windlass.core.connection.ConnectionEvent.RetryDue;
import io.windlass.core.connection.ConnectionEvent.Rotated;
import io.windlass.core.connection.Handshake.Identity;
import io.windlass.core.connection.Phase.Step;
import io.windlass.core.feed.push.FeedHub;
import io.windlass.core.monitor.ConnectionCounters;
import io.windlass.core.rpc.CallBook;
import io.windlass.core.runtime.EngineRuntime;
import io.windlass.core.runtime.Mailbox;
import io.windlass.core.runtime.Timer;
import io.windlass.spi.Codec;
import io.windlass.spi.Link;
import io.windlass.spi.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a link up: one after another, for as long as the connection lives. {@link Transitions} says what follows from what;
 * this class does it: opens links, checks them, hands them to calls, subscriptions and heartbeat, and takes them away again.
 *
 * <p>Everything here runs in the mailbox, one thing at a time and without blocking, whichever thread brought the news.
 */
final class LinkKeeper implements LinkSession.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(LinkKeeper.class);

    /** How much longer than its own time limit a transport may take to open a link. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final Duration LONG_WAIT = Duration.ofMinutes(1);

    /** What an endpoint asks for beyond it is a mistake, or the sum of it and a clock would overflow. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    private final String id;
    private final ConnectionConfig config;
    private final Transport transport;
    private final Codec codec;
    private final EngineRuntime runtime;
    private final BooleanSupplier heartbeats;
    private final ReconnectBudget budget;
    private final CallBook calls;
    private final SharedQuestions questions;
    private final FeedHub feeds;
    private final ConnectionCounters counters;
    private final StateListeners listeners;
    private final Transitions transitions;
    private final Backoff backoff;
    private final Handshake handshake;
    private final long startNanos;
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final CompletableFuture<Void> failed = new CompletableFuture<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.first());
    private final Mailbox mailbox = new Mailbox();

    private volatile long upSinceNanos;
    /** The link that is up, until something has come over it. */
    private volatile @Nullable LinkSession unproven;

    private volatile Optional<Identity> identity = Optional.empty();

    // only in the mailbox
    /** The links that are open: the present one, and while one is replaced another. */
    private final Set<LinkSession> live = new HashSet<>();

    private @Nullable LinkSession session;
    private @Nullable CompletableFuture<Link> opening;
    private @Nullable Heartbeat heartbeat;
    private @Nullable Rotation rotation;
    private final List<CompletableFuture<Void>> nextRotation = new ArrayList<>();
    private @Nullable OpenFailure lastFailure;
    private Timer.@Nullable Scheduled deadline;
    private Timer.@Nullable Scheduled ageLimit;
    private boolean closing;
    private long attemptNanos;
    private long newest;

    LinkKeeper(
            String id,
            ConnectionConfig config,
            Transport transport,
            Codec codec,
            EngineRuntime runtime,
            BooleanSupplier heartbeats,
            ReconnectBudget budget,
            CallBook calls,
            SharedQuestions questions,
            FeedHub feeds,
            ConnectionCounters counters,
            StateListeners listeners) {
        this.id = id;
        this.config = config;
        this.transport = transport;
        this.codec = codec;
        this.runtime = runtime;
        this.heartbeats = heartbeats;
        this.budget = budget;
        this.calls = calls;
        this.questions = questions;
        this.feeds = feeds;
        this.counters = counters;
        this.listeners = listeners;
        this.transitions = new Transitions(config.maxRetries(), config.maxReconnects());
        this.backoff = new Backoff(config.retryDelay(), config.maxRetryDelay());
        this.handshake = new Handshake(config, codec, calls.rules());
        this.startNanos = runtime.ticker().nanos();
    }

    // what the connection asks

    /** Begins. Once. Completes when the first link is up, or fails when it is given up. */
    CompletableFuture<Void> start() {
        mailbox.post(() -> open(phase().generation()));
        return connected;
    }

    Phase phase() {
        return Objects.requireNonNull(phase.get());
    }

    /** Who the node said it is, once it has. */
    Optional<Identity> identity() {
        return identity;
    }

    /** When the present link came up; meaningless without one. */
    long upSinceNanos() {
        return upSinceNanos;
    }

    /** Completes when the connection is closed and its last link is gone. */
    CompletableFuture<Void> gone() {
        return gone;
    }

    /** Completes if the connection fails for good. */
    CompletableFuture<Void> failed() {
        return failed;
    }

    /** Replaces the link, make before break. */
    CompletableFuture<Void> rotate() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        mailbox.post(() -> beginRotation(done));
        return done;
    }

    /** Lets the calls in flight end, for a while, and then ends everything. */
    void close() {
        mailbox.post(() -> {
            if (closing) {
                return;
            }
            closing = true;
            CloseReason reason = CloseReason.local();
            CompletableFuture<Void> drained = calls.drain(() -> closedException(reason, null));
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

    // the machine

    private void apply(ConnectionEvent event) {
        Phase before = phase();
        Phase now = transitions.next(before, event);
        if (now.equals(before)) {
            return;
        }
        phase.set(now);
        if (now.state() != before.state()) {
            LOG.debug("{} ({}): {} → {} after {}", id, config.endpoint(), before.state(), now.state(), event);
            listeners.tell(new StateChange(id, before.state(), now.state(), now.reason()));
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
        Duration turn = now.state() == ConnectionState.RECONNECTING
                ? budget.waitFor(config.url().getHost(), runtime.ticker().nanos())
                : Duration.ZERO;
        if (turn.isZero()) {
            open(now.generation());
        } else {
            deadline = later(turn, () -> {
                if (phase().equals(now)) {
                    open(now.generation());
                }
            });
        }
    }

    private void open(long generation) {
        attemptNanos = runtime.ticker().nanos();
        LinkSession next = newSession(generation);
        session = next;
        // a transport keeps the time limit itself and knows better what it waited for; one that does not must not be
        // waited for
        deadline = later(config.timeout().plus(GRACE), () -> gaveUpOpening(next));
        opening = openLink(next, failure -> {
            if (failure != null) {
                openFailed(next, OpenFailure.of(failure, config));
            } else {
                check(next);
            }
        });
    }

    private void gaveUpOpening(LinkSession attempt) {
        if (session == attempt && phase().step() == Step.OPENING) {
            CompletableFuture<Link> late = opening;
            openFailed(attempt, OpenFailure.noLinkWithin(config.timeout()));
            if (late != null) {
                late.cancel(true);
            }
        }
    }

    private void check(LinkSession opened) {
        if (session != opened || phase().step() != Step.OPENING) {
            opened.link().close(CloseReason.local());
            return;
        }
        Duration left = config.timeout().minusNanos(runtime.ticker().nanos() - attemptNanos);
        greet(opened, left, (who, failure) -> {
            if (failure != null) {
                openFailed(opened, OpenFailure.of(failure, config));
            } else if (who != null && session == opened && phase().step() == Step.OPENING) {
                identity = Optional.of(who);
                opened.servesChain(who.chainId());
                upSinceNanos = runtime.ticker().nanos(); // before anybody can see that it is up
                apply(new Opened(opened.generation()));
            }
        });
    }

    private void openFailed(LinkSession attempt, OpenFailure failure) {
        if (attempt.isBound()) {
            attempt.link().close(failure.reason());
        }
        // one failure can be told twice, by the link and by the handshake over it: the second changes nothing
        if (session == attempt && phase().step() == Step.OPENING) {
            cancelDeadline();
            boolean tooLong = outlastsTheFirstConnect(failure);
            OpenFailure told = tooLong ? failure.thatAsksForTooLongAWait() : failure;
            lastFailure = told;
            boolean permanent = tooLong || told.isPermanent(phase().state() == ConnectionState.CONNECTING);
            apply(new OpenFailed(attempt.generation(), permanent, told.reason()));
        }
    }

    private void scheduleRetry(Phase now) {
        Duration delay = backoff.delay(now.failures(), runtime.random());
        OpenFailure failure = lastFailure;
        if (failure != null && failure.retryAfter().isPresent()) {
            Duration wished = failure.retryAfter().get();
            Duration asked = wished.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wished;
            delay = asked.compareTo(delay) > 0 ? withJitter(asked) : delay;
            if (delay.compareTo(LONG_WAIT) >= 0) {
                LOG.warn("{} ({}): the endpoint asks to wait: next attempt in {}", id, config.endpoint(), delay);
            }
        }
        LOG.debug("{} ({}): attempt {} in {}", id, config.endpoint(), now.failures() + 1, delay);
        deadline = later(delay, () -> apply(new RetryDue(now.generation(), newest + 1)));
    }

    /** Never less, and up to a tenth more, so that all who were told the same do not come back together. */
    private Duration withJitter(Duration asked) {
        return asked.plusNanos(runtime.random().nextLong(asked.toNanos() / 10 + 1));
    }

    /** A first connect is bounded: whoever waits for it is told of a longer wait instead of being kept waiting. */
    private boolean outlastsTheFirstConnect(OpenFailure failure) {
        Duration asked = failure.retryAfter().orElse(Duration.ZERO);
        Duration passed = Duration.ofNanos(runtime.ticker().nanos() - startNanos);
        return phase().state() == ConnectionState.CONNECTING
                && asked.compareTo(longestFirstConnect().minus(passed)) > 0;
    }

    private Duration longestFirstConnect() {
        return config.timeout().multipliedBy(1L + config.maxRetries()).plus(backoff.longest(config.maxRetries()));
    }

    private void linkUp(Phase before) {
        LinkSession up = session;
        if (up == null || before.step() == Step.UP) {
            return;
        }
        cancelDeadline();
        lastFailure = null;
        counters.blindTime.ends(upSinceNanos);
        if (before.state() == ConnectionState.RECONNECTING) {
            counters.reconnects.incrementAndGet();
            LOG.info("{} ({}): connected again, reconnect {}", id, config.endpoint(), counters.reconnects.get());
        }
        serve(up);
        if (!connected.isDone()) {
            runtime.callbacks().execute(() -> connected.complete(null));
        }
    }

    /** Everything goes over this link from now on. */
    private void serve(LinkSession up) {
        up.cameUp();
        unproven = up;
        stopHeartbeat();
        Heartbeat beat = new Heartbeat(
                up,
                config,
                codec,
                runtime.timer(),
                mailbox::post,
                heartbeats,
                () -> up.link().info().push() ? Duration.ZERO : heartbeatNeedless(),
                feeds::announcedHeads,
                reason -> cutOff(up, reason));
        heartbeat = beat;
        beat.start();
        calls.attach(up.link());
        feeds.attach(up);
        config.maxAge().ifPresent(age -> rotateIn(up, lifetime(age)));
    }

    /**
     * Over HTTP an answer says as much as a beat. And a beat would wait for a socket behind slow calls, and be mistaken for
     * unanswered; those calls have deadlines of their own.
     */
    private Duration heartbeatNeedless() {
        Duration interval = config.heartbeatInterval();
        long silence = runtime.ticker().nanos() - counters.heardAtNanos();
        if (silence < interval.toNanos()) {
            return interval.minusNanos(silence);
        }
        return calls.size() > 0 ? interval : Duration.ZERO;
    }

    /** A dead peer answers no closing handshake: the link counts as lost from now on, not when its closing has ended. */
    private void cutOff(LinkSession dead, CloseReason reason) {
        dead.link().close(reason);
        closed(dead, reason);
    }

    private void end(Phase now) {
        cancelDeadline();
        cancelAgeLimit();
        stopHeartbeat();
        CloseReason reason = now.reason().orElseGet(CloseReason::local);
        if (rotation != null) {
            rotation.abandon(closedException(reason, null));
        }
        boolean gaveUp = now.state() == ConnectionState.FAILED;
        if (gaveUp) {
            failed.complete(null);
        }
        OpenFailure failure = lastFailure;
        Duration elapsed = Duration.ofNanos(runtime.ticker().nanos() - startNanos);
        BlockchainException why = gaveUp && failure != null
                ? failure.toException(config, now.failures(), elapsed)
                : closedException(reason, null);
        // feeds first: they end for the reason itself, not for a call of theirs that fails with the connection
        feeds.end(() -> gaveUp ? why : closedException(reason, null));
        calls.end(() -> closedException(reason, gaveUp ? why : null));
        if (gaveUp && identity.isPresent()) {
            LOG.error("{}: gave up: {}", id, why.getMessage());
        }
        runtime.callbacks().execute(() -> connected.completeExceptionally(why));
        if (opening != null) {
            opening.cancel(true);
        }
        LinkSession last = session;
        if (last != null && last.isBound()) {
            if (!last.hasEnded()) {
                live.add(last);
            }
            last.link().close(reason);
        }
        goneIfNothingIsLeft();
    }

    // rotation

    private void rotateIn(LinkSession up, Duration life) {
        cancelAgeLimit();
        ageLimit = later(life, () -> {
            if (session == up && phase().step() == Step.UP) {
                CompletableFuture<Void> done = new CompletableFuture<>();
                beginRotation(done);
                var unused = done.exceptionally(failure -> {
                    LOG.warn("{} ({}): no younger link: {}", id, config.endpoint(), failure.getMessage());
                    mailbox.post(() -> rotateIn(up, config.maxRetryDelay()));
                    return null;
                });
            }
        });
    }

    private Duration lifetime(Duration age) {
        long tenth = age.toNanos() / 10;
        return age.minusNanos(tenth == 0 ? 0 : runtime.random().nextLong(tenth));
    }

    private void beginRotation(CompletableFuture<Void> done) {
        LinkSession old = session;
        if (rotation != null && rotation.hasMoved()) {
            nextRotation.add(done); // the link that is up now has its turn once the old one is gone
        } else if (rotation != null) {
            rotation.alsoTell(done);
        } else if (old == null
                || phase().step() != Step.UP
                || !old.link().info().push()) {
            runtime.callbacks().execute(() -> done.complete(null));
        } else {
            rotation = new Rotation(this, old, newSession(newest + 1), config, runtime, done);
            rotation.begin();
        }
    }

    /** The fresh link serves from now on; the old one is still there. */
    void moveTo(LinkSession fresh, LinkSession old, Identity who) {
        fresh.servesChain(who.chainId());
        session = fresh;
        creditGoodRead(old);
        apply(new Rotated(old.generation(), fresh.generation()));
        upSinceNanos = runtime.ticker().nanos();
        counters.reconnects.incrementAndGet();
        serve(fresh);
    }

    /** True once nothing needs the old link any more. */
    boolean hasMoved(LinkSession old, LinkSession fresh) {
        return feeds.isServedBy(fresh) && calls.isIdle(old.link());
    }

    void rotationEnded() {
        rotation = null;
        List<CompletableFuture<Void>> next = List.copyOf(nextRotation);
        nextRotation.clear();
        // later: the link that is up may be the one whose end is being dealt with
        next.forEach(done -> mailbox.post(() -> beginRotation(done)));
    }

    // what links report

    @Override
    public void closed(LinkSession ended, CloseReason reason) {
        mailbox.post(() -> {
            if (!ended.end()) {
                return;
            }
            if (ended.isBound()) {
                calls.detach(ended.link(), reason);
            }
            feeds.detach(ended);
            if (ended.wasUp()) {
                counters.linkEnded(reason.kind());
            }
            if (rotation != null) {
                rotation.ended(ended, closedException(reason, null));
            }
            if (session == ended) {
                presentLinkClosed(ended, reason);
            }
            live.remove(ended);
            goneIfNothingIsLeft();
        });
    }

    private void presentLinkClosed(LinkSession ended, CloseReason reason) {
        stopHeartbeat();
        cancelAgeLimit();
        if (phase().step() == Step.OPENING) {
            openFailed(ended, OpenFailure.closedEarly(reason, closedException(reason, null)));
        }
        session = null;
        if (phase().step() == Step.UP) {
            counters.blindTime.begins(runtime.ticker().nanos());
            LOG.warn("{} ({}): link lost: {}", id, config.endpoint(), reason);
            creditGoodRead(ended);
            apply(new LinkLost(ended.generation(), newest + 1, reason));
        }
    }

    @Override
    public void heard(LinkSession by) {
        if (unproven == by) {
            unproven = null;
        }
    }

    /**
     * A link has proved good if something came over it and it outlived the shortest backoff: some endpoints accept, answer and
     * close at once, again and again.
     */
    private void creditGoodRead(LinkSession served) {
        Duration lived = Duration.ofNanos(runtime.ticker().nanos() - upSinceNanos);
        if (unproven != served && lived.compareTo(config.retryDelay()) >= 0) {
            apply(new GoodRead(served.generation()));
        }
    }

    @Override
    public void pong(LinkSession by, long nonce) {
        mailbox.post(() -> {
            if (session == by && heartbeat != null) {
                heartbeat.pong(nonce);
            }
        });
    }

    // helpers, also for a rotation

    /** Hears how an attempt ended, in the mailbox; exactly one argument is not null. */
    @FunctionalInterface
    interface Outcome<T> {
        void is(@Nullable T value, @Nullable Throwable failure);
    }

    /** Hears that a link was opened, or why not, in the mailbox. */
    @FunctionalInterface
    interface OpenOutcome {
        void is(@Nullable Throwable failure);
    }

    /** Not every one serves: a rotation may come to nothing, and its link's generation is used up all the same. */
    private LinkSession newSession(long generation) {
        newest = generation;
        return new LinkSession(generation, id, config, this, calls, questions, codec, runtime.ticker(), counters);
    }

    CompletableFuture<Link> openLink(LinkSession listener, OpenOutcome outcome) {
        CompletableFuture<Link> attempt;
        try {
            attempt = transport.open(config, listener);
        } catch (RuntimeException | Error e) {
            attempt = CompletableFuture.failedFuture(e);
        }
        var unused = attempt.whenComplete((link, failure) -> {
            if (link != null) {
                listener.bind(link);
            }
            mailbox.post(() -> {
                if (link != null && !listener.hasEnded()) {
                    live.add(listener);
                }
                outcome.is(failure);
            });
        });
        return attempt;
    }

    void greet(LinkSession opened, Duration timeout, Outcome<Identity> outcome) {
        var unused = handshake
                .over(opened, identity, timeout)
                .whenComplete((who, failure) -> mailbox.post(() -> outcome.is(who, failure)));
    }

    Timer.Scheduled later(Duration delay, Runnable task) {
        return runtime.timer().schedule(delay, () -> mailbox.post(task));
    }

    private ConnectionClosedException closedException(CloseReason reason, @Nullable Throwable cause) {
        return new ConnectionClosedException(
                "connection " + id + " (" + config.endpoint() + ") is closed: " + reason.message()
                        + "; open another one to go on",
                id,
                reason,
                cause);
    }

    private void goneIfNothingIsLeft() {
        if (phase().state() == ConnectionState.CLOSED && live.isEmpty()) {
            runtime.callbacks().execute(() -> gone.complete(null));
        }
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
    }

    private void cancelAgeLimit() {
        if (ageLimit != null) {
            ageLimit.cancel();
            ageLimit = null;
        }
    }

    private void stopHeartbeat() {
        if (heartbeat != null) {
            heartbeat.stop();
            heartbeat = null;
        }
    }
}
