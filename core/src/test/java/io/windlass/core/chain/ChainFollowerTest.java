package io.windlass.core.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.core.codec.JsonCodecProvider;
import io.windlass.core.sim.EngineLog;
import io.windlass.core.sim.ScriptedChain;
import io.windlass.core.sim.ScriptedChain.Block;
import io.windlass.core.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class ChainFollowerTest {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration SILENCE = Duration.ofSeconds(15);
    private static final Duration ABSENCE = Duration.ofSeconds(10);
    private static final int DEPTH = 100;

    private final World world = new World(1);
    private final ScriptedChain chain = new ScriptedChain(world, new JsonCodecProvider().create());
    private final ChainFollower follower =
            new ChainFollower("node", chain, world.runtime(), new FollowSettings(DEPTH, POLL, SILENCE, ABSENCE));
    private int told;
    private final Runnable listener = () -> told++;

    private void run(Duration time) {
        world.advance(time);
    }

    private void settle() {
        run(Duration.ofMillis(500));
    }

    /** Heads are announced; the chain has so many blocks. */
    private void announced(int blocks) {
        chain.grow(blocks);
        follower.add(listener);
        follower.connected();
        settle();
    }

    private void announce(Block block) {
        follower.announced(block.header());
    }

    private Block grown() {
        chain.grow(1);
        return chain.head();
    }

    private Block headOfPath() {
        return chain.at(follower.path().head().number());
    }

    // ---- heads

    @Test
    void connected_readsTheHeadOnceMore() {
        announced(5);

        assertThat(follower.path().head().hash()).isEqualTo(chain.head().hash());
        assertThat(follower.liveTarget()).hasValue(5);
        assertThat(told).isPositive();
    }

    @Test
    void liveTarget_isEmptyUntilAHeadWasReadAfterTheSubscription() {
        chain.grow(5);
        follower.add(listener);
        announce(chain.head());
        settle();
        assertThat(follower.path().head().number()).isEqualTo(5);
        assertThat(follower.liveTarget()).isEmpty();

        follower.connected();
        settle();
        assertThat(follower.liveTarget()).hasValue(5);
        follower.disconnected();
        assertThat(follower.liveTarget()).isEmpty();
    }

    @Test
    void disconnected_readsTheHeadAsOftenAsWithoutAnnouncementsFromThenOn() {
        announced(5);
        chain.grow(3);
        follower.disconnected();
        run(POLL);
        settle();

        assertThat(follower.path().head().number()).isEqualTo(8);
        assertThat(follower.liveTarget()).isEmpty();
    }

    @Test
    void pollsMeanwhile_isLiveUpToTheLastPoll_untilHeadsAreAnnounced() {
        chain.grow(5);
        follower.add(listener);
        follower.pollsMeanwhile();
        settle();
        assertThat(follower.liveTarget()).hasValue(5);
        chain.grow(2);
        run(POLL);
        assertThat(follower.liveTarget()).hasValue(7);

        follower.connected();
        follower.disconnected();
        run(POLL.multipliedBy(2));
        assertThat(follower.liveTarget()).isEmpty();
    }

    @Test
    void liveTarget_ofALinkThatIsGoneAgain_isNotTaken() {
        chain.grow(5);
        follower.add(listener);
        follower.connected();
        follower.disconnected();
        settle();

        assertThat(follower.liveTarget()).isEmpty();
    }

    @Test
    void aHeadThatCannotBeRead_isReadLater() {
        chain.script(asked -> {
            throw ScriptedChain.refusal(asked.method(), -32000, "no backend is currently healthy");
        });
        announced(5);
        assertThat(follower.liveTarget()).isEmpty();
        chain.script(asked -> null);
        run(SILENCE.multipliedBy(2));

        assertThat(follower.liveTarget()).hasValue(5);
    }

    @Test
    void announcedHeads_withAGap_areFilledByHash() {
        announced(2);
        chain.grow(3);
        announce(grown());
        settle();

        assertThat(follower.path().headers())
                .extracting(header -> header.number())
                .endsWith(2L, 3L, 4L, 5L, 6L);
        assertThat(follower.path().at(4).hash()).isEqualTo(chain.at(4).hash());
    }

    @Test
    void aNumberThatIsOfAnotherBranch_isReadByHashInstead() {
        announced(2);
        chain.grow(3);
        Block wrong = chain.child(chain.at(3));
        chain.script(asked -> asked.block().equals("0x4") ? wrong.json() : null);
        announce(grown());
        settle();

        assertThat(follower.path().at(4).hash()).isEqualTo(chain.at(4).hash());
        assertThat(chain.asked("eth_getBlockByHash"))
                .anyMatch(asked -> asked.block().equals(chain.at(4).hash().toHex()));
    }

    @Test
    void ancestorsThatCannotBeRead_leaveThePathAsItWas() {
        announced(2);
        chain.grow(3);
        chain.script(asked -> asked.block().equals("latest") ? null : "null");
        announce(grown());
        run(Duration.ofSeconds(10));
        assertThat(follower.path().head().number()).isEqualTo(2);

        chain.script(asked -> null);
        announce(grown());
        run(Duration.ofSeconds(10));
        assertThat(follower.path().head().number()).isEqualTo(7);
    }

    @Test
    void aHeadFarAhead_beginsAnewInAnotherEpoch() {
        announced(2);
        long before = follower.path().epoch();
        chain.grow(DEPTH + 10);
        announce(grown());
        settle();

        assertThat(headOfPath()).isEqualTo(chain.head());
        assertThat(follower.path().epoch()).isGreaterThan(before);
    }

    @Test
    void silence_isEndedByAskingForTheHead() {
        announced(2);
        chain.grow(2);
        run(SILENCE.multipliedBy(2));

        assertThat(headOfPath()).isEqualTo(chain.head());
    }

    @Test
    void whileHeadsAreHeard_nobodyAsks() {
        announced(2);
        chain.forgetCalls();
        for (int i = 0; i < 10; i++) {
            announce(grown());
            run(Duration.ofSeconds(5));
        }

        assertThat(chain.asked("eth_getBlockByNumber"))
                .noneMatch(asked -> asked.block().equals("latest"));
    }

    @Test
    void polls_readTheHeadAtTheirInterval() {
        follower.add(listener);
        follower.polls();
        for (int i = 0; i < 5; i++) {
            chain.grow(2);
            run(POLL);
        }
        settle();

        assertThat(follower.path().head().number()).isGreaterThanOrEqualTo(8);
        assertThat(follower.liveTarget()).hasValue(follower.path().head().number());
        assertThat(chain.asked("eth_getBlockByNumber"))
                .filteredOn(asked -> asked.block().equals("latest"))
                .hasSizeBetween(5, 7);
    }

    @Test
    void withoutListeners_itRests() {
        announced(2);
        follower.remove(listener);
        settle();
        chain.forgetCalls();
        run(SILENCE.multipliedBy(10));

        assertThat(chain.asked("eth_getBlockByNumber")).isEmpty();
        assertThat(world.pending()).isZero();
        assertThat(follower.isFollowed()).isFalse();
    }

    @Test
    void refresh_completesWhenTheHeadWasTakenInOrCouldNotBeRead() {
        announced(2);
        chain.grow(1);
        CompletableFuture<Void> first = follower.refresh();
        settle();
        assertThat(first).isCompleted();
        assertThat(headOfPath()).isEqualTo(chain.head());

        chain.script(asked -> {
            throw ScriptedChain.refusal(asked.method(), -32000, "down");
        });
        CompletableFuture<Void> second = follower.refresh();
        settle();
        assertThat(second).isCompleted();
    }

    @Test
    void extendDown_readsOlderHeaders() {
        announced(30);
        assertThat(follower.path().base().number()).isEqualTo(30);
        follower.extendDown(12);
        settle();

        assertThat(follower.path().base().number()).isEqualTo(12);
        assertThat(follower.path().hashAt(11)).isEqualTo(chain.at(11).hash());
    }

    @Test
    void extendDown_whenAReplyNeverComes_readsThatBlockByHashInstead() {
        announced(30);
        chain.script(asked -> asked.block().equals("0x14") ? ScriptedChain.NEVER : null);
        follower.extendDown(12);
        run(Duration.ofSeconds(3));

        assertThat(follower.path().base().number()).isEqualTo(12);
        assertThat(chain.asked("eth_getBlockByHash"))
                .singleElement()
                .satisfies(asked ->
                        assertThat(asked.block()).isEqualTo(chain.at(20).hash().toHex()));
    }

    @Test
    void extendDown_overAHoleInTheNodesChain_saysSo_andGoesOnWhenItIsFilled() {
        announced(30);
        String gone = chain.at(20).hash().toHex();
        chain.script(asked -> asked.block().equals("0x14") || asked.block().equals(gone) ? "null" : null);
        List<String> warnings = new ArrayList<>();
        EngineLog.listen(Level.WARN, (level, line) -> warnings.add(line));
        try {
            for (int i = 0; i < 3; i++) {
                follower.extendDown(12);
                run(Duration.ofSeconds(10));
            }
        } finally {
            EngineLog.ignore();
        }
        assertThat(follower.path().base().number()).isEqualTo(30);
        assertThat(warnings)
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .contains(
                                "below block 30 cannot be read",
                                "no parent of",
                                chain.at(21).hash().toHex()));

        chain.script(asked -> null);
        follower.extendDown(12);
        settle();
        assertThat(follower.path().base().number()).isEqualTo(12);
    }

    @Test
    void extendDown_thatHadToMakeRoomForHeads_canBeAskedForAgain() {
        announced(30);
        chain.latency(Duration.ofSeconds(1));
        announce(chain.alone(32)); // its parent is asked for, and the others wait
        follower.extendDown(12);
        for (int i = 0; i < 200; i++) {
            announce(chain.alone(32));
        }
        chain.latency(Duration.ofMillis(1));
        run(Duration.ofMinutes(1));

        follower.extendDown(12);
        settle();

        assertThat(follower.path().base().number()).isEqualTo(12);
    }

    @Test
    void extendDown_belowTheDepth_reachesAsFarAsThat() {
        announced(300);
        follower.extendDown(1);
        settle();

        assertThat(follower.path().headers()).hasSize(DEPTH);
        assertThat(follower.path().head().number()).isEqualTo(300);
    }

    // ---- branches

    @Test
    void anEqualHeightBranch_takesOverOnlyWhereTheNodeHoldsIt() {
        announced(5);
        Block other = chain.child(chain.at(4));
        announce(other);
        run(Duration.ofSeconds(30));
        assertThat(follower.path().head().hash()).isEqualTo(chain.head().hash());

        chain.become(other);
        announce(other);
        run(Duration.ofSeconds(30));
        assertThat(follower.path().head().hash()).isEqualTo(other.hash());
    }

    @Test
    void anEqualHeightBranchThatComesBack_takesOverAgain() {
        announced(5);
        Block a = chain.head();
        Block b = chain.child(chain.at(4));
        chain.become(b);
        announce(b);
        run(Duration.ofSeconds(30));
        assertThat(follower.path().head().hash()).isEqualTo(b.hash());

        chain.become(a);
        announce(a);
        run(Duration.ofSeconds(30));
        assertThat(follower.path().head().hash()).isEqualTo(a.hash());
    }

    @Test
    void aHigherBranch_takesOverAtOnce() {
        announced(5);
        follower.extendDown(1);
        settle();
        Block b = chain.child(chain.at(4));
        Block c = chain.child(b);
        chain.become(c);
        announce(b);
        announce(c);
        run(Duration.ofMillis(10));

        assertThat(follower.path().head().hash()).isEqualTo(c.hash());
        assertThat(follower.path().epoch()).isZero();
    }

    @Test
    void aHigherBranchThatLeavesBelowWhatIsHeld_beginsAnotherEpoch() {
        announced(5);
        Block c = chain.child(chain.child(chain.at(4)));
        chain.become(c);
        announce(c);
        settle();

        assertThat(follower.path().head().hash()).isEqualTo(c.hash());
        assertThat(follower.path().epoch()).isPositive();
    }

    @Test
    void anAnnouncementOfAHigherBranch_isNotBelievedIfTheNodeHasLeftIt() {
        announced(5);
        Block c = chain.child(chain.child(chain.at(4)));
        announce(c);
        run(Duration.ofSeconds(30));

        assertThat(follower.path().head().hash()).isEqualTo(chain.head().hash());
    }

    @Test
    void headsThatAreNotThereAnyMore_doNotHoldUpThePresentOne() {
        announced(2);
        for (int i = 0; i < 10; i++) {
            Block gone = chain.child(chain.child(chain.child(chain.at(2))));
            chain.script(
                    asked -> asked.block().equals(gone.header().parentHash().toHex()) ? "null" : null);
            announce(gone);
        }
        chain.script(asked -> asked.method().equals("eth_getBlockByHash")
                        && !asked.block().equals(chain.at(3).hash().toHex())
                ? "null"
                : null);
        chain.grow(2);
        announce(chain.head());
        run(Duration.ofSeconds(1));

        assertThat(headOfPath()).isEqualTo(chain.head());
    }

    @Test
    void whoeverComesAfterARest_isNotLiveByAnOldHead() {
        announced(3);
        follower.remove(listener);
        settle();
        chain.grow(3);
        follower.add(listener);

        assertThat(follower.liveTarget()).isEmpty();
        follower.connected();
        settle();
        assertThat(follower.liveTarget()).hasValue(6);
    }

    @Test
    void aReorgThatBeganBelowThePath_isAnotherEpoch() {
        announced(DEPTH + 40);
        follower.extendDown(40);
        settle();
        Block at = chain.at(60);
        while (at.number() < DEPTH + 80) {
            at = chain.child(at);
        }
        chain.become(at);
        long before = follower.path().epoch();
        announce(at);
        settle();

        assertThat(follower.path().head().hash()).isEqualTo(at.hash());
        assertThat(follower.path().base().number()).isGreaterThan(61);
        assertThat(follower.path().epoch()).isGreaterThan(before);
    }

    @Test
    void aLowerHead_isLag() {
        announced(5);
        announce(grown());
        settle();
        Block newest = chain.head();
        follower.reached(6);
        announce(chain.at(4));
        chain.become(chain.at(4));
        run(ABSENCE.dividedBy(2));
        chain.become(newest);
        run(ABSENCE.multipliedBy(10));

        assertThat(follower.path().head().number()).isEqualTo(6);
        assertThat(follower.path().rollbacks()).isZero();
    }

    @Test
    void aHeadThatIsDenied_isARollbackAfterTheStatedTime() {
        chain.grow(3);
        follower.add(listener);
        follower.polls();
        settle();
        chain.grow(3);
        run(POLL);
        chain.become(chain.at(4));
        run(ABSENCE.minusSeconds(1));
        assertThat(follower.path().head().number()).isEqualTo(6);

        run(POLL.multipliedBy(5));
        assertThat(follower.path().head().number()).isEqualTo(4);
        assertThat(follower.path().rollbacks()).isEqualTo(1);
    }

    @Test
    void aHeadThatIsDenied_onAChainOfSlowBlocks_isARollbackOnlyAfterAFewBlocksTime() {
        Duration slow = ABSENCE.plusSeconds(2);
        chain.grow(3);
        follower.add(listener);
        follower.polls();
        for (int i = 0; i < 20; i++) {
            run(slow);
            chain.grow(1);
        }
        run(POLL.multipliedBy(2));
        long highest = chain.head().number();
        chain.become(chain.at(highest - 2));
        run(slow.multipliedBy(2));
        assertThat(follower.path().head().number()).isEqualTo(highest);

        run(slow.multipliedBy(2));
        assertThat(follower.path().head().number()).isEqualTo(highest - 2);
    }

    @Test
    void aHeadFarBelow_isARollbackAfterAMuchLongerTime() {
        chain.grow(3 * DEPTH);
        follower.add(listener);
        follower.polls();
        settle();
        follower.reached(3 * DEPTH);
        chain.grow(1);
        run(POLL);
        chain.become(chain.at(DEPTH));
        run(ABSENCE.multipliedBy(5));
        assertThat(follower.path().head().number()).isEqualTo(3 * DEPTH + 1);

        run(ABSENCE.multipliedBy(2));
        assertThat(headOfPath()).isEqualTo(chain.head());
        assertThat(follower.path().rollbacks()).isEqualTo(1);
    }

    @Test
    void announcedHeadsFarBelow_areARollbackTooWhileTheyKeepComing() {
        announced(3 * DEPTH);
        run(Duration.ofSeconds(5));
        chain.become(chain.at(DEPTH));
        for (int i = 0; i < 100; i++) {
            announce(grown());
            run(Duration.ofSeconds(1));
        }

        assertThat(headOfPath()).isEqualTo(chain.head());
        assertThat(follower.path().rollbacks()).isEqualTo(1);
    }

    // ---- heads that are not there

    private Block farAhead() {
        return chain.alone(chain.head().number() + 1_000_000);
    }

    @Test
    void anAnnouncedHeadFarAhead_thatTheNodeDoesNotCallItsHead_isNotBelieved() {
        announced(5);
        announce(farAhead());
        settle();
        announce(grown());
        settle();

        assertThat(headOfPath()).isEqualTo(chain.head());
        assertThat(follower.path().epoch()).isZero();
    }

    @Test
    void aHeadFarAhead_thatTheNodeCalledItsHeadOnce_isLeftAfterTheUsualAbsence() {
        chain.grow(5);
        follower.add(listener);
        follower.polls();
        settle();
        Block before = chain.head();
        chain.become(farAhead());
        run(POLL);
        chain.become(before);
        run(ABSENCE.dividedBy(2));
        assertThat(follower.path().head().number()).isGreaterThan(1_000_000);

        chain.grow(1);
        run(ABSENCE);
        assertThat(headOfPath()).isEqualTo(chain.head());
    }

    @Test
    void aMachineThatIsSyncing_deniesNothing() {
        chain.grow(3);
        follower.add(listener);
        follower.polls();
        settle();
        chain.grow(3);
        run(POLL);
        chain.script(asked -> asked.method().equals("eth_syncing") ? "{\"currentBlock\":\"0x4\"}" : null);
        chain.become(chain.at(4));
        run(ABSENCE.multipliedBy(3));
        assertThat(follower.path().head().number()).isEqualTo(6);

        chain.script(asked -> asked.method().equals("eth_syncing") ? "false" : null);
        run(ABSENCE.minusSeconds(2));
        assertThat(follower.path().head().number()).isEqualTo(6);
        run(POLL.multipliedBy(5));
        assertThat(follower.path().head().number()).isEqualTo(4);
    }

    // ---- tags

    @Test
    void safe_belowThePath_isForgottenOnceThePathReachesDownToAnotherBlock() {
        follower.watchFinality(true);
        announced(10);
        Block other = chain.child(chain.at(6));
        chain.safe(other);
        announce(grown());
        settle();
        assertThat(follower.path().safe()).isEqualTo(7);
        chain.script(asked -> asked.block().equals("safe") ? "null" : null);
        follower.extendDown(5);
        settle();

        assertThat(follower.path().safe()).isEqualTo(-1);
    }

    @Test
    void safe_aboveAHeadThatWentBack_isForgotten() {
        follower.watchFinality(true);
        announced(10);
        follower.extendDown(1);
        settle();
        chain.safe(chain.at(10));
        announce(grown());
        settle();
        assertThat(follower.path().safe()).isEqualTo(10);
        Block lower = chain.child(chain.at(7));
        chain.become(lower);
        chain.safe(chain.at(5));
        announce(lower);
        run(Duration.ofSeconds(30));

        assertThat(follower.path().head().hash()).isEqualTo(lower.hash());
        assertThat(follower.path().safe()).isEqualTo(5);
    }

    @Test
    void finality_isReadWithEachHeadWhileSomebodyWaitsForIt() {
        follower.watchFinality(true);
        announced(10);
        chain.finalized(chain.at(3));
        chain.safe(chain.at(6));
        announce(grown());
        settle();
        assertThat(follower.path().finalized()).isEqualTo(3);
        assertThat(follower.path().safe()).isEqualTo(6);

        chain.finalized(chain.at(2));
        announce(grown());
        settle();
        assertThat(follower.path().finalized()).isEqualTo(3);
    }

    @Test
    void finality_ofABlockOnAnotherBranch_isNotBelieved() {
        follower.watchFinality(true);
        announced(10);
        follower.extendDown(1);
        settle();
        chain.finalized(chain.child(chain.at(6)));
        announce(grown());
        settle();

        assertThat(follower.path().finalized()).isEqualTo(-1);
    }

    @Test
    void safe_fallsBackWithAReorgBelowIt() {
        follower.watchFinality(true);
        announced(10);
        follower.extendDown(1);
        chain.safe(chain.at(9));
        announce(grown());
        settle();
        assertThat(follower.path().safe()).isEqualTo(9);

        Block at = chain.at(7);
        for (int i = 0; i < 6; i++) {
            at = chain.child(at);
        }
        chain.become(at);
        announce(at);
        settle();

        assertThat(follower.path().head().number()).isEqualTo(13);
        assertThat(follower.path().safe()).isLessThanOrEqualTo(7);
    }
}
