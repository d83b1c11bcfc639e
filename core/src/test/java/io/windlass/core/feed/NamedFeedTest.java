package io.windlass.core.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.Address;
import io.windlass.BlockRef;
import io.windlass.CheckpointMismatchException;
import io.windlass.CheckpointPolicy;
import io.windlass.FeedStoreException;
import io.windlass.Feeds;
import io.windlass.FencedException;
import io.windlass.Finality;
import io.windlass.Hash;
import io.windlass.Log;
import io.windlass.LogsFeed;
import io.windlass.ReorgBeyondWindowException;
import io.windlass.ReorgPolicy;
import io.windlass.Subscription;
import io.windlass.SubscriptionBuilder;
import io.windlass.SubscriptionState;
import io.windlass.core.sim.ScriptedChain;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.FeedIdentity;
import io.windlass.spi.WindowEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Feeds that survive the process. */
class NamedFeedTest {
    private static final String NAME = "orders";
    private static final Address A = ScriptedChain.EMITTER;
    private static final Address B = ScriptedChain.emitter(2);

    private final FeedFixture f = new FeedFixture();

    private SubscriptionBuilder<?> named(LogsFeed feed) {
        return f.subscribe(feed).named(NAME).from(BlockRef.number(1));
    }

    private Subscription follow() {
        Subscription made =
                f.subscribe(Feeds.logs()).named(NAME).from(BlockRef.number(1)).onEvent(f::note);
        f.settle();
        return made;
    }

    /** The process ends and begins anew; the earlier run cannot write any more. */
    private Subscription restart() {
        f.restart();
        return follow();
    }

    private Checkpoint kept() {
        return f.store.checkpoint(NAME);
    }

    // ---- what is kept

    @Test
    void events_areDurableBeforeTheHandlerSeesThem() {
        List<WindowEntry.State> seen = new ArrayList<>();
        f.subscribe(Feeds.logs())
                .named(NAME)
                .onEvent(event -> kept().window().stream()
                        .filter(entry ->
                                entry.position().equals(event.position().orElseThrow()))
                        .forEach(entry -> seen.add(entry.state())));
        f.settle();
        f.chain.mineMany(3);
        f.settle();

        assertThat(seen)
                .containsExactly(
                        WindowEntry.State.DISPATCHED, WindowEntry.State.DISPATCHED, WindowEntry.State.DISPATCHED);
        assertThat(kept().window()).extracting(WindowEntry::state).containsOnly(WindowEntry.State.ACKNOWLEDGED);
    }

    /** The store refuses what is to be written last; a feed that reads up to its end, or is closed by its handler. */
    private Subscription endsWithoutItsLastWrite(boolean closed, List<SubscriptionState> states) {
        List<Subscription> self = new ArrayList<>();
        self.add(f.subscribe(Feeds.logs())
                .named(NAME)
                .from(BlockRef.number(1))
                .to(BlockRef.number(closed ? 9 : 2))
                .onStateChange(states::add)
                .onEvent(event -> {
                    f.note(event);
                    if (f.got.size() == 2) {
                        f.store.fails(true);
                        if (closed) {
                            self.get(0).close();
                        }
                    }
                }));
        f.settle();
        f.chain.mineMany(2);
        f.settle();
        return self.get(0);
    }

    @Test
    void aFeedWhoseLastWriteIsRefused_hasFailedRatherThanCompletedOrClosed() {
        for (boolean closed : List.of(true, false)) {
            List<SubscriptionState> states = new ArrayList<>();
            Subscription s = new NamedFeedTest().endsWithoutItsLastWrite(closed, states);

            assertThat(s.state()).isEqualTo(SubscriptionState.FAILED);
            assertThat(states).doesNotContain(SubscriptionState.COMPLETED, SubscriptionState.CLOSED);
            assertThatThrownBy(s.ended()::join).cause().isInstanceOf(FeedStoreException.class);
        }
    }

    @Test
    void theIdentity_isDurableBeforeTheFirstDelivery() {
        follow();

        assertThat(kept().identity().chainId()).isEqualTo(1);
        assertThat(kept().identity().genesisHash()).isEqualTo(f.chain.at(0).hash());
        assertThat(kept().identity().startBlock()).isEqualTo(1);
    }

    @Test
    void aBlockOfManyEvents_isOneWrite() {
        follow();
        f.chain.mine(A, A, A, A, A);
        f.settle();

        assertThat(f.store.changes)
                .filteredOn(change -> !change.entries().isEmpty())
                .singleElement()
                .satisfies(change -> assertThat(change.entries()).hasSize(5));
    }

    @Test
    void finalHistory_isNotKeptEventByEvent() {
        FeedFixture shallow = FeedFixture.ofDepth(4);
        shallow.chain.mineMany(300);
        shallow.subscribe(Feeds.logs()).named(NAME).from(BlockRef.number(1)).onEvent(shallow::note);
        shallow.run(Duration.ofSeconds(5));

        assertThat(shallow.got).hasSize(300);
        assertThat(shallow.store.changes.stream()
                        .mapToInt(change -> change.entries().size())
                        .sum())
                .isLessThanOrEqualTo(5);
    }

    // ---- going on

    @Test
    void aRestart_goesOnAfterWhatWasAcknowledged() {
        follow();
        f.chain.mineMany(3);
        f.settle();
        restart();
        f.chain.mineMany(2);
        f.settle();

        assertThat(f.got).containsExactly("+4/0", "+5/0");
    }

    @Test
    void aRestart_readsWhatCameMeanwhile() {
        follow().close();
        f.settle();
        f.chain.mineMany(4);
        restart();

        assertThat(f.got).containsExactly("+1/0", "+2/0", "+3/0", "+4/0");
    }

    @Test
    void whatWasNotAcknowledged_isHandedOverAgain() {
        f.subscribe(Feeds.logs()).named(NAME).from(BlockRef.number(1)).onEvent(event -> {
            if (event.value().blockNumber() == 3 && event.value().logIndex() == 1) {
                throw new IllegalStateException("not now");
            }
        });
        f.settle();
        f.chain.mineMany(2);
        f.chain.mine(A, A, A);
        f.settle();
        restart();

        assertThat(f.got).containsExactly("+3/1", "+3/2");
    }

    @Test
    void theCheckpoint_beatsTheStart() {
        follow();
        f.chain.mineMany(3);
        f.settle();
        f.restart();
        f.subscribe(Feeds.logs()).named(NAME).from(BlockRef.number(2)).onEvent(f::note);
        f.settle();

        assertThat(f.got).isEmpty();
    }

    @Test
    void aReorgWhileTheProcessWasDown_isUnwoundFirst() {
        Subscription s = follow();
        f.chain.mineMany(4);
        f.settle();
        s.close();
        f.settle();
        f.chain.reorg(2);
        restart();

        assertThat(f.got).containsExactly("-4/0", "-3/0", "+3/0", "+4/0", "+5/0");
    }

    @Test
    void aReorgBelowAFirstBlockThatWasFinal_isNotTakenForOneWithinTheWindow() {
        FeedFixture shallow = FeedFixture.ofDepth(4);
        shallow.chain.mineMany(3);
        shallow.subscribe(Feeds.logs()).named(NAME).from(BlockRef.number(3)).onEvent(shallow::note);
        shallow.settle();
        shallow.chain.mineMany(4);
        shallow.settle();
        shallow.restart();
        ScriptedChain.Block at = shallow.chain.at(2);
        while (at.number() < 9) {
            at = shallow.chain.child(at, A);
        }
        shallow.chain.become(at);
        Subscription s = shallow.subscribe(Feeds.logs()).named(NAME).onEvent(shallow::note);
        shallow.run(Duration.ofMinutes(1));

        // block 3 was final and is forgotten: it cannot be taken back
        assertThatThrownBy(s.ended()::join).cause().isInstanceOf(ReorgBeyondWindowException.class);
    }

    @Test
    void aReorgBelowTheWindowBetweenTwoRuns_isSurvivedByPolicy() {
        FeedFixture shallow = FeedFixture.ofDepth(4);
        Subscription s = shallow.subscribe(Feeds.logs())
                .named(NAME)
                .from(BlockRef.number(1))
                .onEvent(shallow::note);
        shallow.settle();
        for (int i = 0; i < 20; i++) {
            shallow.chain.mineMany(1);
            shallow.settle();
        }
        s.close();
        shallow.settle();
        ScriptedChain.Block at = shallow.chain.at(5);
        while (at.number() < 30) {
            at = shallow.chain.child(at, A);
        }
        shallow.chain.become(at);
        shallow.restart();

        Subscription again = shallow.subscribe(Feeds.logs())
                .named(NAME)
                .onDeepReorg(ReorgPolicy.REWIND)
                .onEvent(shallow::note);
        shallow.run(Duration.ofMinutes(2));

        assertThat(again.state()).isEqualTo(SubscriptionState.LIVE);
        int additions =
                (int) shallow.got.stream().filter(line -> line.startsWith("+")).count();
        List<String> removed = shallow.got.subList(0, shallow.got.size() - additions);
        assertThat(removed)
                .as("what the window holds is taken back, newest first, before anything else")
                .startsWith("-20/0", "-19/0")
                .allMatch(line -> line.startsWith("-"));
        assertThat(shallow.got.subList(removed.size(), shallow.got.size()))
                .as("from the newest common block that is remembered")
                .endsWith("+29/0", "+30/0")
                .allMatch(line -> line.startsWith("+"))
                .contains("+6/0", "+7/0");
    }

    @Test
    void whatAnEarlierRunHandedOver_isTakenBackBeforeTheWalkComesToItAgain() {
        beginAgainBelowWhatWasHandedOver();
        ScriptedChain.Block at = f.chain.at(3);
        while (at.number() < 8) {
            at = f.chain.child(at, A);
        }
        f.chain.become(at);
        f.chain.announce(at);
        f.settle();

        assertThat(f.got).containsExactly("-5/0", "-4/0");
    }

    @Test
    void whatAnEarlierRunHandedOver_isTakenBackWhereTheChainIsRolledBackBelowIt_andRestsThere() {
        beginAgainBelowWhatWasHandedOver();

        f.chain.become(f.chain.at(3));
        f.run(Duration.ofMinutes(2));

        assertThat(f.got).containsExactly("-5/0", "-4/0");
    }

    /** The events of blocks 4 and 5 were handed over, but not accepted, and are not to be handed over again yet. */
    private void beginAgainBelowWhatWasHandedOver() {
        f.chain.mineMany(6);
        f.chain.safe(f.chain.at(5));
        safeFeed(f).onEvent(event -> {
            if (event.value().blockNumber() > 3) {
                throw new IllegalStateException("not now");
            }
        });
        f.settle();
        f.restart();
        f.chain.safe(f.chain.at(3));
        safeFeed(f).onEvent(f::note);
        f.settle();
        assertThat(f.got).isEmpty();
    }

    private static SubscriptionBuilder<Log> safeFeed(FeedFixture f) {
        return f.subscribe(Feeds.logs()).named(NAME).from(BlockRef.number(1)).finality(Finality.SAFE);
    }

    @Test
    void aRemovalAfterARestart_bringsTheValueThoughTheNodeForgotIt() {
        Subscription s = follow();
        f.chain.mineMany(2);
        f.settle();
        Hash orphan = f.chain.at(2).hash();
        s.close();
        f.settle();
        f.chain.reorg(1);
        f.chain.script(asked -> asked.params().toString().contains(orphan.toHex()) ? "null" : null);
        f.restart();
        List<Hash> removed = new ArrayList<>();
        f.engine
                .subscribe(Feeds.logs())
                .named(NAME)
                .onRemoved(event -> removed.add(event.value().blockHash()))
                .onEvent(f::note);
        f.settle();

        assertThat(removed).containsExactly(orphan);
    }

    @Test
    void whatAnEarlierRunWasPushedAheadOfItsBlock_isTakenBackWhereTheChainEndsBelowIt() {
        SubscriptionBuilder<Log> immediate =
                f.subscribe(Feeds.logs()).named(NAME).from(BlockRef.number(1)).immediate();
        Subscription first = immediate.onEvent(f::note);
        f.settle();
        f.chain.mineMany(2);
        f.settle();
        ScriptedChain.Block ahead = f.chain.child(f.chain.head(), A);
        f.chain.push("logs", ahead.logs().get(0));
        f.settle();
        assertThat(f.got).containsExactly("+1/0", "+2/0", "+3/0");
        first.close();
        f.settle();
        f.restart();

        f.subscribe(Feeds.logs()).named(NAME).immediate().onEvent(f::note);
        f.run(Duration.ofMinutes(2));

        assertThat(f.got).containsExactly("-3/0");
    }

    /** Closing takes as long as the handler takes. */
    @Test
    void aFeedThatBeginsWhileTheOnlyOtherOneIsClosing_goesLiveAllTheSame() {
        Subscription first = follow();
        f.handlers.hold();
        f.chain.mineMany(1);
        f.settle();
        first.close();
        f.settle();

        Subscription second = f.engine.subscribe(Feeds.logs()).onEvent(f::note);
        f.settle();
        f.handlers.release();
        f.settle();
        f.chain.mineMany(1);
        f.settle();

        assertThat(first.ended()).isDone();
        assertThat(second.live()).isCompleted();
        assertThat(second.state()).isEqualTo(SubscriptionState.LIVE);
    }

    @Test
    void occurrences_areCountedAcrossRestarts() {
        Subscription s = follow();
        ScriptedChain.Block root = f.chain.head();
        ScriptedChain.Block a = f.chain.child(root, A);
        f.chain.become(a);
        f.chain.announce(a);
        f.settle();
        ScriptedChain.Block b = f.chain.child(f.chain.child(root));
        f.chain.become(b);
        f.chain.announce(b);
        f.settle();
        s.close();
        f.settle();
        f.chain.become(f.chain.child(f.chain.child(a)));
        restart();

        assertThat(f.got).containsExactly("+1/0×2");
    }

    @Test
    void whatComesBackBeforeItsRemovalIsAcknowledged_waitsSoThatACrashDoesNotLoseTheRemoval() {
        f.engine
                .subscribe(Feeds.logs())
                .named(NAME)
                .from(BlockRef.number(1))
                .onRemoved(event -> {
                    throw new IllegalStateException("not now");
                })
                .onEvent(f::note);
        f.settle();
        ScriptedChain.Block root = f.chain.head();
        ScriptedChain.Block a = f.chain.mine(A);
        f.settle();
        ScriptedChain.Block b = f.chain.child(f.chain.child(root));
        f.chain.become(b);
        f.chain.announce(b);
        f.settle();
        ScriptedChain.Block back = f.chain.child(f.chain.child(a));
        f.chain.become(back);
        f.chain.announce(back);
        f.settle();
        assertThat(f.got).containsExactly("+1/0");
        restart();

        assertThat(f.got).containsExactly("-1/0", "+1/0×2");
    }

    @Test
    void eachEventOfALongRunWithManyRestarts_isHeldOnceAtTheEnd() {
        Map<String, Integer> net = new TreeMap<>();
        for (int i = 0; i < 20; i++) {
            Subscription s = follow();
            f.chain.mineMany(2);
            f.run(Duration.ofMillis(20L * i));
            if (i % 3 == 0) {
                f.chain.reorg(1);
            }
            f.settle();
            s.close();
            f.settle();
            f.got.forEach(
                    line -> net.merge(line.replaceAll("^.|×.*", ""), line.startsWith("+") ? 1 : -1, Integer::sum));
            f.restart();
        }

        assertThat(net).hasSize((int) f.chain.head().number()).containsValue(1).doesNotContainValue(2);
    }

    @Test
    void aHandlerThatThrows_getsTheEventAgainAndKeepsTheOrder() {
        List<String> attempts = new ArrayList<>();
        f.subscribe(Feeds.logs()).named(NAME).onEvent(event -> {
            attempts.add("" + event.value().blockNumber());
            if (attempts.size() < 3) {
                throw new IllegalStateException("the database is away");
            }
        });
        f.settle();
        f.chain.mineMany(2);
        f.run(Duration.ofSeconds(5));

        assertThat(attempts).containsExactly("1", "1", "1", "2");
    }

    // ---- another checkpoint

    @Test
    void theCheckpointOfAnotherChain_isRefused() {
        follow().close();
        f.settle();
        f.restart();
        f.chainId = 5;

        refused("chainId", "connect to the same chain as before");
    }

    @Test
    void theCheckpointOfAnotherGenesis_isRefused() {
        follow().close();
        f.settle();
        FeedIdentity now = kept().identity();
        f.store.forge(NAME, new FeedIdentity(now.chainId(), Hash.keccak256(new byte[1]), now.feed(), now.startBlock()));
        f.restart();

        refused("genesisHash", "was the node's chain replaced");
    }

    /** Starts over and is itself continued afterwards. */
    private void isReset() {
        f.restart();
        f.subscribe(Feeds.logs())
                .named(NAME)
                .from(BlockRef.number(1))
                .onOtherCheckpoint(CheckpointPolicy.RESET)
                .onEvent(f::note);
        f.settle();

        assertThat(f.got).containsExactly("+1/0", "+1/1");
        assertThat(kept().identity().chainId()).isEqualTo(f.chainId);
        assertThat(kept().identity().genesisHash()).isEqualTo(f.chain.at(0).hash());
    }

    private void hasSeenABlock() {
        Subscription s = follow();
        f.chain.mine(A, B);
        f.settle();
        s.close();
        f.settle();
    }

    @Test
    void theCheckpointOfAnotherChain_isDeletedWhereThatIsThePolicy() {
        hasSeenABlock();
        f.chainId = 5;

        isReset();
    }

    @Test
    void theCheckpointOfAnotherGenesis_isDeletedWhereThatIsThePolicy() {
        hasSeenABlock();
        FeedIdentity now = kept().identity();
        f.store.forge(NAME, new FeedIdentity(now.chainId(), Hash.keccak256(new byte[1]), now.feed(), now.startBlock()));

        isReset();
    }

    @Test
    void theCheckpointOfAnotherFilter_isDeletedWhereThatIsThePolicy() {
        filterChanges(CheckpointPolicy.RESET);

        assertThat(f.got).containsExactly("+1/1", "+2/1", "+3/1");
    }

    private void refused(String what, String advice) {
        Subscription s = named(Feeds.logs()).ignoreRemoved().onEvent(event -> {});
        f.settle();

        assertThat(s.state()).isEqualTo(SubscriptionState.FAILED);
        assertThatThrownBy(s.ended()::join)
                .cause()
                .isInstanceOf(CheckpointMismatchException.class)
                .hasMessageContaining("the checkpoint of 'orders' is for another " + what)
                .hasMessageContaining(advice)
                .hasMessageContaining("give it another name");
        assertThat(f.got).isEmpty();
    }

    private void filterChanges(CheckpointPolicy policy) {
        Subscription s = f.subscribe(Feeds.logs().address(A))
                .named(NAME)
                .from(BlockRef.number(1))
                .onEvent(f::note);
        f.settle();
        f.chain.mine(A, B);
        f.chain.mine(A, B);
        f.settle();
        s.close();
        f.settle();
        f.restart();
        Subscription other = f.subscribe(Feeds.logs().address(B))
                .named(NAME)
                .from(BlockRef.number(1))
                .onOtherCheckpoint(policy)
                .onEvent(f::note);
        f.settle();
        f.chain.mine(A, B);
        f.settle();
        if (policy == CheckpointPolicy.FAIL) {
            assertThatThrownBy(other.ended()::join)
                    .cause()
                    .isInstanceOf(CheckpointMismatchException.class)
                    .hasMessageContaining("for another filter")
                    .hasMessageContaining("onOtherCheckpoint(CONTINUE, RESCAN or RESET)");
        }
    }

    @Test
    void theCheckpointOfAnotherFilter_isRefused() {
        filterChanges(CheckpointPolicy.FAIL);

        assertThat(f.got).isEmpty();
    }

    @Test
    void theCheckpointOfAnotherFilter_isContinuedByPolicy() {
        filterChanges(CheckpointPolicy.CONTINUE);

        assertThat(f.got).containsExactly("+3/1");
        restartWith(Feeds.logs().address(B));
        assertThat(f.got).isEmpty();
    }

    @Test
    void theCheckpointOfAnotherFilter_isPutAsideByPolicy() {
        filterChanges(CheckpointPolicy.RESCAN);

        assertThat(f.got).containsExactly("+1/1", "+2/1", "+3/1");
        restartWith(Feeds.logs().address(B));
        assertThat(f.got).isEmpty();
    }

    private void restartWith(LogsFeed feed) {
        f.restart();
        Subscription s = f.subscribe(feed).named(NAME).onEvent(f::note);
        f.settle();
        assertThat(s.state()).isEqualTo(SubscriptionState.LIVE);
    }

    // ---- the store

    @Test
    void aStoreThatFails_stopsTheFeedBeforeTheHandlerSeesMore() {
        Subscription s = follow();
        f.store.fails(true);
        f.chain.mineMany(2);
        f.settle();

        assertThat(f.got).isEmpty();
        assertThat(s.state()).isEqualTo(SubscriptionState.FAILED);
        assertThatThrownBy(s.ended()::join)
                .cause()
                .isInstanceOf(FeedStoreException.class)
                .hasMessageContaining("no space left");
        f.store.fails(false);
        restart();
        assertThat(f.got).containsExactly("+1/0", "+2/0");
    }

    @Test
    void anotherOwnerOfTheName_stopsTheFeed() {
        Subscription first = follow();
        f.restart();
        Subscription second = follow();
        f.chain.mineMany(1);
        f.settle();

        assertThatThrownBy(first.ended()::join).cause().isInstanceOf(FencedException.class);
        assertThat(second.state()).isEqualTo(SubscriptionState.LIVE);
        assertThat(f.got).containsExactly("+1/0");
    }
}
