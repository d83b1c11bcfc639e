package io.windlass.core.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BlockRef;
import io.windlass.BloomTrust;
import io.windlass.ChainEvent;
import io.windlass.EventStream;
import io.windlass.FeedProgress;
import io.windlass.Feeds;
import io.windlass.Finality;
import io.windlass.Hash;
import io.windlass.HistoryUnavailableException;
import io.windlass.Log;
import io.windlass.Position;
import io.windlass.Subscription;
import io.windlass.SubscriptionFailedException;
import io.windlass.SubscriptionState;
import io.windlass.core.chain.FollowSettings;
import io.windlass.core.sim.EngineLog;
import io.windlass.core.sim.ScriptedChain;
import io.windlass.core.sim.ScriptedChain.Block;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** Where a feed begins and ends, when it is live, and how it keeps pace with its handler. */
class WalkTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final FeedFixture f = new FeedFixture();

    private static List<String> additions(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(n -> "+" + n + "/0").toList();
    }

    // ---- beginning and end

    @Test
    void withoutAStart_onlyLaterBlocksCount() {
        f.chain.mineMany(5);
        f.subscribe(Feeds.logs()).onEvent(f::note);
        f.settle();
        f.chain.mineMany(2);
        f.settle();

        assertThat(f.got).isEqualTo(additions(6, 7));
    }

    @Test
    void fromANumber_historyComesFirstAndNothingIsMissingWhereItMeetsTheHead() {
        f.chain.mineMany(300);
        f.subscribe(Feeds.logs()).from(BlockRef.number(10)).onEvent(f::note);
        for (int i = 0; i < 50; i++) {
            f.chain.mineMany(1);
            f.run(Duration.ofMillis(7));
        }
        f.settle();

        assertThat(f.got).isEqualTo(additions(10, 350));
    }

    @Test
    void fromTheEarliest_beginsWithTheFirstBlock() {
        f.chain.mineMany(3);
        f.subscribe(Feeds.newHeads()).from(BlockRef.earliest()).onEvent(f::note);
        f.settle();

        assertThat(f.got).containsExactly("+0", "+1", "+2", "+3");
    }

    @Test
    void fromAHash_beginsWithThatBlock() {
        f.chain.mineMany(5);
        f.subscribe(Feeds.logs()).from(BlockRef.hash(f.chain.at(3).hash())).onEvent(f::note);
        f.settle();

        assertThat(f.got).isEqualTo(additions(3, 5));
    }

    @Test
    void fromAHashThatLeftTheChain_isRefusedWithWhatIsThereNow() {
        Block orphan = f.chain.child(f.chain.head(), ScriptedChain.EMITTER);
        f.chain.mineMany(3);
        Subscription s =
                f.subscribe(Feeds.logs()).from(BlockRef.hash(orphan.hash())).onEvent(f::note);
        f.run(Duration.ofMinutes(1));

        assertThatThrownBy(s.ended()::join)
                .cause()
                .isInstanceOf(SubscriptionFailedException.class)
                .hasMessageContaining("is not on the chain any more: block 1 is "
                        + f.chain.at(1).hash())
                .hasMessageContaining("begin with the number");
    }

    @Test
    void fromAHashThatTheNodeDoesNotHave_isRefusedAfterSomeTries() {
        Subscription s =
                f.subscribe(Feeds.logs()).from(BlockRef.hash(Hash.ZERO)).onEvent(f::note);
        f.run(Duration.ofMinutes(1));

        assertThatThrownBy(s.ended()::join)
                .cause()
                .isInstanceOf(SubscriptionFailedException.class)
                .hasMessageContaining("does not have the block");
    }

    @Test
    void fromAHash_waitsForANodeThatSaysThatItIsSyncing() {
        f.chain.mineMany(3);
        String hash = f.chain.at(2).hash().toHex();
        f.chain.script(asked -> asked.method().equals("eth_syncing")
                ? "{\"currentBlock\":\"0x1\"}"
                : asked.block().equals(hash) ? "null" : null);
        f.subscribe(Feeds.logs()).from(BlockRef.hash(f.chain.at(2).hash())).onEvent(f::note);
        f.run(Duration.ofMinutes(5));
        assertThat(f.got).isEmpty();
        f.chain.script(asked -> null);
        f.run(Duration.ofSeconds(10));

        assertThat(f.got).isEqualTo(additions(2, 3));
    }

    @Test
    void withoutAStart_afterAllOthersHaveEnded_onlyLaterBlocksCount() {
        f.subscribe(Feeds.logs()).onEvent(event -> {}).close();
        f.settle();
        f.chain.mineMany(5);
        f.subscribe(Feeds.logs()).onEvent(f::note);
        f.settle();
        f.chain.mineMany(1);
        f.settle();

        assertThat(f.got).containsExactly("+6/0");
    }

    @Test
    void fromAPosition_leavesOutWhatIsBehindItAfterAReorg_too() {
        Block one = f.chain.mine(ScriptedChain.EMITTER, ScriptedChain.EMITTER);
        f.subscribe(Feeds.logs()).from(new Position(1, one.hash(), 0)).onEvent(f::note);
        f.settle();
        Block other = f.chain.child(f.chain.child(f.chain.at(0)));
        f.chain.become(other);
        f.chain.announce(other);
        f.settle();
        Block back = f.chain.child(f.chain.child(one));
        f.chain.become(back);
        f.chain.announce(back);
        f.settle();

        assertThat(f.got).containsExactly("+1/1", "-1/1", "+1/1×2");
    }

    @Test
    void fromAPosition_leavesOutWhatIsBehindItInTheSameBlock() {
        Block one = f.chain.mine(ScriptedChain.EMITTER, ScriptedChain.EMITTER, ScriptedChain.EMITTER);
        f.chain.mineMany(1);
        f.subscribe(Feeds.logs()).from(new Position(1, one.hash(), 1)).onEvent(f::note);
        f.settle();

        assertThat(f.got).containsExactly("+1/2", "+2/0");
    }

    @Test
    void fromTheEndOfABlock_beginsWithTheNext() {
        f.chain.mineMany(3);
        f.subscribe(Feeds.logs()).from(Position.end(2, f.chain.at(2).hash())).onEvent(f::note);
        f.settle();

        assertThat(f.got).containsExactly("+3/0");
    }

    @Test
    void to_anEnd_completesWhenItsEventsAreAcknowledged() {
        f.chain.mineMany(9);
        f.handlers.hold();
        Subscription s = f.subscribe(Feeds.logs())
                .from(BlockRef.number(3))
                .to(BlockRef.number(6))
                .onEvent(f::note);
        f.run(SECOND);
        assertThat(s.state()).isNotEqualTo(SubscriptionState.COMPLETED);

        f.handlers.release();
        f.settle();

        assertThat(f.got).isEqualTo(additions(3, 6));
        assertThat(s.state()).isEqualTo(SubscriptionState.COMPLETED);
        assertThat(s.ended()).isCompleted();
        assertThat(s.live()).isCompleted();
    }

    @Test
    void to_aBlockThatIsNotThereYet_deliversMeanwhileAndThenCompletes() {
        f.chain.mineMany(2);
        Subscription s = f.subscribe(Feeds.logs())
                .from(BlockRef.number(1))
                .to(BlockRef.number(4))
                .onEvent(f::note);
        f.settle();
        assertThat(f.got).isEqualTo(additions(1, 2));

        f.chain.mineMany(5);
        f.settle();

        assertThat(f.got).isEqualTo(additions(1, 4));
        assertThat(s.state()).isEqualTo(SubscriptionState.COMPLETED);
    }

    @Test
    void to_theLatest_endsWithTheHeadAsItWas() {
        f.chain.mineMany(4);
        f.subscribe(Feeds.logs())
                .from(BlockRef.earliest())
                .to(BlockRef.latest())
                .onEvent(f::note);
        f.settle();
        f.chain.mineMany(2);
        f.settle();

        assertThat(f.got).isEqualTo(additions(1, 4));
    }

    @Test
    void close_endsInPeaceAndUnsubscribes() {
        Subscription s = f.subscribe(Feeds.logs()).onEvent(f::note);
        f.settle();
        s.close();
        f.chain.mineMany(1);
        f.run(Duration.ofSeconds(30));

        assertThat(f.got).isEmpty();
        assertThat(s.state()).isEqualTo(SubscriptionState.CLOSED);
        assertThat(s.ended()).isCompleted();
        assertThat(s.live()).isCompleted(); // it was live before
        assertThat(f.chain.followers()).isZero();
        assertThat(f.world.pending()).isZero();
    }

    @Test
    void historyThatTheNodeHasPruned_endsTheFeedAndNamesTheBlock() {
        f.chain.mineMany(300);
        f.chain.script(asked -> {
            if (asked.method().equals("eth_getLogs")) {
                throw ScriptedChain.refusal("eth_getLogs", 4444, "pruned history unavailable");
            }
            return null;
        });
        Subscription s = f.subscribe(Feeds.logs()).from(BlockRef.number(5)).onEvent(f::note);
        f.run(Duration.ofSeconds(10));

        assertThatThrownBy(s.ended()::join)
                .cause()
                .isInstanceOf(HistoryUnavailableException.class)
                .hasMessageContaining("block 5")
                .hasMessageContaining("use an archive node");
    }

    @Test
    void aNodeThatIsDownForAWhile_costsTimeButNoEvent() {
        f.subscribe(Feeds.logs()).onEvent(f::note);
        f.settle();
        f.chain.script(asked -> {
            throw ScriptedChain.refusal(asked.method(), -32000, "no backend is currently healthy");
        });
        f.chain.mineMany(4);
        f.run(Duration.ofSeconds(60));
        assertThat(f.got).isEmpty();

        f.chain.script(asked -> null);
        f.run(Duration.ofSeconds(10));

        assertThat(f.got).isEqualTo(additions(1, 4));
    }

    // ---- live

    @Test
    void live_onAQuietChain_completes() {
        f.chain.mineMany(3);
        Subscription s = f.subscribe(Feeds.logs()).onEvent(f::note);
        f.settle();

        assertThat(s.live()).isCompleted();
        assertThat(s.state()).isEqualTo(SubscriptionState.LIVE);
    }

    @Test
    void live_waitsForTheReplyToTheSubscription() {
        f.chain.confirmsAtOnce(false);
        f.chain.mineMany(3);
        Subscription s = f.subscribe(Feeds.logs()).from(BlockRef.earliest()).onEvent(f::note);
        f.run(Duration.ofSeconds(5));
        assertThat(f.got).hasSize(3);
        assertThat(s.live()).isNotDone();

        f.chain.confirm();
        f.settle();

        assertThat(s.live()).isCompleted();
    }

    @Test
    void live_waitsForAHeadThatWasReadAfterTheReply() {
        f.chain.latency(SECOND);
        Subscription s = f.subscribe(Feeds.logs()).from(BlockRef.earliest()).onEvent(f::note);
        f.run(Duration.ofMillis(900));
        assertThat(s.live()).isNotDone();
        f.run(Duration.ofSeconds(5));

        assertThat(s.live()).isCompleted();
    }

    @Test
    void live_waitsForEveryBlockUpToThatHead() {
        f.chain.mineMany(20);
        f.chain.script(asked -> {
            boolean logs = asked.method().equals("eth_getLogs");
            if (logs && f.chain.at(20).hash().equals(asked.query().get("blockHash"))) {
                throw ScriptedChain.refusal("eth_getLogs", -32000, "unknown block");
            }
            return null;
        });
        Subscription s = f.subscribe(Feeds.logs()).from(BlockRef.number(15)).onEvent(f::note);
        f.run(Duration.ofSeconds(5));
        assertThat(f.got).isEqualTo(additions(15, 19));
        assertThat(s.live()).isNotDone();
        assertThat(s.state()).isEqualTo(SubscriptionState.CATCHING_UP);
        assertThat(s.stats().lagBlocks()).isEqualTo(1);

        f.chain.script(asked -> null);
        f.run(Duration.ofSeconds(10));

        assertThat(s.live()).isCompleted();
        assertThat(s.stats().lagBlocks()).isZero();
    }

    @Test
    void aLinkThatBreaks_meansCatchingUpUntilTheNextOneWasHeard() {
        Subscription s = f.subscribe(Feeds.logs()).onEvent(f::note);
        f.settle();
        List<SubscriptionState> states = new ArrayList<>();
        f.chain.interrupt();
        f.chain.announces(false);
        f.chain.mineMany(3);
        f.run(Duration.ofMillis(10));
        states.add(s.state());
        f.chain.announces(true);
        f.chain.confirm();
        f.settle();
        states.add(s.state());

        assertThat(states).containsExactly(SubscriptionState.CATCHING_UP, SubscriptionState.LIVE);
        assertThat(f.got).isEqualTo(additions(1, 3));
    }

    @Test
    void stateChanges_areToldInOrder() {
        List<SubscriptionState> states = new ArrayList<>();
        Subscription s = f.subscribe(Feeds.logs()).onStateChange(states::add).onEvent(f::note);
        f.settle();
        s.close();
        f.settle();

        assertThat(states)
                .containsExactly(SubscriptionState.CATCHING_UP, SubscriptionState.LIVE, SubscriptionState.CLOSED);
    }

    @Test
    void progress_isToldWhileItCatchesUp() {
        f.chain.mineMany(300);
        List<FeedProgress> told = new ArrayList<>();
        f.subscribe(Feeds.logs()).from(BlockRef.number(1)).onProgress(told::add).onEvent(f::note);
        f.settle();
        int before = told.size();
        f.chain.mineMany(3);
        f.settle();

        assertThat(told).extracting(FeedProgress::nextBlock).isSorted();
        assertThat(told.get(before - 1)).isEqualTo(new FeedProgress(1, 301, 300, 300));
        assertThat(told).hasSize(before);
    }

    @Test
    void statistics_tellHistoryFromNews() {
        f.chain.mineMany(4);
        Subscription s = f.subscribe(Feeds.logs()).from(BlockRef.number(1)).onEvent(f::note);
        f.settle();
        f.chain.mineMany(2);
        f.settle();

        assertThat(s.stats().backfilled()).isEqualTo(4);
        assertThat(s.stats().delivered()).isEqualTo(6);
        assertThat(s.stats().sealed()).isEqualTo(6);
        Position six = Position.end(6, f.chain.at(6).hash());
        assertThat(s.stats().read()).contains(six);
        assertThat(s.stats().acknowledged()).contains(six);
    }

    private void failingLogs() {
        f.chain.script(asked -> {
            if (asked.method().equals("eth_getLogs")) {
                throw ScriptedChain.refusal("eth_getLogs", -32000, "no backend is currently healthy");
            }
            return null;
        });
    }

    @Test
    void statistics_ofALiveFeedThatCannotReadWhatIsAnnounced_tellForHowLong() {
        Subscription s = f.subscribe(Feeds.logs()).onEvent(f::note);
        f.settle();
        assertThat(s.stats().lagTime()).isZero();
        failingLogs();
        for (int i = 0; i < 60; i++) {
            f.chain.mineMany(1);
            f.run(SECOND);
        }

        assertThat(s.stats().lagTime()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(61));
        assertThat(s.stats().lagBlocks()).isEqualTo(60);
        f.chain.script(asked -> null);
        f.run(Duration.ofSeconds(10));
        assertThat(s.stats().lagTime()).isZero();
        assertThat(f.got).isEqualTo(additions(1, 60));
    }

    @Test
    void statistics_beforeTheFirstBlock_countAllBlocksFromTheBeginning() {
        f.chain.mineMany(20);
        failingLogs();
        Subscription s = f.subscribe(Feeds.logs()).from(BlockRef.number(5)).onEvent(f::note);
        f.run(SECOND);

        assertThat(s.stats().read()).isEmpty();
        assertThat(s.stats().lagBlocks()).isEqualTo(16);
    }

    @Test
    void readsThatFail_areShownAndAtLengthWarnedOf() {
        List<String> warnings = new ArrayList<>();
        EngineLog.listen(Level.WARN, (level, line) -> warnings.add(line));
        try {
            Subscription s = f.subscribe(Feeds.logs()).onEvent(f::note);
            f.settle();
            assertThat(s.stats().readFailingSince()).isEmpty();
            assertThat(s.stats().lastReadFailure()).isEmpty();
            failingLogs();
            Instant before = f.world.now();
            f.chain.mineMany(1);
            f.run(Duration.ofSeconds(20));
            assertThat(s.stats().readFailingSince().orElseThrow()).isBetween(before, before.plusSeconds(1));
            assertThat(s.stats().lastReadFailure().orElseThrow()).hasMessageContaining("no backend");
            assertThat(warnings).isEmpty();

            f.run(Duration.ofMinutes(5));
            assertThat(warnings).hasSizeBetween(2, 5).allMatch(line -> line.contains("to read block 1 for"));

            f.chain.script(asked -> null);
            f.run(Duration.ofSeconds(10));
            assertThat(s.stats().readFailingSince()).isEmpty();
            assertThat(s.stats().lastReadFailure()).isPresent();
        } finally {
            EngineLog.ignore();
        }
    }

    // ---- silence

    @Test
    void announcementsThatStop_areNoticedByAskingForTheHead() {
        f.subscribe(Feeds.logs()).onEvent(f::note);
        f.settle();
        f.chain.announces(false);
        f.chain.mineMany(3);
        f.run(FollowSettings.DEFAULTS.silence().multipliedBy(2));
        f.settle();

        assertThat(f.got).isEqualTo(additions(1, 3));
    }

    @Test
    void whereNothingIsAnnounced_theHeadIsPolled() {
        FeedFixture http = FeedFixture.with(FollowSettings.DEFAULTS, BloomTrust.NONE, false);
        Subscription s = http.subscribe(Feeds.logs()).onEvent(http::note);
        http.settle();
        assertThat(s.live()).isCompleted();
        for (int i = 0; i < 5; i++) {
            http.chain.mineMany(3);
            http.run(FollowSettings.DEFAULTS.pollInterval());
        }
        http.run(Duration.ofSeconds(2));

        assertThat(http.got).isEqualTo(additions(1, 15));
        assertThat(http.chain.asked("eth_blockNumber")).isEmpty();
        assertThat(http.chain.followers()).isZero();
    }

    // ---- confirmations

    @Test
    void confirmations_deliverABlockWhenSoManyAreAboveIt() {
        f.subscribe(Feeds.logs()).confirmations(3).from(BlockRef.number(1)).onEvent(f::note);
        f.settle();
        f.chain.mineMany(3);
        f.settle();
        assertThat(f.got).isEmpty();

        f.chain.mineMany(1);
        f.settle();

        assertThat(f.got).containsExactly("+1/0");
    }

    @Test
    void aReorgThatConfirmationsCover_isNotSeen() {
        f.subscribe(Feeds.logs()).confirmations(3).from(BlockRef.number(1)).onEvent(f::note);
        f.settle();
        f.chain.mineMany(6);
        f.settle();
        f.chain.reorg(2);
        f.settle();

        assertThat(f.got).isEqualTo(additions(1, 4));
    }

    @Test
    void aReorgDeeperThanTheConfirmations_isTakenBackAllTheSame() {
        f.subscribe(Feeds.logs()).confirmations(1).from(BlockRef.number(1)).onEvent(f::note);
        f.settle();
        f.chain.mineMany(4);
        f.settle();
        f.chain.reorg(3);
        f.settle();

        assertThat(f.got).containsExactly("+1/0", "+2/0", "+3/0", "-3/0", "-2/0", "+2/0", "+3/0", "+4/0");
    }

    @Test
    void finality_followsTheTag() {
        f.chain.mineMany(10);
        f.chain.finalized(f.chain.at(4));
        f.chain.safe(f.chain.at(7));
        List<String> safe = new ArrayList<>();
        f.engine
                .subscribe(Feeds.newHeads())
                .from(BlockRef.number(1))
                .finality(Finality.SAFE)
                .onEvent(event -> safe.add("+" + event.value().number()));
        Subscription s = f.subscribe(Feeds.logs())
                .from(BlockRef.number(1))
                .finality(Finality.FINALIZED)
                .onEvent(f::note);
        f.settle();
        assertThat(f.got).isEqualTo(additions(1, 4));
        assertThat(safe).hasSize(7);
        assertThat(s.live()).isCompleted();

        f.chain.finalized(f.chain.at(8));
        f.chain.mineMany(1);
        f.settle();

        assertThat(f.got).isEqualTo(additions(1, 8));
    }

    @Test
    void finality_whereTheTagIsUnknown_failsAtTheStartAndSaysWhatToDo() {
        f.chain.script(asked -> {
            if (asked.block().equals("finalized")) {
                throw ScriptedChain.refusal(asked.method(), -32602, "invalid params: unknown tag");
            }
            return null;
        });
        Subscription s = f.subscribe(Feeds.logs()).finality(Finality.FINALIZED).onEvent(f::note);
        f.settle();

        assertThatThrownBy(s.ended()::join)
                .cause()
                .isInstanceOf(SubscriptionFailedException.class)
                .hasMessageContaining("node does not know the tag finalized")
                .hasMessageContaining("use confirmations(n) instead");
    }

    @Test
    void finality_whereNoBlockHasTheTag_failsAtTheStartAfterSomeTries() {
        f.chain.mineMany(3);
        Subscription s = f.subscribe(Feeds.logs()).finality(Finality.SAFE).onEvent(f::note);
        f.run(SECOND);
        assertThat(s.ended()).isNotDone();
        f.run(Duration.ofMinutes(1));

        assertThatThrownBy(s.ended()::join)
                .cause()
                .isInstanceOf(SubscriptionFailedException.class)
                .hasMessageContaining("node has no block that it calls safe")
                .hasMessageContaining("use confirmations(n) instead");
    }

    @Test
    void finality_whereNoBlockHasTheTagYet_waitsForANodeThatSaysThatItIsSyncing() {
        f.chain.mineMany(3);
        f.chain.script(asked -> asked.method().equals("eth_syncing") ? "{\"currentBlock\":\"0x1\"}" : null);
        f.subscribe(Feeds.logs())
                .from(BlockRef.number(1))
                .finality(Finality.SAFE)
                .onEvent(f::note);
        f.run(Duration.ofMinutes(5));
        f.chain.script(asked -> null);
        f.chain.safe(f.chain.at(2));
        f.run(Duration.ofSeconds(10));

        assertThat(f.got).isEqualTo(additions(1, 2));
    }

    // ---- keeping pace

    @Test
    void aSlowHandler_stopsTheReadingAndLosesNothing() {
        f.subscribe(Feeds.logs()).buffer(10).onEvent(f::note);
        f.settle();
        f.handlers.hold();
        for (int i = 0; i < 600; i++) {
            f.chain.mineMany(1);
            f.run(Duration.ofMillis(10));
        }
        long reads = f.chain.asked("eth_getLogs").size();
        assertThat(reads).isLessThan(40);

        f.handlers.release();
        f.run(Duration.ofSeconds(10));

        assertThat(f.got).isEqualTo(additions(1, 600));
    }

    @Test
    void aSlowHandler_isShownAsWhatBlocks() {
        Subscription s = f.subscribe(Feeds.logs()).buffer(2).onEvent(f::note);
        f.settle();
        f.handlers.hold();
        f.chain.mineMany(20);
        f.run(Duration.ofSeconds(3));
        assertThat(s.state()).isEqualTo(SubscriptionState.BLOCKED_BY_HANDLER);
        assertThat(s.stats().waiting()).isEqualTo(2);
        assertThat(s.stats().lagBlocks()).isPositive();
        assertThat(s.stats().lagTime()).isGreaterThan(SECOND);

        f.handlers.release();
        f.run(Duration.ofSeconds(3));

        assertThat(s.state()).isEqualTo(SubscriptionState.LIVE);
        assertThat(f.got).isEqualTo(additions(1, 20));
    }

    @Test
    void aRange_larger_thanTheBuffer_isHandedOverPieceByPiece() {
        f.chain.mineMany(400);
        f.subscribe(Feeds.logs()).from(BlockRef.number(1)).buffer(1).onEvent(f::note);
        f.run(Duration.ofSeconds(5));

        assertThat(f.got).isEqualTo(additions(1, 400));
    }

    // ---- streams

    @Test
    void aStream_acknowledgesAnEventWhenTheNextIsAskedFor() throws Exception {
        EventStream<Log> stream = f.engine.subscribe(Feeds.logs()).from(BlockRef.number(1)).stream();
        f.chain.mineMany(2);
        f.run(Duration.ofSeconds(2));

        ChainEvent<Log> first = stream.poll(Duration.ZERO).orElseThrow();
        f.settle();
        assertThat(first.value().blockNumber()).isEqualTo(1);
        assertThat(stream.stats().acknowledged()).isEmpty();
        assertThat(stream.poll(Duration.ZERO)).isPresent();
        f.settle();
        assertThat(stream.stats().acknowledged().orElseThrow().blockNumber()).isEqualTo(1);
        stream.poll(Duration.ZERO);
        f.settle();
        assertThat(stream.stats().acknowledged().orElseThrow().blockNumber()).isEqualTo(2);
    }

    @Test
    void aStream_showsRemovalsAmongItsEvents() throws Exception {
        EventStream<Log> stream = f.engine.subscribe(Feeds.logs()).stream();
        f.settle();
        f.chain.mineMany(1);
        f.settle();
        stream.poll(Duration.ZERO).ifPresent(f::note);
        f.chain.reorg(1);
        f.settle();
        for (int i = 0; i < 3; i++) {
            stream.poll(Duration.ZERO).ifPresent(f::note);
        }

        assertThat(f.got).containsExactly("+1/0", "-1/0", "+1/0", "+2/0");
    }

    @Test
    void aStreamThatFails_deliversWhatCameBeforeAndThenThrows() throws Exception {
        f.chain.mineMany(2);
        EventStream<Log> stream = f.engine.subscribe(Feeds.logs()).from(BlockRef.number(1)).stream();
        f.settle();
        f.chain.script(asked -> {
            throw ScriptedChain.refusal(asked.method(), -32601, "the method does not exist");
        });
        f.chain.mineMany(1);
        f.run(Duration.ofMinutes(1));

        assertThat(stream.poll(Duration.ZERO)).isPresent();
        assertThat(stream.poll(Duration.ZERO)).isPresent();
        assertThatThrownBy(() -> stream.poll(Duration.ZERO))
                .isInstanceOf(SubscriptionFailedException.class)
                .hasMessageContaining("node cannot serve logs");
    }

    @Test
    void aStreamThatIsComplete_endsWhenItsLastEventIsAcknowledged() throws Exception {
        f.chain.mineMany(3);
        EventStream<Log> stream =
                f.engine.subscribe(Feeds.logs()).from(BlockRef.number(2)).to(BlockRef.number(2)).stream();
        f.settle();
        assertThat(stream.poll(Duration.ZERO)).isPresent();
        f.settle();
        assertThat(stream.stats().state()).isNotEqualTo(SubscriptionState.COMPLETED);
        assertThat(stream.poll(Duration.ZERO)).isEmpty();
        f.settle();

        assertThat(stream.stats().state()).isEqualTo(SubscriptionState.COMPLETED);
        assertThat(stream.iterator().hasNext()).isFalse();
    }

    // ---- the JSON

    @Test
    void keepRaw_bringsTheJsonOfEachEvent_ofRemovalsToo() {
        List<ChainEvent<Log>> got = new ArrayList<>();
        f.engine
                .subscribe(Feeds.logs())
                .from(BlockRef.number(1))
                .keepRaw()
                .onRemoved(got::add)
                .onEvent(got::add);
        f.settle();
        f.chain.mineMany(1);
        f.settle();
        f.chain.reorg(1);
        f.settle();

        assertThat(got).hasSizeGreaterThanOrEqualTo(2).anyMatch(ChainEvent::removed);
        assertThat(got)
                .allSatisfy(event -> assertThat(event.raw().orElseThrow().text())
                        .contains("\"logIndex\"")
                        .contains(event.value().blockHash().toHex()));
    }

    @Test
    void withoutKeepRaw_noJsonIsHeld() {
        List<ChainEvent<Log>> got = new ArrayList<>();
        f.engine.subscribe(Feeds.logs()).from(BlockRef.number(1)).onEvent(got::add);
        f.settle();
        f.chain.mineMany(1);
        f.settle();

        assertThat(got)
                .singleElement()
                .satisfies(event -> assertThat(event.raw()).isEmpty());
    }
}
