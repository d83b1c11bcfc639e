package io.windlass.core.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BatchHandler;
import io.windlass.BatchPolicy;
import io.windlass.BlockRef;
import io.windlass.ChainEvent;
import io.windlass.DeadLetter;
import io.windlass.EventHandler;
import io.windlass.Feeds;
import io.windlass.FencedException;
import io.windlass.Log;
import io.windlass.Position;
import io.windlass.RetryPolicy;
import io.windlass.Subscription;
import io.windlass.SubscriptionBuilder;
import io.windlass.core.sim.ScriptedChain;
import io.windlass.spi.AcknowledgingBatchHandler;
import io.windlass.spi.AcknowledgingHandler;
import io.windlass.spi.AcknowledgingHandler.Acknowledgement;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.FeedChange;
import io.windlass.spi.FeedLease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Handlers that write their acknowledgements together with their effects. */
class CommittingTest {
    private static final String NAME = "orders";

    private final FeedFixture f = new FeedFixture();
    private final List<FeedChange> written = new ArrayList<>();

    /** Blocks whose events no handler of batches takes. */
    private final Set<Long> bad = new HashSet<>();

    private Runnable beforeTheCommit = () -> {};
    private Runnable afterTheCommit = () -> {};

    /** The list of what came is the database: it changes together with the checkpoint. */
    private EventHandler<Log> committing() {
        return new AcknowledgingHandler<>() {
            @Override
            public void onEvent(ChainEvent<Log> event, FeedLease lease, Acknowledgement acknowledgement) {
                beforeTheCommit.run();
                FeedChange change = acknowledgement.change();
                assertThat(change.acknowledgedThrough()).hasValue(acknowledgement.sequence());
                lease.apply(change);
                written.add(change);
                f.note(event);
                afterTheCommit.run();
            }
        };
    }

    private BatchHandler<Log> committingBatches() {
        return new AcknowledgingBatchHandler<>() {
            @Override
            public void onBatch(List<ChainEvent<Log>> events, FeedLease lease, Acknowledgement acknowledgement) {
                beforeTheCommit.run();
                if (events.stream().anyMatch(event -> bad.contains(event.value().blockNumber()))) {
                    throw new IllegalStateException("poison");
                }
                FeedChange change = acknowledgement.change();
                assertThat(change.acknowledgedThrough()).hasValue(acknowledgement.sequence());
                lease.apply(change);
                written.add(change);
                events.forEach(f::note);
                afterTheCommit.run();
            }
        };
    }

    private Subscription followInBatches() {
        Subscription made = builder()
                .retry(RetryPolicy.none())
                .onBatch(BatchPolicy.of(4, Duration.ofSeconds(1)), committingBatches());
        f.settle();
        return made;
    }

    private SubscriptionBuilder<Log> builder() {
        return f.engine
                .subscribe(Feeds.logs())
                .named(NAME)
                .from(BlockRef.number(1))
                .onRemoved(committing());
    }

    private Subscription follow() {
        Subscription made = builder().onEvent(committing());
        f.settle();
        return made;
    }

    private Checkpoint kept() {
        return f.store.checkpoint(NAME);
    }

    @Test
    void eachAcknowledgement_saysHowFarTheFeedIs() {
        follow();
        f.chain.mine(ScriptedChain.EMITTER, ScriptedChain.EMITTER);
        f.settle();

        assertThat(written).hasSize(2);
        assertThat(written.get(1).acknowledged().orElseThrow().index()).isEqualTo(1);
        assertThat(kept().acknowledgedThrough()).isEqualTo(2);
    }

    @Test
    void whatWasCommitted_isNotHandedOverAgainThoughTheWalkNeverHeardOfIt() {
        for (int block = 1; block <= 3; block++) {
            int crash = block;
            CommittingTest other = new CommittingTest();
            FeedFixture g = other.f;
            List<String> effects = new ArrayList<>();
            other.afterTheCommit = () -> {
                effects.add(g.got.get(g.got.size() - 1));
                if (effects.size() == crash) {
                    g.store.acquire(NAME); // from here on the first owner writes nothing
                }
            };
            Subscription first = other.follow();
            g.chain.mineMany(4);
            g.settle();
            assertThatThrownBy(first.ended()::join).cause().isInstanceOf(FencedException.class);
            other.afterTheCommit = () -> effects.add(g.got.get(g.got.size() - 1));
            g.restart();
            other.follow();

            assertThat(effects).as("crash at %s", crash).containsExactly("+1/0", "+2/0", "+3/0", "+4/0");
        }
    }

    @Test
    void nothingIsCommittedBeforeTheLetterIsDurable_sinceACrashWouldLeaveNeither() {
        List<String> begun = new ArrayList<>();
        beforeTheCommit = () -> {
            begun.add("attempt " + (begun.size() + 1));
            if (begun.size() == 1) {
                f.handlers.hold(); // the storage is busy from now on
                throw new IllegalStateException("fails for good");
            }
        };
        Subscription first = builder().retry(RetryPolicy.none()).onEvent(committing());
        f.settle();
        f.chain.mine(ScriptedChain.EMITTER, ScriptedChain.EMITTER);
        f.settle();
        assertThat(begun).hasSize(1);
        assertThat(written).isEmpty();
        f.store.acquire(NAME); // as if the process died here
        f.handlers.release();
        f.settle();
        assertThat(first.ended()).isCompletedExceptionally();
        f.restart();
        follow();

        assertThat(f.got).containsExactly("+1/0", "+1/1");
    }

    @Test
    void onceTheLetterIsDurable_whatFollowsIsCommitted() {
        List<String> bad = new ArrayList<>(List.of("fails", "fails again"));
        beforeTheCommit = () -> {
            if (!bad.isEmpty()) {
                throw new IllegalStateException(bad.remove(0));
            }
        };
        Subscription s = builder().retry(RetryPolicy.none()).onEvent(committing());
        f.settle();
        f.chain.mineMany(3);
        f.settle();

        assertThat(f.got).containsExactly("+3/0");
        assertThat(f.store.shelf(NAME).all()).hasSize(2);
        s.close();
        f.settle();
        assertThat(s.ended()).isCompleted();
    }

    @Test
    void anAttemptThatIsLateBeforeItsCommit_commitsNothing() {
        beforeTheCommit = once(() -> f.world.advance(Duration.ofSeconds(6)));
        builder().retry(RetryPolicy.none()).deadline(Duration.ofSeconds(5)).onEvent(committing());
        f.settle();
        f.chain.mineMany(1);
        f.settle();
        f.settle(); // the first ended within the attempt

        assertThat(f.got).isEmpty();
        assertThat(f.store.shelf(NAME).all()).hasSize(1);
    }

    @Test
    void anAttemptThatIsLateAfterItsCommit_counts_sinceItsEffectIsThere() {
        afterTheCommit = once(() -> f.world.advance(Duration.ofSeconds(6)));
        builder().retry(RetryPolicy.none()).deadline(Duration.ofSeconds(5)).onEvent(committing());
        f.settle();
        f.chain.mineMany(2);
        f.settle();

        assertThat(f.got).containsExactly("+1/0", "+2/0");
        assertThat(f.store.shelf(NAME).all()).isEmpty();
    }

    private static Runnable once(Runnable what) {
        List<Runnable> left = new ArrayList<>(List.of(what));
        return () -> {
            if (!left.isEmpty()) {
                left.remove(0).run();
            }
        };
    }

    /** True if what a crash at this instant would go on from is on the chain. */
    private boolean keepsAPositionOnTheChain() {
        Position at = kept().acknowledged().orElseThrow();
        return at.blockHash().equals(f.chain.at(at.blockNumber()).hash());
    }

    @Test
    void aReorgThatIsSeenBeforeTheCommit_leavesNoPositionOnTheDeadBranch() {
        follow();
        f.chain.mineMany(2);
        f.settle();
        written.clear();
        beforeTheCommit = once(() -> {
            f.chain.reorg(2);
            f.settle(); // the world goes on while this handler is at work
        });
        List<Boolean> kept = new ArrayList<>();
        afterTheCommit = once(() -> kept.add(keepsAPositionOnTheChain()));
        f.chain.mineMany(1);
        f.settle();

        assertThat(written.get(0).acknowledged()).isEmpty();
        assertThat(f.got).startsWith("+1/0", "+2/0", "+3/0", "-3/0", "-2/0", "+2/0");
        assertThat(kept).containsExactly(true);
    }

    @Test
    void aReorgAboveWhatIsOnItsWay_leavesThatItsPosition_soThatACrashHasNoneOfItAgain() {
        follow();
        f.chain.mineMany(1);
        f.settle();
        written.clear();
        beforeTheCommit = once(() -> {
            f.chain.mineMany(2);
            f.settle();
            f.chain.reorg(1); // of block 4, while 2 is at work and 3 waits
            f.settle();
        });
        List<Position> kept = new ArrayList<>();
        afterTheCommit = () -> kept.add(kept().acknowledged().orElseThrow());
        f.chain.mineMany(1);
        f.settle();

        assertThat(f.got).startsWith("+1/0", "+2/0", "+3/0");
        assertThat(kept)
                .startsWith(
                        new Position(2, f.chain.at(2).hash(), 0),
                        new Position(3, f.chain.at(3).hash(), 0));
    }

    @Test
    void aReorgThatIsSeenBetweenTheCommitAndItsAnswer_setsThePositionBack() {
        follow();
        f.chain.mineMany(2);
        f.settle();
        List<Boolean> kept = new ArrayList<>();
        afterTheCommit = once(() -> {
            kept.add(keepsAPositionOnTheChain());
            f.chain.reorg(1);
            f.settle();
            kept.add(keepsAPositionOnTheChain());
        });
        f.chain.mineMany(1);
        f.settle();

        assertThat(f.got).startsWith("+1/0", "+2/0", "+3/0", "-3/0", "+3/0", "+4/0");
        assertThat(kept).containsExactly(true, true);
    }

    /** What is committed of history, which no window remembers, while a reorg of the newest blocks is seen, is effected once. */
    private void historyIsEffectedOnce(boolean seenBeforeTheCommit) {
        f.chain.mineMany(40);
        f.chain.finalized(f.chain.at(30));
        List<String> effects = new ArrayList<>();
        Runnable reorg = once(() -> {
            f.run(Duration.ofSeconds(5)); // the walk comes to the head
            f.chain.reorg(2);
            f.run(Duration.ofSeconds(20));
        });
        beforeTheCommit = () -> {
            if (seenBeforeTheCommit && effects.size() == 2) {
                reorg.run();
            }
        };
        afterTheCommit = () -> {
            effects.add(f.got.get(f.got.size() - 1));
            if (effects.size() == 3) {
                if (!seenBeforeTheCommit) {
                    reorg.run();
                }
                f.store.acquire(NAME); // from here on the first owner writes nothing
            }
        };
        follow();
        beforeTheCommit = () -> {};
        afterTheCommit = () -> effects.add(f.got.get(f.got.size() - 1));
        f.restart();
        follow();
        f.run(Duration.ofSeconds(30));

        assertThat(effects).doesNotHaveDuplicates().startsWith("+1/0", "+2/0", "+3/0", "+4/0");
    }

    @Test
    void aReorgThatIsSeenBeforeTheCommitOfHistory_hasNothingEffectedTwice() {
        historyIsEffectedOnce(true);
    }

    @Test
    void aReorgThatIsSeenAfterTheCommitOfHistory_hasNothingEffectedTwice() {
        historyIsEffectedOnce(false);
    }

    @Test
    void aRemoval_acknowledgesWithoutAPosition() {
        follow();
        f.chain.mineMany(2);
        f.settle();
        written.clear();
        f.chain.reorg(1);
        f.settle();

        assertThat(f.got).containsExactly("+1/0", "+2/0", "-2/0", "+2/0", "+3/0");
        assertThat(written.get(0).acknowledged()).isEmpty();
        f.restart();
        follow();
        assertThat(f.got).isEmpty();
    }

    @Test
    void aReplay_endsItsLetterInTheSameChange() {
        beforeTheCommit = once(() -> {
            throw new IllegalStateException("fails");
        });
        Subscription s = builder().retry(RetryPolicy.none()).onEvent(committing());
        f.settle();
        f.chain.mineMany(2);
        f.settle();
        assertThat(f.got).containsExactly("+2/0");
        long letter = f.store.shelf(NAME).all().get(0).id();
        written.clear();
        var requeued = s.deadLetters().requeueAll();
        f.settle();

        assertThat(requeued.join()).isEqualTo(1);
        assertThat(f.got).containsExactly("+2/0", "+1/0");
        assertThat(written).singleElement().satisfies(change -> {
            assertThat(change.droppedLetters()).containsExactly(letter);
            assertThat(change.acknowledged()).isEmpty();
        });
    }

    @Test
    void aBatch_isAcknowledgedAsAWhole() {
        followInBatches();
        f.chain.mineMany(4);
        f.settle();

        assertThat(f.got).containsExactly("+1/0", "+2/0", "+3/0", "+4/0");
        assertThat(written).singleElement().satisfies(change -> {
            assertThat(change.acknowledgedThrough()).hasValue(4);
            assertThat(change.acknowledged().orElseThrow().blockNumber()).isEqualTo(4);
        });
        assertThat(kept().acknowledgedThrough()).isEqualTo(4);
    }

    @Test
    void aBatchThatWasCommitted_isNotHandedOverAgainThoughTheWalkNeverHeardOfIt() {
        afterTheCommit = once(() -> f.store.acquire(NAME)); // from here on the first owner writes nothing
        Subscription first = followInBatches();
        f.chain.mineMany(8);
        f.settle();
        assertThatThrownBy(first.ended()::join).cause().isInstanceOf(FencedException.class);
        assertThat(f.got).containsExactly("+1/0", "+2/0", "+3/0", "+4/0");
        f.restart();
        followInBatches();

        assertThat(f.got).containsExactly("+5/0", "+6/0", "+7/0", "+8/0");
    }

    @Test
    void aPoisonBatch_commitsThePartsThatWork() {
        bad.add(2L);
        followInBatches();
        f.chain.mineMany(4);
        f.settle();

        assertThat(f.got).containsExactly("+1/0", "+3/0", "+4/0");
        assertThat(written)
                .extracting(change -> change.acknowledgedThrough().getAsLong())
                .containsExactly(1L, 4L);
        assertThat(f.store.shelf(NAME).all())
                .singleElement()
                .satisfies(letter -> assertThat(letter.id()).isEqualTo(2));
        f.restart();
        bad.clear();
        followInBatches();
        assertThat(f.got).isEmpty();
    }

    @Test
    void aBatchOfReplays_endsTheirLettersInTheSameChange() {
        bad.addAll(Set.of(1L, 2L));
        Subscription s = followInBatches();
        f.chain.mineMany(4);
        f.settle();
        List<Long> letters =
                f.store.shelf(NAME).all().stream().map(DeadLetter::id).toList();
        assertThat(letters).hasSize(2);
        bad.clear();
        written.clear();
        var requeued = s.deadLetters().requeueAll();
        f.run(Duration.ofSeconds(2));

        assertThat(requeued.join()).isEqualTo(2);
        assertThat(f.got).containsExactly("+3/0", "+4/0", "+1/0", "+2/0");
        assertThat(written).flatMap(FeedChange::droppedLetters).containsExactlyElementsOf(letters);
        assertThat(written)
                .allSatisfy(change -> assertThat(change.acknowledged()).isEmpty());
    }

    @Test
    void aReorgThatIsSeenBeforeABatchIsCommitted_leavesThePositionOfTheLastEventThatIsStillInPlace() {
        followInBatches();
        f.chain.mineMany(3);
        f.settle();
        beforeTheCommit = once(() -> {
            f.chain.reorg(2);
            f.settle(); // the world goes on while this handler is at work
        });
        f.chain.mineMany(1);
        f.settle();

        assertThat(written.get(0).acknowledged())
                .contains(new Position(2, f.chain.at(2).hash(), 0));
        assertThat(f.got).startsWith("+1/0", "+2/0", "+3/0", "+4/0", "-4/0", "-3/0");
    }

    @Test
    void aReorgThatIsSeenBetweenTheCommitOfABatchAndItsAnswer_setsThePositionBackToWhatIsStillInPlace() {
        followInBatches();
        f.chain.mineMany(3);
        f.settle();
        List<Position> kept = new ArrayList<>();
        afterTheCommit = once(() -> {
            f.chain.reorg(2); // of blocks 3 and 4, while 1 and 2 of the same batch stay
            f.settle();
            kept.add(kept().acknowledged().orElseThrow());
        });
        f.chain.mineMany(1);
        f.settle();

        assertThat(f.got).startsWith("+1/0", "+2/0", "+3/0", "+4/0", "-4/0", "-3/0");
        assertThat(kept)
                .singleElement()
                .satisfies(at -> assertThat(
                                at.compareTo(new Position(2, f.chain.at(2).hash(), 0)))
                        .as("%s is not before what was committed of block 2", at)
                        .isNotNegative())
                .satisfies(at -> assertThat(at.blockNumber()).isLessThanOrEqualTo(2));
    }

    @Test
    void aSecondReorgThatIsLessDeep_leavesWhatWasCommittedSinceTheFirst() {
        follow();
        f.chain.mineMany(3);
        f.settle();
        f.chain.reorg(2);
        f.settle();
        List<Position> kept = new ArrayList<>();
        f.chain.mineMany(1);
        f.settle();
        long head = f.chain.head().number();
        afterTheCommit = once(() -> {
            f.chain.mineMany(2);
            f.settle();
            f.chain.reorg(1);
            f.settle();
            kept.add(kept().acknowledged().orElseThrow());
        });
        f.chain.mineMany(1);
        f.settle();

        assertThat(kept)
                .singleElement()
                .satisfies(at -> assertThat(at.blockNumber()).isGreaterThanOrEqualTo(head + 1));
    }

    @Test
    void batchesWithoutAName_areRefused() {
        assertThatThrownBy(() -> f.engine
                        .subscribe(Feeds.logs())
                        .onBatch(BatchPolicy.of(4, Duration.ofSeconds(1)), committingBatches()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("add named(…)");
    }

    @Test
    void anOwnerThatWasFenced_endsAtOnce() {
        Subscription s = follow();
        f.store.acquire(NAME);
        f.chain.mineMany(1);
        f.settle();

        assertThatThrownBy(s.ended()::join).cause().isInstanceOf(FencedException.class);
        assertThat(f.got).isEmpty();
    }

    @Test
    void withoutAName_isRefused() {
        assertThatThrownBy(() -> f.engine.subscribe(Feeds.logs()).onEvent(committing()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("add named(…)");
    }

    @Test
    void withParallelHandlers_isRefused() {
        assertThatThrownBy(() -> builder().parallel(2, ChainEvent::id).onEvent(committing()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("leave out parallel(…)");
    }
}
