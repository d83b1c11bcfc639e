package io.windlass.core.sim.feed;

import io.windlass.BlockRef;
import io.windlass.BlockchainConnection;
import io.windlass.BlockchainException;
import io.windlass.ChainEvent;
import io.windlass.DeadLetters;
import io.windlass.EventId;
import io.windlass.EventStream;
import io.windlass.Feed;
import io.windlass.Feeds;
import io.windlass.Finality;
import io.windlass.Position;
import io.windlass.Subscription;
import io.windlass.SubscriptionBuilder;
import io.windlass.SubscriptionState;
import io.windlass.SubscriptionStats;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.FeedIdentity;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Somebody who follows a feed, with a database of their own that survives the engine's lives. */
final class Follower {
    private final Storm storm;
    private final FeedSpec spec;
    private final Oracle oracle;
    private final Handling handling;
    private final LetterOracle letters; // null if what it is given is handed over until it is accepted
    private final String who;
    private final Set<EventId> doomed = new HashSet<>(); // handlers failed on them for good
    private SimProcess process;
    private Subscription subscription;
    private EventStream<?> stream;
    private SubscriptionState state = SubscriptionState.STARTING;
    private boolean startKnown;
    private boolean over;
    private boolean busy;
    private int thrown;
    private int lives;

    Follower(Storm storm, int number, FeedSpec spec) {
        this.storm = storm;
        this.spec = spec;
        this.who = "feed " + number;
        this.handling = storm.handling(number, spec);
        this.oracle =
                new Oracle(spec, storm.chain(), Storm.CHAIN_ID, what -> storm.violated(who + " " + spec + ": " + what));
        letters = isNamed() && storm.mayFailForGood()
                ? new LetterOracle(
                        oracle, storm.store(), spec.name(), what -> storm.violated(who + " " + spec + ": " + what))
                : null;
        if (letters != null) {
            storm.store().onWrite(spec.name(), letters::written);
        }
        if (handling.isCommitting()) {
            oracle.countsOnce();
        }
        if (handling.isOutOfOrder() && !spec.pulls()) {
            oracle.orderIsFree();
        }
    }

    FeedSpec spec() {
        return spec;
    }

    boolean isNamed() {
        return spec.name() != null;
    }

    /** True if nothing more is expected of it. */
    boolean isOver() {
        return over;
    }

    int size() {
        return oracle.size();
    }

    // its life

    void start(SimProcess in, BlockchainConnection connection) {
        process = in;
        lives++;
        thrown = 0;
        busy = false;
        state = SubscriptionState.STARTING;
        subscription = null;
        stream = null;
        Optional<Checkpoint> kept = isNamed() ? storm.store().checkpoint(spec.name()) : Optional.empty();
        oracle.lifeBegins(kept);
        if (letters != null) {
            letters.lifeBegins();
        }
        if (kept.isEmpty() && spec.start().isResolved()) {
            oracle.forgetStart();
            startKnown = false;
        } else {
            learnStart();
        }
        viewsChanged();
        int life = lives;
        in.execute(() -> {
            if (life == lives && !over) {
                storm.trace().say(who, "starts, life %d: %s", life, spec);
                subscribe(connection, life);
            }
        });
    }

    private void subscribe(BlockchainConnection connection, int life) {
        if (spec.filter() == null) {
            subscribe(connection, Feeds.newHeads(), life);
        } else {
            subscribe(connection, spec.filter(), life);
        }
    }

    private <T> void subscribe(BlockchainConnection connection, Feed<T> feed, int life) {
        SimProcess in = process;
        SubscriptionBuilder<T> builder = connection
                .subscribe(feed)
                .buffer(spec.buffer())
                .onDeepReorg(spec.policy())
                .onStateChange(next -> {
                    if (in.takeover() != null) {
                        storm.trace().say(who, "of life %d, overtaken → %s", in.number(), next);
                        if (next == SubscriptionState.COMPLETED && isNamed()) {
                            in.takeover().completed(spec.name());
                        }
                    } else if (life == lives) {
                        changed(next);
                    }
                })
                .onFailure(failure -> {
                    if (in.takeover() != null) {
                        if (isNamed()) {
                            in.takeover().failed(spec.name(), failure);
                        }
                    } else if (life == lives) {
                        failed(failure);
                    }
                });
        switch (spec.start()) {
            case LATEST -> {}
            case FINALIZED -> builder.from(BlockRef.finalized());
            case NUMBER -> builder.from(spec.from() == 0 ? BlockRef.earliest() : BlockRef.number(spec.from()));
            case HASH -> builder.from(BlockRef.hash(spec.fromHash()));
            case POSITION -> builder.from(new Position(spec.from(), spec.fromHash(), spec.after()));
        }
        if (spec.to() != FeedSpec.NO_END) {
            builder.to(BlockRef.number(spec.to()));
        }
        if (spec.confirmations() > 0) {
            builder.confirmations(spec.confirmations());
        }
        if (spec.finality() != Finality.LATEST) {
            builder.finality(spec.finality());
        }
        if (spec.immediate()) {
            builder.immediate();
        }
        if (isNamed()) {
            builder.named(spec.name());
        }
        if (spec.pulls()) {
            stream = builder.stream();
            process.execute(() -> pull(life));
        } else if (handling.isCommitting()) {
            subscription = handling.commit(
                    builder,
                    in,
                    () -> life != lives,
                    event -> begun(event, life, in),
                    event -> doomed(event, life),
                    (event, commit) -> committed(event, life, in, commit));
        } else {
            subscription = handling.receive(
                    builder,
                    in,
                    () -> life != lives,
                    event -> begun(event, life, in),
                    event -> undone(event, life),
                    event -> handed(event, false, life, in),
                    event -> handed(event, true, life, in));
        }
    }

    /** Somebody takes what is there, every now and then. */
    private void pull(int life) {
        if (life != lives || over) {
            return;
        }
        Thread.interrupted(); // all threads are one here: an interrupt was meant for a handler that sleeps
        try {
            for (int i = storm.random().nextInt(6); i >= 0; i--) {
                Optional<? extends ChainEvent<?>> next = stream.poll(Duration.ZERO);
                if (next.isEmpty()) {
                    break;
                }
                record(next.get(), next.get().removed());
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } catch (BlockchainException e) {
            failed(e);
            return;
        }
        process.schedule(Duration.ofMillis(20 + storm.random().nextInt(300)), () -> pull(life));
    }

    private void begun(ChainEvent<?> event, int life, SimProcess in) {
        in.checkAlive();
        if (in.takeover() != null) {
            if (isNamed()) {
                in.takeover().handed(spec.name());
            }
        } else if (life != lives) {
            storm.violated(who + ": " + Oracle.named(event) + " comes to a subscription that has ended");
        } else if (letters != null) {
            storm.trace().say(who, "%s %s begun", event.removed() ? "−" : "+", Oracle.named(event));
            letters.begun(event);
        } else if (!event.removed()) {
            oracle.attempted(event.id());
        }
    }

    private void undone(ChainEvent<?> event, int life) {
        if (letters != null && life == lives) {
            letters.undone(event);
        }
    }

    /** What the handler does with an event that it may fail on for good. */
    private void handedOnce(ChainEvent<?> event, boolean removal, int life, SimProcess in) {
        if (handling.isLate()) {
            letters.acceptedLate(event);
            return;
        }
        if (handling.diesNow()) {
            storm.trace().say(who, "dies of %s", Oracle.named(event));
            throw new AssertionError("the handler dies of " + Oracle.named(event));
        }
        if (storm.handlerFails()) {
            storm.trace().say(who, "throws on %s", Oracle.named(event));
            throw new IllegalStateException("the handler fails");
        }
        storm.trace().say(who, "%s %s accepted", removal ? "−" : "+", Oracle.named(event));
        letters.accepted(event, life == lives);
        storm.mayDie(in, "after the handler of " + who);
    }

    private void doomed(ChainEvent<?> event, int life) {
        if (life == lives) {
            storm.trace().say(who, "fails for good on %s", Oracle.named(event));
            oracle.doomed(event);
            doomed.add(event.id());
        }
    }

    /** The effect is there or not there together with the acknowledgement. */
    private void committed(ChainEvent<?> event, int life, SimProcess in, Runnable commit) {
        storm.mayDie(in, "before the commit of " + who);
        storm.store().effect(() -> {
            if (life != lives) {
                storm.violated(who + ": " + Oracle.named(event) + " is committed by a subscription that has ended");
            }
            record(event, event.removed());
            doomed.remove(event.id());
        });
        try {
            commit.run();
        } finally {
            storm.store().effect(() -> {});
        }
        storm.mayDie(in, "after the commit of " + who);
    }

    /** What the handler does with an event. */
    private void handed(ChainEvent<?> event, boolean removal, int life, SimProcess in) {
        in.checkAlive();
        if (in.takeover() != null) {
            return;
        }
        if (life != lives) {
            storm.violated(who + ": " + Oracle.named(event) + " comes to a subscription that has ended");
        }
        if (busy && !handling.isOutOfOrder()) {
            storm.violated(who + ": its handler is called while it runs");
        }
        if (event.removed() != removal) {
            storm.violated(who + ": " + Oracle.named(event) + " came to the wrong handler");
        }
        busy = true;
        storm.mayDie(in, "before the handler of " + who);
        if (letters == null) {
            record(event, removal);
            storm.mayDie(in, "after the handler of " + who);
        }
        if (spec.slow() > 0 && storm.random().nextInt(spec.slow()) == 0) {
            storm.world().advance(Duration.ofMillis(storm.random().nextInt(2_000)));
            in.checkAlive();
        }
        busy = false;
        if (letters != null) {
            handedOnce(event, removal, life, in);
            return;
        }
        if (handling.isLate()) {
            if (removal) {
                oracle.attempted(event.id());
            } else {
                oracle.refused(event.id());
            }
        }
        if (!removal && handling.diesNow()) {
            oracle.refused(event.id()); // it comes again only if too many before it died
            throw new AssertionError("the handler dies of " + Oracle.named(event));
        }
        if (!removal && handling.mayFailAfterwards() && storm.handlerFails()) {
            thrown++;
            oracle.refused(event.id());
            storm.trace().say(who, "throws on %s", Oracle.named(event));
            throw new IllegalStateException("the handler fails");
        }
    }

    private void record(ChainEvent<?> event, boolean removal) {
        storm.trace().say(who, "%s %s (%s)", removal ? "−" : "+", Oracle.named(event), event.source());
        if (removal) {
            oracle.removed(event);
        } else {
            oracle.added(event);
        }
    }

    private void changed(SubscriptionState next) {
        storm.trace().say(who, "%s → %s", state, next);
        if (state.isTerminal() || next == state || next == SubscriptionState.STARTING) {
            storm.violated(who + ": state " + state + " → " + next);
        }
        state = next;
        learnStart();
        if (next == SubscriptionState.COMPLETED) {
            over = true;
            String problem = oracle.problemWhenComplete();
            if (spec.to() == FeedSpec.NO_END || problem != null) {
                storm.violated(who + " " + spec + " has completed: " + problem);
            }
        }
    }

    private void failed(BlockchainException failure) {
        storm.trace().say(who, "failed: %s", failure);
        if (over) {
            return;
        }
        switch (storm.judge(this, failure)) {
            case AGAIN -> {
                lives++;
                storm.again(this);
            }
            case OVER -> over = true;
            case WRONG -> storm.violated(who + " " + spec + " failed: " + failure, failure);
        }
    }

    /** The process has died. */
    void died() {
        lives++;
        if (!isNamed()) {
            over = true;
        }
    }

    void close() {
        over = true;
        lives++;
        if (subscription != null) {
            subscription.close();
        }
        if (stream != null) {
            stream.close();
        }
    }

    /** A machine behind the endpoint has another head. */
    void viewsChanged() {
        if (spec.start().isResolved() && !startKnown) {
            int depth = storm.chain().finalityDepth();
            for (Storm.Sight sight : storm.recentHeads()) {
                if (spec.start() == FeedSpec.Start.LATEST) {
                    oracle.mayStartAt(sight.head() + 1);
                } else {
                    oracle.mayStartAt(sight.finalized());
                    oracle.mayStartAt(Math.max(sight.finalized(), sight.head() - depth)); // it grows without a new head
                }
            }
        }
    }

    private void learnStart() {
        if (startKnown || !spec.start().isResolved()) {
            return;
        }
        if (isNamed()) {
            Optional<FeedIdentity> identity =
                    storm.store().checkpoint(spec.name()).map(Checkpoint::identity);
            if (identity.isPresent()) {
                oracle.startsAt(identity.get().startBlock());
                startKnown = true;
            }
        } else if (state != SubscriptionState.STARTING) {
            startKnown = true;
        }
    }

    /** Somebody decides about letters. */
    void decide(Random random) {
        if (letters == null || over || subscription == null) {
            return;
        }
        DeadLetters desk = subscription.deadLetters();
        long id = letters.some(random);
        int what = random.nextInt(8);
        storm.trace().say(who, "decision %d about letter %d", what, id);
        switch (what) {
            case 0, 1, 2 -> {
                var unused = desk.requeueAll();
            }
            case 3 -> {
                var unused = desk.requeue(letter -> letter.id() % 2 == 0);
            }
            case 4 -> {
                letters.mayBePurged(id);
                var unused = desk.purge(id);
            }
            default -> {
                var unused = desk.requeue(id);
            }
        }
    }

    /** Somebody has letters replayed while nothing runs. */
    void decideAtRest(Random random) {
        if (letters != null && !over && random.nextInt(3) == 0) {
            int every = 1 + random.nextInt(3);
            storm.trace().say(who, "every %d. letter is requeued at rest", every);
            storm.store().requeue(spec.name(), letter -> letter.id() % every == 0);
        }
    }

    /** Has all letters replayed. */
    void replayAll() {
        if (letters != null && !over && subscription != null) {
            var unused = subscription.deadLetters().requeueAll();
        }
    }

    /** What is wrong now that all letters were replayed; null if nothing is. */
    String problemAfterReplay() {
        String problem = letters == null || over ? null : letters.problemAfterReplay();
        return problem == null ? null : who + " " + spec + ": " + problem;
    }

    // at the end

    /** What is wrong now that all is quiet; null if nothing is. */
    String problem() {
        if (over) {
            return null;
        }
        String problem = oracle.problemAtEnd();
        if (problem == null && letters != null) {
            problem = letters.problemAtEnd();
        }
        if (problem == null) {
            problem = doomed.stream()
                    .filter(id -> storm.store().shelf(spec.name()).all().stream()
                            .noneMatch(letter -> letter.event().equals(id)))
                    .findFirst()
                    .map(id -> "neither effected nor a letter: " + id)
                    .orElse(null);
        }
        if (problem != null) {
            return who + " " + spec + ", " + state + ": " + problem;
        }
        if (spec.to() != FeedSpec.NO_END
                && spec.to() + spec.depthNeeded(storm.chain().finalityDepth())
                        <= storm.chain().head().number()
                && spec.finality() == Finality.LATEST) {
            return who + " " + spec + " has reached its end, but is " + state;
        }
        if (state != SubscriptionState.LIVE) {
            return who + " " + spec + " has all there is, but is " + state;
        }
        return null;
    }

    /** What is wrong with the numbers that it shows; null if nothing is. */
    String wrongNumbers() {
        if (over || subscription == null) {
            return null;
        }
        SubscriptionStats stats = subscription.stats();
        int handed = oracle.additions() + oracle.removals();
        if (stats.delivered() + stats.failed() != handed && thrown == 0 && handling.isPlain()) {
            return who + " " + spec + " says that it delivered " + stats.delivered() + " + " + stats.failed()
                    + " failed, it was " + handed;
        }
        if (stats.waiting() != 0 || stats.lagBlocks() != 0 && spec.depthNeeded(2) == 0) {
            return who + " " + spec + " has all there is and says that " + stats.waiting() + " wait, "
                    + stats.lagBlocks() + " blocks behind";
        }
        TreeBlock head = storm.chain().head();
        Position end = Position.end(head.number(), head.hash());
        boolean atHead =
                stats.read().equals(Optional.of(end)) && stats.acknowledged().equals(Optional.of(end));
        boolean hasBegun = oracle.hasCertainlyBegunBefore(head.number());
        if (spec.depthNeeded(2) == 0 && spec.to() == FeedSpec.NO_END && hasBegun && !atHead) {
            return who + " " + spec + " has all up to " + end + " and says that it has read to " + stats.read()
                    + ", acknowledged to " + stats.acknowledged();
        }
        return null;
    }

    /** Its user ends the subscription in good order, and means to begin again. */
    void rest() {
        lives++;
        if (subscription != null) {
            subscription.close();
        }
    }

    /** What was handed over in this life; null if nothing. */
    String handedAgain() {
        int replays = letters == null ? 0 : letters.replays();
        return oracle.additions() + oracle.removals() + replays == 0
                ? null
                : who + " " + spec + " was closed in good order, but " + oracle.additions() + " events and "
                        + oracle.removals() + " removals came again, " + replays + " were replayed";
    }
}
