package io.windlass.core.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BatchPolicy;
import io.windlass.BlockHeader;
import io.windlass.BlockRef;
import io.windlass.ChainEvent;
import io.windlass.DeadLetter;
import io.windlass.EventHandler;
import io.windlass.Feeds;
import io.windlass.RetryPolicy;
import io.windlass.Subscription;
import io.windlass.SubscriptionBuilder;
import io.windlass.SubscriptionState;
import io.windlass.core.sim.ScriptedChain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

/** What a failing handler sees of its feed, reorgs included. */
class HandlerFailureTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    private final FeedFixture f = new FeedFixture();
    private final List<DeadLetter> letters = new ArrayList<>();
    private LongPredicate fails = number -> false;
    private Throwable failure = new IllegalStateException("the database is away");

    private SubscriptionBuilder<BlockHeader> heads() {
        return f.subscribe(Feeds.newHeads()).onDeadLetter(letters::add);
    }

    /** Notes each attempt, then fails or not. */
    private EventHandler<BlockHeader> handler() {
        return event -> {
            f.note(event);
            failIfAsked(event);
        };
    }

    private void failIfAsked(ChainEvent<?> event) throws Exception {
        if (fails.test(event.position().orElseThrow().blockNumber())) {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (Exception) failure;
        }
    }

    private Subscription follow(SubscriptionBuilder<BlockHeader> builder) {
        Subscription made = builder.onEvent(handler());
        f.settle();
        return made;
    }

    /** Block 2 takes the place of the one that was there, and 3 comes after it. */
    private void replaceBlock2() {
        ScriptedChain.Block other = f.chain.child(f.chain.child(f.chain.at(1)));
        f.chain.become(other);
        f.chain.announce(other);
    }

    // ---- statistics and state

    @Test
    void aFailingHandler_isSeenInStateAndStatistics_untilItRecovers() {
        fails = number -> number == 1;
        Subscription s = follow(heads());
        f.chain.mineMany(2);
        f.run(Duration.ofSeconds(3));

        assertThat(s.state()).isEqualTo(SubscriptionState.BLOCKED_BY_HANDLER);
        assertThat(s.stats().failingSince()).isPresent();
        assertThat(s.stats().lastFailure()).contains(failure);
        assertThat(s.stats().failed()).isGreaterThan(2).isEqualTo(s.stats().retries());
        assertThat(s.stats().delivered()).isZero();

        fails = number -> false;
        f.run(LONG);

        assertThat(s.state()).isEqualTo(SubscriptionState.LIVE);
        assertThat(s.stats().failingSince()).isEmpty();
        assertThat(s.stats().lastFailure()).contains(failure);
        assertThat(s.stats().delivered()).isEqualTo(2);
        assertThat(s.stats().deadLetters()).isZero();
        assertThat(f.got).startsWith("+1", "+1").endsWith("+1", "+2");
    }

    @Test
    void aHandlerPastItsDeadline_isSeenToBlock_andIsTriedAgain() {
        List<SubscriptionState> states = new ArrayList<>();
        Subscription s = heads().deadline(Duration.ofSeconds(5))
                .onStateChange(states::add)
                .onEvent(event -> {
                    f.note(event);
                    if (f.got.size() == 1) {
                        f.world.advance(Duration.ofSeconds(10));
                    }
                });
        f.settle();
        f.chain.mine();
        f.run(LONG);

        assertThat(f.got).containsExactly("+1", "+1");
        assertThat(states).containsSubsequence(SubscriptionState.BLOCKED_BY_HANDLER, SubscriptionState.LIVE);
        assertThat(s.stats().lastFailure().orElseThrow()).hasMessage("the handler took longer than PT5S");
    }

    @Test
    void withoutAName_whatFailedForGoodIsTold_andTheNextFollows() {
        failure = new AssertionError("wrong");
        fails = number -> number == 1;
        Subscription s = follow(heads());
        f.chain.mineMany(2);
        f.settle();

        assertThat(f.got).containsExactly("+1", "+2");
        assertThat(s.stats().deadLetters()).isEqualTo(1);
        assertThat(letters).hasSize(1);
        assertThat(letters.get(0).feed()).isEqualTo("newHeads");
        assertThat(letters.get(0).id()).isZero();
        assertThat(letters.get(0).attempts()).isEqualTo(1);
        assertThat(letters.get(0).position().orElseThrow().blockNumber()).isEqualTo(1);
        assertThat(letters.get(0).causes()).containsExactly(new DeadLetter.Cause("java.lang.AssertionError", "wrong"));
    }

    @Test
    void aRemovalThatFailsForGood_isALetterOfARemoval() {
        List<String> removed = new ArrayList<>();
        f.engine
                .subscribe(Feeds.newHeads())
                .retry(RetryPolicy.none())
                .onDeadLetter(letters::add)
                .onRemoved(event -> {
                    removed.add(event.id().toString());
                    throw new IllegalStateException("no");
                })
                .onEvent(f::note);
        f.settle();
        f.chain.mineMany(2);
        f.settle();
        replaceBlock2();
        f.run(LONG);

        assertThat(removed).hasSize(1);
        assertThat(letters).hasSize(1);
        assertThat(letters.get(0).removed()).isTrue();
        assertThat(f.got).containsExactly("+1", "+2", "+2", "+3");
    }

    // ---- what leaves the chain, by its state

    @Test
    void anOrphanInABackOff_isNotTriedAgain_andItsRemovalComes() {
        fails = number -> number == 2;
        follow(heads());
        f.chain.mineMany(2);
        f.settle();
        int attempts = f.got.size();
        fails = number -> false;
        replaceBlock2();
        f.run(LONG);

        assertThat(f.got.subList(0, attempts)).startsWith("+1", "+2").doesNotContain("-2");
        List<String> after = f.got.subList(attempts, f.got.size());
        assertThat(after.stream().dropWhile("+2"::equals)).containsExactly("-2", "+2", "+3");
    }

    @Test
    void anOrphanWithAnAttemptThatRuns_isABarrier_thenItsRemovalComes() {
        List<CompletableFuture<Void>> open = new ArrayList<>();
        heads().onEventAsync(event -> {
            f.note(event);
            CompletableFuture<Void> stage = new CompletableFuture<>();
            open.add(stage);
            return stage;
        });
        f.settle();
        f.chain.mineMany(2);
        f.settle();
        open.get(0).complete(null);
        f.settle();
        replaceBlock2();
        f.run(LONG);
        assertThat(f.got).containsExactly("+1", "+2");

        open.get(1).completeExceptionally(failure);
        f.run(LONG);
        assertThat(f.got).containsExactly("+1", "+2", "-2", "+2");
    }

    @Test
    void anOrphanThatIsDead_isTakenBack() {
        failure = new AssertionError("wrong");
        fails = number -> number == 2;
        follow(heads());
        f.chain.mineMany(2);
        f.settle();
        fails = number -> false;
        replaceBlock2();
        f.run(LONG);

        assertThat(f.got).containsExactly("+1", "+2", "-2", "+2", "+3");
    }

    @Test
    void anOrphanThatNobodyHasSeen_vanishes() {
        fails = number -> number == 1;
        follow(heads());
        f.chain.mineMany(2);
        f.settle();
        replaceBlock2();
        f.run(Duration.ofSeconds(5));
        fails = number -> false;
        f.run(LONG);

        assertThat(f.got).doesNotContain("-2").endsWith("+1", "+2", "+3");
    }

    // ---- batches, several at once

    @Test
    void batches_holdAdditions_removalsComeAlone() {
        List<List<Long>> batches = new ArrayList<>();
        heads().onBatch(BatchPolicy.of(3, Duration.ofSeconds(1)), events -> {
            batches.add(events.stream().map(e -> e.value().number()).toList());
            events.forEach(f::note);
        });
        f.settle();
        f.chain.mineMany(5);
        f.settle();
        assertThat(batches).containsExactly(List.of(1L, 2L, 3L));
        f.run(Duration.ofSeconds(2));
        assertThat(batches).containsExactly(List.of(1L, 2L, 3L), List.of(4L, 5L));
        f.chain.reorg(1);
        f.run(LONG);

        assertThat(f.got).containsExactly("+1", "+2", "+3", "+4", "+5", "-5", "+5", "+6");
    }

    @Test
    void aPoisonBatch_losesItsPoisonOnly() {
        Subscription s = heads().retry(RetryPolicy.none()).onBatch(BatchPolicy.of(8, Duration.ofSeconds(1)), events -> {
            for (ChainEvent<BlockHeader> event : events) {
                if (event.value().number() == 3) {
                    throw new IllegalStateException("poison");
                }
            }
            events.forEach(f::note);
        });
        f.settle();
        f.chain.mineMany(8);
        f.run(LONG);

        assertThat(f.got).containsExactly("+1", "+2", "+4", "+5", "+6", "+7", "+8");
        assertThat(letters)
                .extracting(letter -> letter.position().orElseThrow().blockNumber())
                .containsExactly(3L);
        assertThat(s.stats().delivered()).isEqualTo(7);
        assertThat(s.stats().deadLetters()).isEqualTo(1);
    }

    @Test
    void theEndOfAFeed_doesNotWaitForABatchToFill() {
        List<Integer> sizes = new ArrayList<>();
        Subscription s = f.engine
                .subscribe(Feeds.newHeads())
                .to(BlockRef.number(3))
                .onBatch(BatchPolicy.of(100, Duration.ofDays(1)), events -> sizes.add(events.size()));
        f.settle();
        f.chain.mineMany(4);
        f.settle();

        assertThat(sizes.stream().mapToInt(size -> size).sum()).isEqualTo(3);
        assertThat(s.state()).isEqualTo(SubscriptionState.COMPLETED);
    }

    @Test
    void parallel_acknowledgesOnlyWhatHasNothingOpenBeforeIt() {
        List<CompletableFuture<Void>> open = new ArrayList<>();
        Subscription s = heads().parallel(3, ChainEvent::id).onEventAsync(event -> {
            CompletableFuture<Void> stage = new CompletableFuture<>();
            open.add(stage);
            return stage;
        });
        f.settle();
        f.chain.mineMany(3);
        f.settle();
        assertThat(open).hasSize(3);
        open.get(2).complete(null);
        f.settle();
        assertThat(s.stats().acknowledged()).isEmpty();

        open.get(0).complete(null);
        open.get(1).complete(null);
        f.settle();
        assertThat(s.stats().acknowledged().orElseThrow().blockNumber()).isEqualTo(3);
    }

    @Test
    void anAsynchronousHandlerThatReturnsNull_hasFailed() {
        Subscription s = heads().retry(RetryPolicy.none()).onEventAsync(event -> null);
        f.settle();
        f.chain.mine();
        f.settle();

        assertThat(s.stats().lastFailure().orElseThrow())
                .hasMessage("the asynchronous handler returned null where a CompletionStage is due");
    }

    @Test
    void theEnd_waitsForNoRetry() {
        fails = number -> true;
        Subscription s = follow(heads());
        f.chain.mine();
        f.settle();
        s.close();
        f.settle();

        assertThat(s.ended()).isCompleted();
    }

    // ---- what is refused

    @Test
    void whatIsAboutHandlers_isRefusedWhereThereIsNone() {
        for (SubscriptionBuilder<BlockHeader> builder : List.of(
                f.engine.subscribe(Feeds.newHeads()).retry(RetryPolicy.none()),
                f.engine.subscribe(Feeds.newHeads()).deadline(Duration.ofSeconds(1)),
                f.engine.subscribe(Feeds.newHeads()).parallel(2, event -> event))) {
            assertThatThrownBy(builder::stream)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("about handlers, and a stream has none");
            assertThatThrownBy(builder::publisher)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("about handlers, and a publisher has none");
        }
    }

    @Test
    void numbersOutOfRange_areRefusedWithRuleAndValue() {
        SubscriptionBuilder<BlockHeader> builder = f.engine.subscribe(Feeds.newHeads());
        assertThatThrownBy(() -> builder.deadline(Duration.ZERO)).hasMessage("deadline must be > 0, was PT0S");
        assertThatThrownBy(() -> builder.parallel(0, event -> event)).hasMessage("parallel must be >= 1, was 0");
    }

    @Test
    void batches_areNotHandledSeveralAtOnce() {
        assertThatThrownBy(() -> f.engine
                        .subscribe(Feeds.newHeads())
                        .parallel(2, event -> event)
                        .onBatch(BatchPolicy.of(2, Duration.ZERO), events -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("leave out parallel");
    }
}
