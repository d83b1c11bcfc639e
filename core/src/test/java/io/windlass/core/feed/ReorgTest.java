package io.windlass.core.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BlockRef;
import io.windlass.BloomTrust;
import io.windlass.ChainEvent;
import io.windlass.ChainMismatchException;
import io.windlass.EventId;
import io.windlass.Feeds;
import io.windlass.Log;
import io.windlass.ReorgBeyondWindowException;
import io.windlass.ReorgPolicy;
import io.windlass.Subscription;
import io.windlass.core.chain.FollowSettings;
import io.windlass.core.sim.ScriptedChain;
import io.windlass.core.sim.ScriptedChain.Block;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happens to events whose block leaves the chain. */
class ReorgTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final FeedFixture f = new FeedFixture();

    private Subscription follow() {
        Subscription made = f.subscribe(Feeds.logs()).onEvent(f::note);
        f.settle();
        return made;
    }

    /** The node's head is this block now. */
    private void switchTo(Block block) {
        f.chain.become(block);
        f.chain.announce(block);
        f.settle();
    }

    @Test
    void whatWasHandedOver_isTakenBackNewestFirst() {
        Subscription s = follow();
        f.chain.mine(ScriptedChain.EMITTER, ScriptedChain.EMITTER);
        f.chain.mineMany(1);
        f.settle();
        f.chain.reorg(2);
        f.settle();

        assertThat(f.got).containsExactly("+1/0", "+1/1", "+2/0", "-2/0", "-1/1", "-1/0", "+1/0", "+2/0", "+3/0");
        assertThat(s.stats().removed()).isEqualTo(3);
    }

    @Test
    void theRemoval_isTheSameEventWithTheSameIdAndValue() {
        List<ChainEvent<Log>> events = new ArrayList<>();
        f.engine.subscribe(Feeds.logs()).onRemoved(events::add).onEvent(events::add);
        f.settle();
        f.chain.mineMany(1);
        f.settle();
        f.chain.reorg(1);
        f.settle();

        ChainEvent<Log> added = events.get(0);
        ChainEvent<Log> removed = events.get(1);
        assertThat(removed.removed()).isTrue();
        assertThat(removed.id()).isEqualTo(added.id());
        assertThat(removed.value()).isEqualTo(added.value());
        assertThat(removed.occurrence()).isEqualTo(added.occurrence());
        assertThat(events).extracting(ChainEvent::id).doesNotContainNull().hasSize(4);
    }

    @Test
    void whatWaitsInTheQueue_vanishesWithItsRemoval() {
        Subscription s = follow();
        f.handlers.hold();
        f.chain.mineMany(3);
        f.settle();
        f.chain.reorg(2);
        f.settle();
        f.handlers.release();
        f.settle();

        assertThat(f.got).containsExactly("+1/0", "+2/0", "+3/0", "+4/0");
        assertThat(s.stats().removed()).isZero();
    }

    @Test
    void aBlockThatComesBack_countsItsOccurrences() {
        follow();
        Block root = f.chain.head();
        Block a = f.chain.child(root, ScriptedChain.EMITTER);
        Block b1 = f.chain.child(root);
        Block b2 = f.chain.child(b1);
        Block a2 = f.chain.child(a);
        Block a3 = f.chain.child(a2);
        switchTo(a);
        switchTo(b2);
        switchTo(a3);

        assertThat(f.got).containsExactly("+1/0", "-1/0", "+1/0×2");

        Block b3 = f.chain.child(f.chain.child(b2));
        switchTo(b3);
        assertThat(f.got).endsWith("-1/0×2");
    }

    @Test
    void aBlockThatComesBackUnseen_isNoSecondOccurrence() {
        follow();
        f.handlers.hold();
        Block root = f.chain.head();
        Block a = f.chain.child(root, ScriptedChain.EMITTER);
        Block b2 = f.chain.child(f.chain.child(root));
        Block a3 = f.chain.child(f.chain.child(a));
        switchTo(a);
        switchTo(b2);
        switchTo(a3);
        f.handlers.release();
        f.settle();

        assertThat(f.got).containsExactly("+1/0");
    }

    @Test
    void ids_tellTheSameHeightOnTwoBranchesApart() {
        List<EventId> ids = new ArrayList<>();
        f.engine.subscribe(Feeds.logs()).onEvent(event -> ids.add(event.id()));
        f.settle();
        f.chain.mineMany(1);
        f.settle();
        f.chain.reorg(1);
        f.settle();

        assertThat(ids).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void anEqualHeightBranch_takesOverAfterAboutABlockTime() {
        follow();
        f.chain.mineMany(1);
        f.run(SECOND);
        Block other = f.chain.child(f.chain.at(0), ScriptedChain.EMITTER);
        f.chain.become(other);
        f.chain.announce(other);
        f.run(Duration.ofMillis(50));
        assertThat(f.got).containsExactly("+1/0");

        f.run(Duration.ofSeconds(20));

        assertThat(f.got).containsExactly("+1/0", "-1/0", "+1/0");
    }

    @Test
    void aNodeThatLags_isNoReorg() {
        follow();
        f.chain.mineMany(5);
        f.settle();
        Block newest = f.chain.head();
        f.chain.become(f.chain.at(2));
        f.run(FollowSettings.DEFAULTS.silence().plus(SECOND));
        f.chain.become(newest);
        f.run(Duration.ofSeconds(30));

        assertThat(f.got).containsExactly("+1/0", "+2/0", "+3/0", "+4/0", "+5/0");
    }

    @Test
    void aRollback_countsOnlyAfterTheStatedAbsence() {
        FeedFixture polled = FeedFixture.with(FollowSettings.DEFAULTS, BloomTrust.NONE, false);
        polled.subscribe(Feeds.logs()).onEvent(polled::note);
        polled.settle();
        polled.chain.mineMany(4);
        polled.run(Duration.ofSeconds(3));
        polled.chain.become(polled.chain.at(2));
        polled.run(FollowSettings.DEFAULTS.absence().minusSeconds(1));
        assertThat(polled.got).containsExactly("+1/0", "+2/0", "+3/0", "+4/0");

        polled.run(Duration.ofSeconds(5));

        assertThat(polled.got).containsExactly("+1/0", "+2/0", "+3/0", "+4/0", "-4/0", "-3/0");
    }

    @Test
    void headsThatAreNotAnnounced_areReadByHash() {
        follow();
        f.chain.announces(false);
        f.chain.mineMany(4);
        f.chain.announces(true);
        f.chain.forgetCalls();
        f.chain.mineMany(1);
        f.settle();

        assertThat(f.got).containsExactly("+1/0", "+2/0", "+3/0", "+4/0", "+5/0");
    }

    @Test
    void aBranchWhoseAncestorsWereNotAnnounced_isLinkedByHash() {
        follow();
        f.chain.mineMany(3);
        f.settle();
        Block at = f.chain.at(1);
        for (int i = 0; i < 4; i++) {
            at = f.chain.child(at, ScriptedChain.EMITTER);
        }
        f.chain.become(at);
        f.chain.announce(at);
        f.settle();

        assertThat(f.got).containsExactly("+1/0", "+2/0", "+3/0", "-3/0", "-2/0", "+2/0", "+3/0", "+4/0", "+5/0");
    }

    @Test
    void aReorgWhileTheLinkIsDown_isFoundWhenItIsUpAgain() {
        follow();
        f.chain.mineMany(3);
        f.settle();
        f.chain.announces(false);
        f.chain.interrupt();
        f.chain.reorg(2);
        f.settle();
        f.chain.announces(true);
        f.chain.confirm();
        f.settle();

        assertThat(f.got).containsExactly("+1/0", "+2/0", "+3/0", "-3/0", "-2/0", "+2/0", "+3/0", "+4/0");
    }

    // ---- deeper than the window

    private static final int DEPTH = 4;

    private final FeedFixture shallow = FeedFixture.ofDepth(DEPTH);

    private void deepReorg() {
        Block at = shallow.chain.at(5);
        for (int i = 0; i < 30; i++) {
            at = shallow.chain.child(at, ScriptedChain.EMITTER);
        }
        shallow.chain.become(at);
        shallow.chain.announce(at);
        shallow.run(Duration.ofMinutes(1));
    }

    private static Subscription reorganized(FeedFixture f, int depth) {
        Subscription s = f.subscribe(Feeds.logs()).from(BlockRef.number(1)).onEvent(f::note);
        f.settle();
        for (int i = 0; i < 40; i++) {
            f.chain.mineMany(1);
            f.run(Duration.ofMillis(50));
        }
        f.chain.reorg(depth);
        f.run(Duration.ofMinutes(1));
        return s;
    }

    private static FeedFixture holding(long bytes) {
        FeedFixture fixture = new FeedFixture();
        fixture.windowBytes = bytes;
        fixture.engine = fixture.engine();
        return fixture;
    }

    @Test
    void aReorgBelowWhatTheWindowHasBytesFor_endsTheFeedAsOneBelowItsDepth() {
        FeedFixture small = holding(4_000); // ten events
        assertThatThrownBy(reorganized(small, 20).ended()::join).cause().isInstanceOf(ReorgBeyondWindowException.class);
        assertThat(small.got).noneMatch(line -> line.startsWith("-"));

        FeedFixture large = holding(20_000);
        assertThat(reorganized(large, 20).ended()).isNotDone();
        assertThat(large.got).contains("-40/0", "-21/0", "+41/0");
    }

    @Test
    void aReorgWithinWhatTheWindowHasBytesFor_isTakenBack() {
        FeedFixture small = holding(4_000);
        assertThat(reorganized(small, 2).ended()).isNotDone();

        assertThat(small.got).contains("-40/0", "-39/0", "+41/0");
    }

    @Test
    void aReorgBelowTheWindow_endsTheFeedAndTellsFromWhereToBegin() {
        Subscription s =
                shallow.subscribe(Feeds.logs()).from(BlockRef.number(1)).onEvent(shallow::note);
        shallow.settle();
        shallow.chain.mineMany(20);
        shallow.settle();
        deepReorg();

        assertThatThrownBy(s.ended()::join)
                .cause()
                .isInstanceOf(ReorgBeyondWindowException.class)
                .hasMessageContaining("a reorg reaches below block")
                .hasMessageContaining("onDeepReorg(REWIND)");
        assertThat(shallow.got).hasSize(20).allMatch(line -> line.startsWith("+"));
    }

    @Test
    void aReorgBelowTheWindow_isSurvivedByPolicy() {
        shallow.subscribe(Feeds.logs())
                .from(BlockRef.number(1))
                .onDeepReorg(ReorgPolicy.REWIND)
                .onEvent(shallow::note);
        shallow.settle();
        for (int i = 0; i < 20; i++) {
            shallow.chain.mineMany(1);
            shallow.settle();
        }
        shallow.got.clear();
        deepReorg();

        List<String> additions =
                shallow.got.stream().filter(line -> line.startsWith("+")).toList();
        // block 4 is the newest common one among the few older ones that are remembered
        assertThat(additions).startsWith("+5/0", "+6/0").endsWith("+34/0", "+35/0");
        assertThat(shallow.got.subList(0, shallow.got.size() - additions.size()))
                .contains("-20/0")
                .allMatch(line -> line.startsWith("-"));
    }

    /** The chain ends far below what was handed over, and rests. */
    private void deepRollback() {
        for (int i = 0; i < 20; i++) {
            shallow.chain.mineMany(1);
            shallow.settle();
        }
        shallow.chain.become(shallow.chain.at(8));
        shallow.run(Duration.ofMinutes(3));
    }

    @Test
    void aRollbackBelowTheWindow_endsTheFeedAndTellsFromWhereToBegin() {
        Subscription s =
                shallow.subscribe(Feeds.logs()).from(BlockRef.number(1)).onEvent(shallow::note);
        shallow.settle();
        deepRollback();

        assertThat(s.ended()).isDone();
        assertThatThrownBy(s.ended()::join)
                .cause()
                .isInstanceOf(ReorgBeyondWindowException.class)
                .hasMessageContaining("onDeepReorg(REWIND)");
        assertThat(shallow.got).hasSize(20).allMatch(line -> line.startsWith("+"));
    }

    @Test
    void aRollbackBelowTheWindow_isSurvivedByPolicy() {
        shallow.subscribe(Feeds.logs())
                .from(BlockRef.number(1))
                .onDeepReorg(ReorgPolicy.REWIND)
                .onEvent(shallow::note);
        shallow.settle();
        deepRollback();
        shallow.chain.mineMany(3);
        shallow.run(Duration.ofMinutes(1));

        assertThat(shallow.got).contains("-20/0").endsWith("+9/0", "+10/0", "+11/0");
    }

    @Test
    void aReorgWithinTheWindow_isTakenBackAsUsual() {
        shallow.subscribe(Feeds.logs()).from(BlockRef.number(1)).onEvent(shallow::note);
        shallow.settle();
        shallow.chain.mineMany(20);
        shallow.settle();
        shallow.got.clear();
        shallow.chain.reorg(DEPTH - 1);
        shallow.settle();

        assertThat(shallow.got).containsExactly("-20/0", "-19/0", "-18/0", "+18/0", "+19/0", "+20/0", "+21/0");
    }

    @Test
    void anotherChainOfTheSameId_isNotTakenForAReorg() {
        FeedFixture http = FeedFixture.with(
                new FollowSettings(DEPTH, SECOND, Duration.ofSeconds(15), Duration.ofSeconds(10)),
                BloomTrust.NONE,
                false);
        ScriptedChain other = new ScriptedChain(http.world, http.codec);
        other.child(other.head()); // so that later blocks are other ones
        other.mineMany(40);
        String genesis = other.at(0).json().replace(other.at(0).hash().toHex(), "0x" + "7".repeat(64));
        Subscription s = http.subscribe(Feeds.logs()).from(BlockRef.number(1)).onEvent(http::note);
        http.settle();
        http.chain.mineMany(20);
        http.run(Duration.ofSeconds(2));
        http.chain.script(asked -> asked.block().equals("0x0") ? genesis : other.answer(asked));
        http.run(Duration.ofMinutes(1));

        assertThatThrownBy(s.ended()::join)
                .cause()
                .isInstanceOf(ChainMismatchException.class)
                .hasMessageContaining("serves another chain of the same id");
        assertThat(http.got).hasSize(20).allMatch(line -> line.startsWith("+"));
    }

    // ---- logs that are handed over as they are pushed

    @Test
    void immediate_handsOverPushedLogsBeforeTheirBlockIsRead() {
        f.subscribe(Feeds.logs()).immediate().onEvent(f::note);
        f.settle();
        f.chain.script(asked -> {
            if (asked.method().equals("eth_getLogs")) {
                throw ScriptedChain.refusal("eth_getLogs", -32000, "unknown block");
            }
            return null;
        });
        Block block = f.chain.child(f.chain.head(), ScriptedChain.EMITTER, ScriptedChain.EMITTER);
        f.chain.push("logs", block.logs().get(0));
        f.settle();

        assertThat(f.got).containsExactly("+1/0");
    }

    @Test
    void immediate_deliversLateWhatOnlyTheReadFinds() {
        Subscription s = f.subscribe(Feeds.logs()).immediate().onEvent(f::note);
        f.settle();
        Block block = f.chain.child(f.chain.head(), ScriptedChain.EMITTER, ScriptedChain.EMITTER);
        f.chain.push("logs", block.logs().get(1));
        f.settle();
        switchTo(block);

        assertThat(f.got).containsExactly("+1/1", "+1/0");
        assertThat(s.stats().late()).isEqualTo(1);
        assertThat(s.stats().deduplicated()).isEqualTo(1);
    }

    @Test
    void immediate_ignoresPushedRemovalsAndWaitsForTheChain() {
        f.subscribe(Feeds.logs()).immediate().onEvent(f::note);
        f.settle();
        Block block = f.chain.child(f.chain.head(), ScriptedChain.EMITTER);
        switchTo(block);
        f.chain.push("logs", block.logs().get(0).replace("\"removed\":false", "\"removed\":true"));
        f.settle();

        assertThat(f.got).containsExactly("+1/0");
    }

    @Test
    void immediate_takesBackPushedLogsOfABlockThatNeverCame() {
        f.subscribe(Feeds.logs()).immediate().onEvent(f::note);
        f.settle();
        Block orphan = f.chain.child(f.chain.head(), ScriptedChain.EMITTER);
        f.chain.push("logs", orphan.logs().get(0));
        f.settle();
        f.chain.mineMany(1);
        f.settle();

        assertThat(f.got).containsExactly("+1/0", "-1/0", "+1/0");
    }
}
