package io.windlass.core.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BlockRef;
import io.windlass.BlockchainException;
import io.windlass.CallTimeoutException;
import io.windlass.CloseReason;
import io.windlass.ConnectionLostException;
import io.windlass.EndpointException;
import io.windlass.Feed;
import io.windlass.Feeds;
import io.windlass.Hash;
import io.windlass.HistoryUnavailableException;
import io.windlass.InconsistentNodeException;
import io.windlass.Log;
import io.windlass.ReorgBeyondWindowException;
import io.windlass.Subscription;
import io.windlass.core.sim.ScriptedChain;
import io.windlass.core.sim.ScriptedChain.Asked;
import io.windlass.core.sim.ScriptedChain.Block;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How final history is read. */
class RangeReadsTest {
    private static final int DEPTH = 8;
    private static final long BLOCKS = 2_000;

    private final FeedFixture f = FeedFixture.ofDepth(DEPTH);

    private static long from(Asked asked) {
        return ((BlockRef) asked.query().get("fromBlock")).number();
    }

    private static long to(Asked asked) {
        return ((BlockRef) asked.query().get("toBlock")).number();
    }

    private static long length(Asked asked) {
        return to(asked) - from(asked) + 1;
    }

    private List<Asked> ranges() {
        return f.chain.asked("eth_getLogs").stream()
                .filter(asked -> asked.query().containsKey("fromBlock"))
                .toList();
    }

    private void follow() {
        f.chain.grow((int) BLOCKS);
        f.subscribe(Feeds.logs()).from(BlockRef.number(1)).onEvent(f::note);
        f.run(Duration.ofMinutes(1));
    }

    private void assertComplete() {
        assertThat(f.got)
                .isEqualTo(LongStream.rangeClosed(1, BLOCKS)
                        .mapToObj(n -> "+" + n + "/0")
                        .toList());
    }

    @Test
    void ranges_endWhereBlocksMayStillChange() {
        follow();

        assertThat(ranges()).isNotEmpty().allMatch(range -> to(range) <= BLOCKS - DEPTH);
        assertComplete();
    }

    @Test
    void ranges_reachToTheFinalBlockWhereTheChainNamesOne() {
        f.chain.grow((int) BLOCKS);
        f.chain.finalized(f.chain.at(BLOCKS - 2));
        f.subscribe(Feeds.logs()).from(BlockRef.number(1)).onEvent(f::note);
        f.run(Duration.ofMinutes(1));

        assertComplete();
        assertThat(ranges()).allMatch(range -> to(range) <= BLOCKS - 2);
    }

    @Test
    void ranges_areReadSeveralAtATimeAndDeliveredInOrder() {
        f.chain.latency(Duration.ofMillis(100));
        f.chain.grow((int) BLOCKS);
        f.subscribe(Feeds.logs()).from(BlockRef.number(1)).onEvent(f::note);
        f.run(Duration.ofMillis(350));
        assertThat(ranges()).hasSizeGreaterThan(3);

        f.run(Duration.ofMinutes(1));

        assertComplete();
    }

    private void refusing(long most, String text) {
        f.chain.script(asked -> {
            boolean range =
                    asked.method().equals("eth_getLogs") && asked.query().containsKey("fromBlock");
            if (range && length(asked) > most) {
                throw ScriptedChain.refusal(
                        "eth_getLogs", -32600, String.format(text, from(asked), from(asked) + most - 1));
            }
            return null;
        });
    }

    @Test
    void aRangeThatIsRefused_shrinksToWhatTheErrorNames() {
        for (String text : List.of(
                "eth_getLogs is limited to a 40 block range",
                "exceed maximum block range: 40",
                "query exceeds max results 20000, retry with the range %d-%d",
                "this block range should work: [0x%x, 0x%x]")) {
            RangeReadsTest each = new RangeReadsTest();
            each.refusing(40, text);
            each.follow();

            each.assertComplete();
            assertThat(each.ranges())
                    .as(text)
                    .filteredOn(range -> length(range) == 40)
                    .hasSizeGreaterThan(10);
        }
    }

    @Test
    void aRangeThatIsRefusedWithoutAHint_isHalved() {
        refusing(70, "block range too large");
        follow();

        assertComplete();
        List<Long> lengths = ranges().stream().map(RangeReadsTest::length).toList();
        long refused =
                lengths.stream().filter(length -> length > 70).findFirst().orElseThrow();
        assertThat(lengths.subList(lengths.indexOf(refused), lengths.size())).contains(refused / 2);
        assertThat(lengths).filteredOn(length -> length > 70).hasSizeLessThan(lengths.size() / 2);
    }

    private void failingAbove(long most, BlockchainException failure) {
        f.chain.script(asked -> {
            boolean range =
                    asked.method().equals("eth_getLogs") && asked.query().containsKey("fromBlock");
            if (range && length(asked) > most) {
                throw failure;
            }
            return null;
        });
    }

    private static EndpointException status(int status) {
        return new EndpointException("no answer", "node", status, false, Optional.empty(), null);
    }

    @Test
    void aRangeThatIsTooLargeForHttp_isHalvedAtOnce() {
        failingAbove(70, status(413));
        follow();

        assertComplete();
        assertThat(ranges()).filteredOn(range -> length(range) > 70).hasSizeLessThan(16);
    }

    @Test
    void aRangeThatFailsAgainAndAgain_isHalvedThoughNothingSaysThatItIsTooLong() {
        CloseReason cut = new CloseReason(CloseReason.Kind.NETWORK, 1009, "message too big", Optional.empty());
        for (BlockchainException failure : List.of(
                status(504),
                status(0),
                new CallTimeoutException("late", "eth_getLogs", Duration.ofSeconds(30), true, null),
                new ConnectionLostException("lost", "node", "eth_getLogs", false, cut, null),
                ScriptedChain.refusal("eth_getLogs", -32000, "no backend is currently healthy to serve traffic"))) {
            RangeReadsTest each = new RangeReadsTest();
            each.failingAbove(20, failure);
            each.follow();
            each.f.run(Duration.ofMinutes(3));

            each.assertComplete();
        }
    }

    @Test
    void anOutage_shortensRangesForAWhileOnly() {
        f.chain.grow((int) BLOCKS);
        failingAbove(0, status(502));
        f.subscribe(Feeds.logs()).from(BlockRef.number(1)).onEvent(f::note);
        f.run(Duration.ofMinutes(5));
        assertThat(length(ranges().get(ranges().size() - 1))).isLessThan(8);

        f.chain.script(asked -> null);
        f.chain.forgetCalls();
        f.run(Duration.ofMinutes(1));

        assertComplete();
        assertThat(ranges()).hasSizeLessThan(40);
    }

    @Test
    void aNodeThatTakesOneBlockAtATime_isReadByHash() {
        refusing(1, "block range too large");
        follow();

        assertComplete();
        assertThat(f.chain.asked("eth_getLogs"))
                .filteredOn(asked -> asked.query().containsKey("blockHash"))
                .hasSizeGreaterThan((int) BLOCKS - 100);
    }

    @Test
    void aNodeThatIsNotThereYet_isNotClippedBy() {
        f.chain.grow((int) BLOCKS);
        // another machine behind the same address: it has fewer blocks, and clips ranges in silence
        f.chain.script(asked -> {
            boolean range =
                    asked.method().equals("eth_getLogs") && asked.query().containsKey("fromBlock");
            boolean last = asked.method().equals("eth_getBlockByNumber")
                    && asked.block().startsWith("0x")
                    && Long.decode(asked.block()) > 0
                    && Long.decode(asked.block()) <= BLOCKS - DEPTH;
            if (f.world.nanos() < Duration.ofSeconds(3).toNanos() && (range || last)) {
                return range ? "[]" : "null";
            }
            return null;
        });
        f.subscribe(Feeds.logs()).from(BlockRef.number(1)).onEvent(f::note);
        f.run(Duration.ofSeconds(2));
        assertThat(ranges()).hasSizeGreaterThan(1);
        assertThat(f.got).isEmpty();

        f.run(Duration.ofMinutes(2));

        assertComplete();
    }

    private void assertEndsAt(Subscription s, long block, long earliest) {
        assertThatThrownBy(s.ended()::join)
                .cause()
                .isInstanceOfSatisfying(HistoryUnavailableException.class, gone -> {
                    assertThat(gone.block()).isEqualTo(block);
                    assertThat(gone.earliest()).hasValue(earliest);
                })
                .hasMessageContaining("the oldest that it has is " + earliest);
        assertThat(f.got).isEmpty();
    }

    @Test
    void blocksThatANodeDoesNotHaveAnyMore_endTheFeedThoughItSaysNothingButNull() {
        for (Feed<?> feed : List.of(Feeds.logs(), Feeds.newHeads())) {
            RangeReadsTest each = new RangeReadsTest();
            each.f.chain.grow((int) BLOCKS);
            each.f.chain.script(asked -> {
                boolean header = asked.method().equals("eth_getBlockByNumber")
                        && asked.block().startsWith("0x");
                if (header && Long.decode(asked.block()) < 1_234) {
                    return "null";
                }
                return null;
            });
            Subscription s = each.f.subscribe(feed).from(BlockRef.number(5)).onEvent(each.f::note);
            each.f.run(Duration.ofSeconds(5));
            assertThat(s.ended()).isNotDone();
            each.f.run(Duration.ofMinutes(1));

            each.assertEndsAt(s, 5, 1_234);
        }
    }

    @Test
    void logsThatANodeHasPruned_endTheFeedWithTheOldestThatItHas() {
        f.chain.grow((int) BLOCKS);
        f.chain.script(asked -> {
            if (asked.method().equals("eth_getLogs")) {
                boolean old = asked.query().containsKey("fromBlock")
                        ? from(asked) < 777
                        : LongStream.range(0, 777)
                                .anyMatch(n -> f.chain
                                        .at(n)
                                        .hash()
                                        .equals(asked.query().get("blockHash")));
                if (old) {
                    throw ScriptedChain.refusal("eth_getLogs", 4444, "pruned history unavailable");
                }
            }
            return null;
        });
        Subscription s = f.subscribe(Feeds.logs()).from(BlockRef.number(5)).onEvent(f::note);
        f.run(Duration.ofSeconds(10));

        assertEndsAt(s, 5, 777);
    }

    @Test
    void aLogThatDoesNotBelongToTheRange_isNotBelieved() {
        f.chain.grow((int) BLOCKS);
        String stray = ScriptedChain.log(7, f.chain.at(8).hash(), 0, ScriptedChain.EMITTER);
        String later = ScriptedChain.log(BLOCKS, f.chain.head().hash(), 0, ScriptedChain.EMITTER);
        f.chain.script(asked -> {
            boolean range =
                    asked.method().equals("eth_getLogs") && asked.query().containsKey("fromBlock");
            return range && ranges().size() < 8 ? "[" + stray + "," + later + "]" : null;
        });
        f.subscribe(Feeds.logs()).from(BlockRef.number(1)).onEvent(f::note);
        f.run(Duration.ofMinutes(2));

        assertComplete();
    }

    @Test
    void rangesThatAlwaysHaveALogThatDoesNotBelong_areReadBlockByBlock() {
        f.chain.grow((int) BLOCKS);
        String stray = ScriptedChain.log(7, f.chain.at(8).hash(), 0, ScriptedChain.EMITTER);
        f.chain.script(
                asked -> asked.method().equals("eth_getLogs") && asked.query().containsKey("fromBlock")
                        ? "[" + stray + "," + stray + "]"
                        : null);
        f.subscribe(Feeds.logs()).from(BlockRef.number(1)).onEvent(f::note);
        f.run(Duration.ofMinutes(10));

        assertComplete();
    }

    @Test
    void logsThatNeverBelong_endTheFeed() {
        f.chain.grow((int) BLOCKS);
        String stray = ScriptedChain.log(7, f.chain.at(8).hash(), 0, ScriptedChain.EMITTER);
        f.chain.script(asked -> asked.method().equals("eth_getLogs") ? "[" + stray + "," + stray + "]" : null);
        Subscription s = f.subscribe(Feeds.logs()).from(BlockRef.number(1)).onEvent(f::note);
        f.run(Duration.ofMinutes(2));

        assertThat(f.got).isEmpty();
        assertThatThrownBy(s.ended()::join).cause().isInstanceOf(InconsistentNodeException.class);
    }

    @Test
    void earliest_isAskedForAsANumber() {
        f.chain.grow(50);
        f.subscribe(Feeds.logs()).from(BlockRef.earliest()).onEvent(f::note);
        f.run(Duration.ofSeconds(5));

        assertThat(from(ranges().get(0))).isZero();
        assertThat(((BlockRef) ranges().get(0).query().get("fromBlock")).toParam())
                .isEqualTo("0x0");
    }

    @Test
    void oldHeads_areReadByNumberAndMustBeLinked() {
        f.chain.grow(100);
        boolean[] wrong = {true};
        f.chain.script(asked -> {
            if (asked.block().equals("0x5") && wrong[0]) {
                wrong[0] = false;
                return f.chain.child(f.chain.at(4)).json(); // another machine is on another branch
            }
            return null;
        });
        f.subscribe(Feeds.newHeads()).from(BlockRef.number(1)).onEvent(f::note);
        f.run(Duration.ofSeconds(10));

        assertThat(f.got)
                .isEqualTo(LongStream.rangeClosed(1, 100).mapToObj(n -> "+" + n).toList());
        assertThat(f.chain.asked("eth_getLogs")).isEmpty();
    }

    @Test
    void rangesOfLargeLogs_areShortThoughTheLogsAreFew() {
        String large = "\"data\":\"0x" + "00".repeat(2_100_000) + "\"";
        f.chain.script(asked ->
                asked.method().equals("eth_getLogs") ? f.chain.answer(asked).replace("\"data\":\"0x\"", large) : null);
        f.chain.grow(24);
        f.subscribe(Feeds.logs()).from(BlockRef.number(1)).onEvent(f::note);
        f.run(Duration.ofSeconds(5));

        assertThat(f.got).hasSize(24);
        assertThat(ranges()).map(RangeReadsTest::length).startsWith(8L, 3L, 3L);
    }

    @Test
    void aRangeOfLogsThatDoesNotFollowTheBlockBefore_isNotDelivered() {
        f.chain.grow(600);
        List<Hash> before = LongStream.rangeClosed(0, 600)
                .mapToObj(n -> f.chain.at(n).hash())
                .toList();
        f.handlers.hold();
        List<Log> logs = new ArrayList<>();
        Subscription s = f.engine
                .subscribe(Feeds.logs())
                .from(BlockRef.number(1))
                .buffer(1)
                .onEvent(event -> logs.add(event.value()));
        f.run(Duration.ofSeconds(1));
        // the chain is replaced below what counts as final, by one that nobody has heard of yet
        Block other = f.chain.at(3);
        for (int i = 0; i < 597; i++) {
            other = f.chain.child(other, ScriptedChain.EMITTER);
        }
        f.chain.become(other);
        f.handlers.release();
        f.run(Duration.ofMinutes(5));

        assertThat(logs)
                .hasSizeBetween(8, 100)
                .allMatch(log -> log.blockHash().equals(before.get((int) log.blockNumber())));
        assertThatThrownBy(s.ended()::join).cause().isInstanceOf(ReorgBeyondWindowException.class);
    }
}
