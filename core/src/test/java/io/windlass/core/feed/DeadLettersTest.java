package io.windlass.core.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.Address;
import io.windlass.BlockRef;
import io.windlass.ChainEvent;
import io.windlass.CheckpointPolicy;
import io.windlass.DeadLetter;
import io.windlass.DeadLetter.State;
import io.windlass.FeedStoreException;
import io.windlass.Feeds;
import io.windlass.Log;
import io.windlass.Position;
import io.windlass.RetryPolicy;
import io.windlass.Subscription;
import io.windlass.SubscriptionBuilder;
import io.windlass.SubscriptionState;
import io.windlass.core.sim.ScriptedChain;
import io.windlass.core.sim.ScriptedChain.Block;
import io.windlass.spi.FeedChange;
import io.windlass.spi.WindowEntry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What becomes of events whose handler failed for good. */
class DeadLettersTest {
    private static final String NAME = "orders";

    private FeedFixture f = new FeedFixture();

    /** Events whose handler fails, written as {@link FeedFixture#note} does. */
    private final Set<String> bad = new HashSet<>();

    private final Set<String> stuck = new HashSet<>();
    private final List<CompletableFuture<Void>> answers = new ArrayList<>();

    private SubscriptionBuilder<Log> builder() {
        return f.engine
                .subscribe(Feeds.logs())
                .named(NAME)
                .from(BlockRef.number(1))
                .retry(RetryPolicy.none())
                .onRemoved(this::handle);
    }

    private void handle(ChainEvent<Log> event) throws Exception {
        f.note(event);
        String last = f.got.get(f.got.size() - 1);
        if (bad.contains(last)) {
            throw new IllegalStateException("cannot take " + last, new IOException("no route"));
        }
    }

    private Subscription follow() {
        Subscription made = builder().onEvent(this::handle);
        f.settle();
        return made;
    }

    /** As {@link #follow}; what is stuck is handled when {@link #unstick} says so, and holds up what comes behind it. */
    private Subscription followInStages() {
        Subscription made = builder().onEventAsync(this::inStages);
        f.settle();
        return made;
    }

    private CompletableFuture<Void> inStages(ChainEvent<Log> event) throws Exception {
        handle(event);
        CompletableFuture<Void> answer = new CompletableFuture<>();
        if (stuck.contains(f.got.get(f.got.size() - 1))) {
            answers.add(answer);
        } else {
            answer.complete(null);
        }
        return answer;
    }

    private void unstick() {
        stuck.clear();
        answers.forEach(answer -> answer.complete(null));
        f.settle();
    }

    /** Block 2's event is dead, and that of block 4 is with the handler. */
    private Subscription withADeadEventAndABusyHandler() {
        bad.add("+2/0");
        stuck.add("+4/0");
        Subscription made = followInStages();
        f.chain.mineMany(4);
        f.settle();
        assertThat(f.got).containsExactly("+1/0", "+2/0", "+3/0", "+4/0");
        f.got.clear();
        bad.clear();
        return made;
    }

    private Subscription restart() {
        f.restart();
        return follow();
    }

    private List<DeadLetter> letters() {
        return f.store.shelf(NAME).all();
    }

    private DeadLetter letter() {
        assertThat(letters()).hasSize(1);
        return letters().get(0);
    }

    private List<WindowEntry.State> states() {
        return f.store.checkpoint(NAME).window().stream()
                .map(WindowEntry::state)
                .toList();
    }

    private <R> R done(CompletableFuture<R> future) {
        f.settle();
        assertThat(future).isDone();
        return future.join();
    }

    private void switchTo(Block block) {
        f.chain.become(block);
        f.chain.announce(block);
        f.settle();
    }

    /** Block 2's event is dead, those of 1 and 3 are acknowledged. */
    private Subscription withADeadEvent() {
        bad.add("+2/0");
        Subscription made = follow();
        f.chain.mineMany(3);
        f.settle();
        assertThat(f.got).containsExactly("+1/0", "+2/0", "+3/0");
        f.got.clear();
        bad.clear();
        return made;
    }

    // ---- what is kept

    @Test
    void whatFailedForGood_isKeptWithItsCausesAndTheFeedGoesOn() {
        Subscription s = withADeadEvent();

        DeadLetter letter = letter();
        assertThat(letter.feed()).isEqualTo(NAME);
        assertThat(letter.event().hash()).isEqualTo(f.chain.at(2).hash());
        assertThat(letter.position().orElseThrow().blockNumber()).isEqualTo(2);
        assertThat(letter.occurrence()).isEqualTo(1);
        assertThat(letter.removed()).isFalse();
        assertThat(letter.payload().text()).contains(f.chain.at(2).hash().toHex());
        assertThat(letter.attempts()).isEqualTo(1);
        assertThat(letter.state()).isEqualTo(State.DEAD);
        assertThat(letter.causes())
                .containsExactly(
                        new DeadLetter.Cause("java.lang.IllegalStateException", "cannot take +2/0"),
                        new DeadLetter.Cause("java.io.IOException", "no route"));
        assertThat(states())
                .containsExactly(
                        WindowEntry.State.ACKNOWLEDGED, WindowEntry.State.DEAD, WindowEntry.State.ACKNOWLEDGED);
        assertThat(s.stats().deadLetters()).isEqualTo(1);
        assertThat(done(s.deadLetters().list(0, 10))).containsExactly(letter);
        assertThat(done(s.deadLetters().get(letter.id()))).contains(letter);
        assertThat(done(s.deadLetters().get(99))).isEmpty();
    }

    @Test
    void aLetter_itsEntryAndTheLineThatPassesOverIt_areOneChange() {
        bad.addAll(List.of("+2/0", "+4/0"));
        follow();
        f.chain.mineMany(5);
        f.settle();

        List<FeedChange> withLetters = f.store.changes.stream()
                .filter(change -> !change.letters().isEmpty())
                .toList();
        assertThat(withLetters).isNotEmpty();
        for (FeedChange change : withLetters) {
            for (DeadLetter letter : change.letters()) {
                assertThat(change.acknowledgedThrough().orElseThrow()).isGreaterThanOrEqualTo(letter.id());
                assertThat(change.entries())
                        .anyMatch(entry -> entry.sequence() == letter.id() && entry.state() == WindowEntry.State.DEAD);
            }
        }
        assertThat(letters()).hasSize(2);
    }

    @Test
    void theListener_isToldOnceTheLetterIsDurable() {
        List<String> told = new ArrayList<>();
        bad.add("+1/0");
        builder()
                .onDeadLetter(
                        letter -> told.add(letter.id() + " kept: " + letters().contains(letter)))
                .onEvent(this::handle);
        f.settle();
        f.chain.mineMany(1);
        f.settle();

        assertThat(told).containsExactly("1 kept: true");
    }

    @Test
    void afterARestart_whatIsDeadIsNotHandedOverAgain() {
        withADeadEvent();
        restart();
        f.chain.mineMany(1);
        f.settle();

        assertThat(f.got).containsExactly("+4/0");
        assertThat(letters()).hasSize(1);
    }

    @Test
    void afterARestartWithinABlock_whatIsDeadIsLeftOut() {
        bad.add("+1/1");
        stuck.add("+1/2");
        builder().immediate().onEventAsync(this::inStages);
        f.settle();
        f.chain.mine(ScriptedChain.EMITTER, ScriptedChain.EMITTER, ScriptedChain.EMITTER);
        f.settle();
        assertThat(letters()).hasSize(1);
        bad.clear();
        f.restart();
        builder().immediate().onEvent(this::handle);
        f.settle();

        assertThat(f.got).as("an immediate feed begins with the block again").containsExactly("+1/0", "+1/2");
    }

    @Test
    void finalHistory_hasLettersToo() {
        f = FeedFixture.ofDepth(4);
        f.chain.mineMany(300);
        bad.add("+7/0");
        follow();
        f.run(Duration.ofSeconds(5));

        assertThat(letter().position().orElseThrow().blockNumber()).isEqualTo(7);
        assertThat(f.got).hasSize(300);
    }

    @Test
    void aStoreThatFails_stopsTheFeedAndTheEventComesAgain() {
        bad.add("+1/0");
        Subscription s = builder().onEvent(event -> {
            f.store.fails(true);
            handle(event);
        });
        f.settle();
        f.chain.mineMany(2);
        f.settle();

        assertThat(s.state()).isEqualTo(SubscriptionState.FAILED);
        assertThatThrownBy(s.ended()::join).cause().isInstanceOf(FeedStoreException.class);
        assertThat(letters()).isEmpty();
        f.store.fails(false);
        bad.clear();
        restart();
        assertThat(f.got).containsExactly("+1/0", "+2/0");
    }

    // ---- replay

    @Test
    void aReplay_thatIsAcknowledged_endsTheLetter() {
        Subscription s = withADeadEvent();

        assertThat(done(s.deadLetters().requeue(letter().id()))).isTrue();
        f.settle();
        assertThat(f.got).containsExactly("+2/0");
        assertThat(letters()).isEmpty();
        assertThat(states()).containsOnly(WindowEntry.State.ACKNOWLEDGED);
    }

    @Test
    void theEndOfALetter_andItsEntryAreOneChange() {
        Subscription s = withADeadEvent();
        long id = letter().id();
        done(s.deadLetters().requeue(id));
        f.settle();

        assertThat(f.store.changes)
                .filteredOn(change -> change.droppedLetters().contains(id))
                .singleElement()
                .satisfies(change -> assertThat(change.entries())
                        .anyMatch(entry -> entry.sequence() == id && entry.state() == WindowEntry.State.ACKNOWLEDGED));
    }

    @Test
    void aReplay_isTheSameEventAgain() {
        List<ChainEvent<Log>> events = new ArrayList<>();
        bad.add("+1/0");
        Subscription s = builder().onEvent(event -> {
            events.add(event);
            handle(event);
        });
        f.settle();
        f.chain.mineMany(1);
        f.settle();
        bad.clear();
        done(s.deadLetters().requeueAll());
        f.settle();

        assertThat(events).hasSize(2);
        assertThat(events.get(1).id()).isEqualTo(events.get(0).id());
        assertThat(events.get(1).value()).isEqualTo(events.get(0).value());
        assertThat(events.get(1).position()).isEqualTo(events.get(0).position());
        assertThat(events.get(1).occurrence()).isEqualTo(1);
    }

    @Test
    void aReplay_movesNoPosition() {
        Subscription s = withADeadEvent();
        var before = s.stats().acknowledged();
        done(s.deadLetters().requeueAll());
        f.settle();

        assertThat(s.stats().acknowledged()).isEqualTo(before);
        restart();
        assertThat(f.got).isEmpty();
    }

    @Test
    void aReplay_thatFailsForGood_isDeadAgainWithTheNewCause() {
        Subscription s = withADeadEvent();
        DeadLetter before = letter();
        f.run(Duration.ofMinutes(1));
        bad.add("+2/0");
        done(s.deadLetters().requeueAll());
        f.settle();

        DeadLetter after = letter();
        assertThat(after.id()).isEqualTo(before.id());
        assertThat(after.attempts()).isEqualTo(2);
        assertThat(after.firstFailure()).isEqualTo(before.firstFailure());
        assertThat(after.lastFailure()).isAfter(before.lastFailure());
        assertThat(after.state()).isEqualTo(State.DEAD);
        assertThat(f.got).containsExactly("+2/0");
        assertThat(states()).contains(WindowEntry.State.DEAD);
    }

    @Test
    void replays_comeInTheOrderOfIdsBetweenNewEvents() {
        bad.addAll(List.of("+1/0", "+2/0", "+3/0"));
        Subscription s = follow();
        f.chain.mineMany(3);
        f.settle();
        bad.clear();
        f.got.clear();
        var third = s.deadLetters().requeue(3);
        var first = s.deadLetters().requeue(1);
        f.chain.mineMany(1);
        f.settle();

        assertThat(List.of(third.join(), first.join())).containsOnly(true);
        assertThat(f.got).containsExactlyInAnyOrder("+1/0", "+3/0", "+4/0");
        assertThat(letter().id()).isEqualTo(2);
        f.got.clear();
        bad.addAll(List.of("+5/0", "+6/0"));
        f.chain.mineMany(2);
        f.settle();
        bad.clear();
        f.got.clear();
        assertThat(done(s.deadLetters().requeueAll())).isEqualTo(3);
        f.settle();
        assertThat(f.got).containsExactly("+2/0", "+5/0", "+6/0");
    }

    @Test
    void requeue_ofWhatLiesBeyondTheEnd_waitsForARunThatGoesSoFar() {
        withADeadEvent().close();
        f.settle();
        DeadLetter about = letter();
        Position ahead =
                new Position(9, f.chain.at(2).hash(), 0); // what is left of a branch that a deep reorg has swept away
        f.store
                .shelf(NAME)
                .apply(FeedChange.builder()
                        .put(new DeadLetter(
                                about.id(),
                                NAME,
                                about.event(),
                                Optional.of(ahead),
                                about.occurrence(),
                                false,
                                about.payload(),
                                about.causes(),
                                about.attempts(),
                                about.firstFailure(),
                                about.lastFailure(),
                                State.DEAD))
                        .build());
        f.store.requeue(NAME);
        f.restart();
        Subscription shorter = builder().to(BlockRef.number(5)).onEvent(this::handle);
        f.chain.mineMany(4);
        f.run(Duration.ofSeconds(5));

        assertThat(shorter.state()).isEqualTo(SubscriptionState.COMPLETED);
        assertThat(f.got).containsExactly("+4/0", "+5/0");
        assertThat(letter().state()).isEqualTo(State.REQUEUED);
    }

    @Test
    void requeue_byFilter_takesWhatMatches() {
        bad.addAll(List.of("+1/0", "+2/0", "+3/0"));
        Subscription s = follow();
        f.chain.mineMany(3);
        f.settle();
        bad.clear();
        f.got.clear();

        assertThat(done(s.deadLetters()
                        .requeue(letter -> letter.causes().get(0).message().contains("+2/0"))))
                .isEqualTo(1);
        f.settle();
        assertThat(f.got).containsExactly("+2/0");
    }

    @Test
    void requeue_ofMoreThanAPage_replaysAll() {
        int many = 1_200;
        for (int i = 1; i <= many; i++) {
            bad.add("+1/" + (i - 1));
        }
        Subscription s = builder().retry(RetryPolicy.none().pauseAfter(0)).onEvent(this::handle);
        f.settle();
        f.chain.mine(Collections.nCopies(many, ScriptedChain.EMITTER).toArray(Address[]::new));
        f.settle();
        assertThat(letters()).hasSize(many);
        bad.clear();
        f.got.clear();

        assertThat(done(s.deadLetters().requeueAll())).isEqualTo(many);
        f.run(Duration.ofSeconds(5));
        assertThat(f.got).hasSize(many).startsWith("+1/0", "+1/1").endsWith("+1/1199");
        assertThat(letters()).isEmpty();
    }

    @Test
    void whatWasRequeuedBeforeTheStart_isReplayed() {
        withADeadEvent();
        f.store.requeue(NAME);
        restart();

        assertThat(f.got).containsExactly("+2/0");
        assertThat(letters()).isEmpty();
    }

    @Test
    void aCrashBeforeTheReplayIsAcknowledged_replaysItAgain() {
        Subscription s = withADeadEventAndABusyHandler();
        done(s.deadLetters().requeueAll());
        f.settle();
        assertThat(letter().state()).isEqualTo(State.REQUEUED);
        assertThat(f.got).isEmpty();
        restart();

        assertThat(f.got).containsExactlyInAnyOrder("+2/0", "+4/0");
        assertThat(letters()).isEmpty();
    }

    @Test
    void aSubscriptionWithAnEnd_isCompleteOnceItHasReplayedToo() {
        withADeadEvent();
        f.store.requeue(NAME);
        f.restart();
        Subscription s = builder().to(BlockRef.number(3)).onEvent(this::handle);
        f.settle();

        assertThat(s.state()).isEqualTo(SubscriptionState.COMPLETED);
        assertThat(f.got).containsExactly("+2/0");
        assertThat(letters()).isEmpty();
    }

    // ---- is its block still on the chain?

    private static boolean isForBlock7(ScriptedChain.Asked asked) {
        return asked.method().equals("eth_getBlockByNumber")
                && asked.params().get(0).equals(BlockRef.number(7));
    }

    @Test
    void belowTheWindow_theNodeIsAskedFirst() {
        f = FeedFixture.ofDepth(4);
        bad.add("+7/0");
        f.chain.mineMany(300);
        Subscription s = follow();
        f.run(Duration.ofSeconds(5));
        bad.clear();
        f.got.clear();
        f.chain.forgetCalls();
        f.chain.script(asked -> isForBlock7(asked) ? "null" : null);
        done(s.deadLetters().requeueAll());
        f.settle();
        assertThat(f.got).as("the node does not say").isEmpty();

        f.chain.script(asked -> null);
        f.run(Duration.ofSeconds(2));
        assertThat(f.got).containsExactly("+7/0");
        assertThat(letters()).isEmpty();
    }

    @Test
    void aBlockThatTheNodeDenies_isNotReplayed() {
        f = FeedFixture.ofDepth(4);
        bad.add("+7/0");
        f.chain.mineMany(300);
        Subscription s = follow();
        f.run(Duration.ofSeconds(5));
        bad.clear();
        f.got.clear();
        String other = f.chain.at(8).json();
        f.chain.script(asked -> isForBlock7(asked) ? other : null);
        done(s.deadLetters().requeueAll());
        f.run(Duration.ofSeconds(2));

        assertThat(f.got).isEmpty();
        assertThat(letter().state()).isEqualTo(State.RETRACTED);
    }

    @Test
    void aDeadEventWhoseBlockLeaves_isRetractedAndTakenBackInOneChange() {
        Subscription s = withADeadEvent();
        long id = letter().id();
        f.chain.reorg(2);
        f.settle();

        assertThat(f.got).containsExactly("-3/0", "-2/0", "+2/0", "+3/0", "+4/0");
        assertThat(letter().state()).isEqualTo(State.RETRACTED);
        assertThat(f.store.changes)
                .filteredOn(change -> change.letterStates().get(id) == State.RETRACTED)
                .singleElement()
                .satisfies(change -> assertThat(change.entries())
                        .anyMatch(entry ->
                                entry.position().equals(letter().position().orElseThrow())
                                        && entry.state() == WindowEntry.State.REMOVED));
        f.got.clear();
        assertThat(done(s.deadLetters().requeue(id))).isFalse();
        assertThat(done(s.deadLetters().requeueAll())).isZero();
        f.settle();
        assertThat(f.got).isEmpty();
    }

    @Test
    void aDeadEventWhoseBlockLeftWhileTheProcessWasDown_isRetracted() {
        withADeadEvent().close();
        f.settle();
        f.store.requeue(NAME);
        f.chain.reorg(2);
        restart();

        assertThat(f.got).containsExactly("-3/0", "-2/0", "+2/0", "+3/0", "+4/0");
        assertThat(letter().state()).isEqualTo(State.RETRACTED);
    }

    @Test
    void aReplayThatWaitsWhenItsBlockLeaves_isWithdrawn() {
        Subscription s = withADeadEventAndABusyHandler();
        done(s.deadLetters().requeueAll());
        f.settle();
        f.chain.reorg(3);
        f.settle();
        unstick();

        assertThat(f.got).containsExactly("-4/0", "-3/0", "-2/0", "+2/0", "+3/0", "+4/0", "+5/0");
        assertThat(letter().state()).isEqualTo(State.RETRACTED);
    }

    @Test
    void aReplayThatRunsWhenItsBlockLeaves_isABarrierAndItsEndChangesNothing() {
        for (boolean accepted : new boolean[] {true, false}) {
            f = new FeedFixture();
            answers.clear();
            bad.add("+2/0");
            Subscription s = followInStages();
            f.chain.mineMany(3);
            f.settle();
            bad.clear();
            f.got.clear();
            stuck.add("+2/0");
            done(s.deadLetters().requeueAll());
            f.settle();
            assertThat(f.got).containsExactly("+2/0");
            f.chain.reorg(2);
            f.settle();
            assertThat(f.got).as("a barrier").containsExactly("+2/0");

            stuck.clear();
            if (accepted) {
                answers.get(0).complete(null);
            } else {
                answers.get(0).completeExceptionally(new IllegalStateException("late"));
            }
            f.settle();
            assertThat(f.got).containsExactly("+2/0", "-3/0", "-2/0", "+2/0", "+3/0", "+4/0");
            assertThat(letter().state()).isEqualTo(State.RETRACTED);
        }
    }

    @Test
    void anAttemptThatFailsForGoodAfterItsBlockHasLeft_isTakenBackAndLeavesNoLetter() {
        stuck.add("+1/0");
        followInStages();
        f.chain.mineMany(1);
        f.settle();
        f.chain.reorg(1);
        f.settle();
        stuck.clear();
        answers.get(0).completeExceptionally(new IllegalStateException("too late"));
        f.settle();

        assertThat(letters()).isEmpty();
        assertThat(f.got).containsExactly("+1/0", "-1/0", "+1/0", "+2/0");
    }

    @Test
    void aBlockThatReturns_isHandedOverAnewAndItsOldLetterStaysRetracted() {
        withADeadEvent();
        Block old = f.chain.at(3);
        f.chain.reorg(2);
        f.settle();
        f.got.clear();
        switchTo(f.chain.child(f.chain.child(old)));

        assertThat(f.got).contains("+2/0×2", "+3/0×2");
        assertThat(letter().state()).isEqualTo(State.RETRACTED);
        assertThat(letter().occurrence()).isEqualTo(1);
    }

    // ---- removals

    @Test
    void aRemovalThatFailsForGood_isALetterThatIsReplayedAsOne() {
        bad.add("-2/0");
        Subscription s = follow();
        f.chain.mineMany(2);
        f.settle();
        f.chain.reorg(1);
        f.settle();
        bad.clear();

        assertThat(letter().removed()).isTrue();
        assertThat(letter().state()).isEqualTo(State.DEAD);
        f.got.clear();
        done(s.deadLetters().requeueAll());
        f.settle();
        assertThat(f.got).containsExactly("-2/0");
        assertThat(letters()).isEmpty();
    }

    @Test
    void theRemovalOfWhatHasReturned_isRetractedInsteadOfReplayed() {
        bad.add("-2/0");
        Subscription s = follow();
        f.chain.mineMany(2);
        f.settle();
        Block old = f.chain.at(2);
        f.chain.reorg(1);
        f.settle();
        bad.clear();
        switchTo(f.chain.child(f.chain.child(old)));
        f.got.clear();
        done(s.deadLetters().requeueAll());
        f.settle();

        assertThat(f.got).isEmpty();
        assertThat(letters())
                .filteredOn(DeadLetter::removed)
                .singleElement()
                .satisfies(letter -> assertThat(letter.state()).isEqualTo(State.RETRACTED));
    }

    // ---- purging

    @Test
    void purge_deletesTheLetterAndKeepsTheFeedFromReplayingIt() {
        Subscription s = withADeadEventAndABusyHandler();
        long id = letter().id();
        done(s.deadLetters().requeue(id));
        f.settle();
        assertThat(done(s.deadLetters().purge(id))).isTrue();
        unstick();

        assertThat(f.got).isEmpty();
        assertThat(letters()).isEmpty();
        assertThat(done(s.deadLetters().purge(id))).isFalse();
        restart();
        assertThat(f.got).isEmpty();
    }

    @Test
    void theReplayOfAPurgedLetter_holdsTheLineNoMore() {
        Subscription s = withADeadEventAndABusyHandler();
        long id = letter().id();
        done(s.deadLetters().requeue(id));
        f.settle();
        done(s.deadLetters().purge(id));
        f.chain.mine(); // nothing in it
        f.settle();
        unstick();

        assertThat(s.stats().acknowledged().orElseThrow().blockNumber())
                .isEqualTo(f.chain.head().number());
    }

    @Test
    void aPurgedEventWhoseBlockLeaves_isTakenBackAllTheSame() {
        Subscription s = withADeadEvent();
        assertThat(done(s.deadLetters().purge(letter -> letter.state() == State.DEAD)))
                .isEqualTo(1);
        f.chain.reorg(2);
        f.settle();

        assertThat(f.got).startsWith("-3/0", "-2/0");
        assertThat(letters()).isEmpty();
    }

    // ---- asking

    @Test
    void withoutAName_nothingIsKept() {
        Subscription s = f.engine.subscribe(Feeds.logs()).onEvent(event -> {});

        assertThatThrownBy(s::deadLetters)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("named(…)")
                .hasMessageContaining("onDeadLetter");
    }

    @Test
    void whatIsAskedBeforeTheFeedHasBegun_waits() {
        withADeadEvent();
        f.restart();
        Subscription s = builder().onEvent(this::handle);
        var listed = s.deadLetters().list(0, 10);
        var requeued = s.deadLetters().requeueAll();
        f.settle();

        assertThat(listed.join()).hasSize(1);
        assertThat(requeued.join()).isEqualTo(1);
        assertThat(f.got).containsExactly("+2/0");
    }

    @Test
    void whatIsAskedOnceItHasEnded_failsAndSaysWhereToAsk() {
        Subscription s = withADeadEvent();
        s.close();
        f.settle();
        var late = s.deadLetters().list(0, 10);
        f.settle();

        assertThatThrownBy(late::join)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'orders' has ended")
                .hasMessageContaining("windlass dead-letters");
    }

    @Test
    void aStoreThatFails_failsWhatWasAskedAndStopsTheFeed() {
        Subscription s = withADeadEvent();
        f.store.fails(true);
        var requeued = s.deadLetters().requeueAll();
        f.settle();

        assertThatThrownBy(requeued::join).cause().isInstanceOf(FeedStoreException.class);
        assertThat(s.state()).isEqualTo(SubscriptionState.FAILED);
    }

    @Test
    void aFilterThatThrows_failsWhatWasAskedAndNothingElse() {
        Subscription s = withADeadEvent();
        var requeued = s.deadLetters().requeue(letter -> {
            throw new IllegalArgumentException("a bad filter");
        });
        f.settle();

        assertThatThrownBy(requeued::join).cause().hasMessage("a bad filter");
        assertThat(s.state()).isEqualTo(SubscriptionState.LIVE);
        assertThat(done(s.deadLetters().requeueAll())).isEqualTo(1);
    }

    @Test
    void aPageOutOfItsRange_isRefused() {
        Subscription s = follow();

        for (int limit : new int[] {0, -1, 10_001}) {
            assertThatThrownBy(() -> s.deadLetters().list(0, limit))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(String.valueOf(limit));
        }
    }

    // ---- another filter

    @Test
    void anotherFilterThatContinues_keepsTheLetters() {
        withADeadEvent();
        f.restart();
        f.engine
                .subscribe(Feeds.logs().address(ScriptedChain.EMITTER))
                .named(NAME)
                .onOtherCheckpoint(CheckpointPolicy.CONTINUE)
                .ignoreRemoved()
                .onEvent(this::handle)
                .deadLetters()
                .requeueAll();
        f.settle();

        assertThat(f.got).containsExactly("+2/0");
        assertThat(letters()).isEmpty();
    }

    @Test
    void anotherFilterThatStartsOver_deletesTheLetters() {
        withADeadEvent();
        f.restart();
        f.engine
                .subscribe(Feeds.logs().address(ScriptedChain.EMITTER))
                .named(NAME)
                .from(BlockRef.number(1))
                .onOtherCheckpoint(CheckpointPolicy.RESCAN)
                .ignoreRemoved()
                .onEvent(this::handle);
        f.settle();

        assertThat(f.got).containsExactly("+1/0", "+2/0", "+3/0");
        assertThat(letters()).isEmpty();
    }
}
