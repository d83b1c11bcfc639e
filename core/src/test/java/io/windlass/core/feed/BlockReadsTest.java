package io.windlass.core.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.Address;
import io.windlass.BlockRef;
import io.windlass.BloomTrust;
import io.windlass.Feeds;
import io.windlass.InconsistentNodeException;
import io.windlass.LogsFeed;
import io.windlass.Subscription;
import io.windlass.SubscriptionFailedException;
import io.windlass.core.sim.ScriptedChain;
import io.windlass.core.sim.ScriptedChain.Asked;
import io.windlass.core.sim.ScriptedChain.Block;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How the logs of a block are read and what is believed of them. */
class BlockReadsTest {
    private static final Address A = ScriptedChain.emitter(1);
    private static final Address B = ScriptedChain.emitter(2);

    private final FeedFixture f = new FeedFixture();

    private static LogsFeed of(Address address) {
        return Feeds.logs().address(address);
    }

    private static Subscription follow(FeedFixture f, LogsFeed feed) {
        Subscription made = f.subscribe(feed).onEvent(f::note);
        f.settle();
        f.chain.forgetCalls();
        return made;
    }

    private static List<Asked> reads(FeedFixture f) {
        return f.chain.asked("eth_getLogs");
    }

    private static boolean hasFilter(Asked asked) {
        return asked.query().containsKey("address");
    }

    @Test
    void thousandLogFeeds_costOneReadABlock() {
        for (int i = 1; i <= 1_000; i++) {
            f.subscribe(of(ScriptedChain.emitter(i))).onEvent(f::note);
        }
        f.settle();
        f.chain.forgetCalls();

        f.chain.mine(ScriptedChain.emitter(7), ScriptedChain.emitter(900));
        f.settle();

        assertThat(reads(f)).hasSize(1).noneMatch(BlockReadsTest::hasFilter);
        assertThat(f.got).containsExactlyInAnyOrder("+1/0", "+1/1");
    }

    @Test
    void feedsWithTheSameFilter_shareARead() {
        follow(f, of(A));
        follow(f, of(A));

        f.chain.mine(A);
        f.settle();

        assertThat(reads(f)).hasSize(1).allMatch(BlockReadsTest::hasFilter);
        assertThat(f.got).containsExactly("+1/0", "+1/0");
    }

    @Test
    void aFeedAlone_readsWithItsFilter() {
        follow(f, of(B));

        f.chain.mine(A, B, A);
        f.settle();

        assertThat(reads(f)).hasSize(1).allMatch(BlockReadsTest::hasFilter);
        assertThat(f.got).containsExactly("+1/1");
    }

    @Test
    void feedsThatHaveEnded_areNotReadForAnyMore() {
        List<Subscription> more =
                List.of(follow(f, of(ScriptedChain.emitter(3))), follow(f, of(ScriptedChain.emitter(4))));
        follow(f, of(A));
        more.forEach(Subscription::close);
        f.settle();

        f.chain.mine(A);
        f.settle();

        assertThat(reads(f)).hasSize(1).allMatch(BlockReadsTest::hasFilter);
    }

    @Test
    void aFilterTooLargeForANode_isSplitAndMergedInOrder() {
        LogsFeed large = Feeds.logs()
                .address(IntStream.rangeClosed(1, 2_500)
                        .mapToObj(ScriptedChain::emitter)
                        .toArray(Address[]::new));
        follow(f, large);

        f.chain.mine(
                ScriptedChain.emitter(2_500),
                ScriptedChain.emitter(3),
                ScriptedChain.emitter(2_501),
                ScriptedChain.emitter(1_500),
                ScriptedChain.emitter(1));
        f.settle();

        assertThat(reads(f))
                .hasSize(3)
                .allSatisfy(read -> assertThat(((Collection<?>) read.query().get("address")))
                        .hasSizeLessThanOrEqualTo(1_000));
        assertThat(f.got).containsExactly("+1/0", "+1/1", "+1/3", "+1/4");
    }

    /** A node that takes so many alternatives in one position only. */
    private static void taking(int most, String refusal, FeedFixture f) {
        f.chain.script(asked -> {
            if (asked.method().equals("eth_getLogs")
                    && asked.query().get("address") instanceof Collection<?> some
                    && some.size() > most) {
                throw ScriptedChain.refusal("eth_getLogs", -32602, refusal);
            }
            return null;
        });
    }

    @Test
    void aFilterThatIsRefusedForItsAlternatives_isSplitFinerFromThenOn() {
        Address[] twenty =
                IntStream.rangeClosed(1, 20).mapToObj(ScriptedChain::emitter).toArray(Address[]::new);
        for (String text : List.of(
                "exceed max addresses or topics per search position",
                "exceed max topics",
                "Please specify less number of addresses.")) {
            FeedFixture each = new FeedFixture();
            taking(6, text, each);
            follow(each, Feeds.logs().address(twenty));
            each.chain.mine(ScriptedChain.emitter(20), ScriptedChain.emitter(21), ScriptedChain.emitter(1));
            each.settle();
            assertThat(each.got).as(text).containsExactly("+1/0", "+1/2");

            each.chain.forgetCalls();
            each.chain.mine(ScriptedChain.emitter(20));
            each.settle();
            assertThat(reads(each)).hasSize(4);
        }
    }

    @Test
    void aRangeWhoseFilterIsRefused_isSplitFinerToo() {
        FeedFixture shallow = FeedFixture.ofDepth(8);
        taking(1, "exceed max addresses", shallow);
        shallow.chain.grow(50);
        shallow.subscribe(Feeds.logs().address(A, B)).from(BlockRef.number(1)).onEvent(shallow::note);
        shallow.run(Duration.ofSeconds(5));

        assertThat(shallow.got).hasSize(50);
        assertThat(reads(shallow)).anyMatch(asked -> asked.query().containsKey("fromBlock"));
    }

    @Test
    void aNodeThatTakesNotEvenOneAlternative_endsTheFeed() {
        Subscription s = follow(f, of(A));
        taking(0, "exceed max addresses", f);
        f.chain.mine(A);
        f.run(Duration.ofSeconds(5));

        assertThatThrownBy(s.ended()::join)
                .cause()
                .isInstanceOf(SubscriptionFailedException.class)
                .hasMessageContaining("even with one alternative in each position");
    }

    @Test
    void blocksAreReadByHash() {
        follow(f, of(A));

        Block block = f.chain.mine(A);
        f.settle();

        assertThat(reads(f))
                .singleElement()
                .satisfies(read -> assertThat(read.query().get("blockHash")).isEqualTo(block.hash()));
    }

    @Test
    void anExactBloomThatExcludesTheFilter_savesTheRead() {
        FeedFixture exact = FeedFixture.trusting(BloomTrust.EXACT);
        follow(exact, of(A));

        exact.chain.mine(B);
        exact.chain.mine(A);
        exact.settle();

        assertThat(reads(exact)).hasSize(1);
        assertThat(exact.got).containsExactly("+2/0");
    }

    @Test
    void aBloomThatIsNotTrustedOrMissing_savesNoRead() {
        for (BloomTrust trust : List.of(BloomTrust.NONE, BloomTrust.POSITIVE_ONLY)) {
            FeedFixture wary = FeedFixture.trusting(trust);
            follow(wary, of(A));
            wary.chain.mine(B);
            wary.settle();
            assertThat(reads(wary)).isNotEmpty();
        }
        FeedFixture exact = FeedFixture.trusting(BloomTrust.EXACT);
        follow(exact, of(A));
        Block bare = exact.chain.withoutBloom(exact.chain.head(), A);
        exact.chain.become(bare);
        exact.chain.announce(bare);
        exact.settle();
        assertThat(exact.got).containsExactly("+1/0");
    }

    @Test
    void logsThatTheBloomPromises_areAskedForAgainUntilTheNodeHasThem() {
        follow(f, of(A));
        f.chain.script(asked -> asked.method().equals("eth_getLogs") ? "[]" : null);
        f.chain.mine(A);
        f.run(Duration.ofMillis(300));
        assertThat(f.got).isEmpty();

        f.chain.script(asked -> null);
        f.run(Duration.ofSeconds(5));

        assertThat(f.got).containsExactly("+1/0");
    }

    @Test
    void logsThatTheBloomPromises_areAskedOfAnotherEndpointAtOnce() {
        follow(f, of(A));
        f.chain.script(asked -> asked.method().equals("eth_getLogs") ? "[]" : null);
        f.chain.twin(asked -> null);
        f.chain.mine(A);
        f.run(Duration.ofMillis(50));

        assertThat(f.got).containsExactly("+1/0");
    }

    @Test
    void logsThatTheBloomPromisesAndNoEndpointHas_endTheFeedWhereTheBloomIsTrusted() {
        FeedFixture strict = FeedFixture.trusting(BloomTrust.POSITIVE_ONLY);
        Subscription s = follow(strict, of(A));
        strict.chain.script(asked -> asked.method().equals("eth_getLogs") ? "[]" : null);
        strict.chain.twin(asked -> asked.method().equals("eth_getLogs") ? "[]" : null);
        strict.chain.mine(A);
        strict.run(Duration.ofSeconds(30));

        assertThatThrownBy(s.ended()::join).cause().isInstanceOf(InconsistentNodeException.class);
    }

    @Test
    void logsThatTheBloomPromises_areGivenUpThoughTheOtherEndpointCannotSay() {
        follow(f, of(A));
        f.chain.script(asked -> asked.method().equals("eth_getLogs") ? "[]" : null);
        f.chain.twin(asked -> {
            throw ScriptedChain.refusal(asked.method(), -32000, "unknown block");
        });
        f.chain.mine(A);
        f.run(Duration.ofSeconds(10));
        f.chain.script(asked -> null);
        f.chain.mine(A);
        f.run(Duration.ofSeconds(1));

        assertThat(f.got).containsExactly("+2/0");
    }

    @Test
    void logsOfAnotherBlock_areAskedOfAnotherEndpointAtOnce() {
        follow(f, of(A));
        Block other = f.chain.child(f.chain.head(), A);
        f.chain.script(asked ->
                asked.method().equals("eth_getLogs") ? "[" + other.logs().get(0) + "]" : null);
        f.chain.twin(asked -> null);
        f.chain.mine(A);
        f.run(Duration.ofMillis(50));

        assertThat(f.got).containsExactly("+1/0");
    }

    @Test
    void aHeadThatOneEndpointDoesNotKnow_isReadFromAnother() {
        f.subscribe(Feeds.newHeads()).keepRaw().onEvent(f::note);
        f.settle();
        f.chain.script(asked -> asked.method().equals("eth_getBlockByHash") ? "null" : null);
        f.chain.twin(asked -> null);
        f.chain.mine();
        f.run(Duration.ofMillis(50));

        assertThat(f.got).containsExactly("+1");
    }

    @Test
    void logsThatTheBloomPromisesAndNoReadReturns_areGivenUpWhereTheBloomIsNotTrusted() {
        follow(f, of(A));
        f.chain.script(asked -> asked.method().equals("eth_getLogs") ? "[]" : null);
        f.chain.mine(A);
        f.run(Duration.ofSeconds(10));
        f.chain.script(asked -> null);
        f.chain.mine(A);
        f.run(Duration.ofSeconds(1));

        assertThat(f.got).containsExactly("+2/0");
    }

    @Test
    void logsThatTheBloomPromisesAndNoReadReturns_endTheFeedWhereTheBloomIsTrusted() {
        for (BloomTrust trust : List.of(BloomTrust.EXACT, BloomTrust.POSITIVE_ONLY)) {
            FeedFixture strict = FeedFixture.trusting(trust);
            Subscription s = follow(strict, of(A));
            strict.chain.script(asked -> asked.method().equals("eth_getLogs") ? "[]" : null);
            strict.chain.mine(A);
            strict.run(Duration.ofSeconds(30));

            assertThatThrownBy(s.ended()::join)
                    .cause()
                    .isInstanceOf(InconsistentNodeException.class)
                    .hasMessageContaining("the bloom of block 1 ")
                    .hasMessageContaining("use an endpoint that has indexed the block");
        }
    }

    @Test
    void aBloomThatHitsByChance_isAcceptedAfterOneUnfilteredRead() {
        // both bits of the pair come from other logs of the block
        LogsFeed pair = Feeds.logs().address(A).topic(0, ScriptedChain.topic(B));
        follow(f, pair);

        f.chain.mine(A, B);
        f.settle();
        f.chain.mine();
        f.settle();

        assertThat(reads(f)).hasSize(3);
        assertThat(hasFilter(reads(f).get(1))).isFalse();
        assertThat(f.got).isEmpty();
    }

    @Test
    void logsOfAnotherBlockAmongAllLogs_areNotTakenForThoseOfTheFilter() {
        follow(f, of(A));
        Block other = f.chain.child(f.chain.head(), A);
        f.chain.script(asked -> !asked.method().equals("eth_getLogs")
                ? null
                : asked.query().containsKey("address")
                        ? "[]"
                        : "[" + other.logs().get(0) + "]");
        f.chain.mine(A);
        f.run(Duration.ofSeconds(1));
        assertThat(f.got).isEmpty();

        f.chain.script(asked -> null);
        f.run(Duration.ofSeconds(5));
        assertThat(f.got).containsExactly("+1/0");
    }

    @Test
    void bloomsThatAreWrongThreeTimesInARow_areNotAskedForTheNextBlocks() {
        follow(f, of(A));
        f.chain.script(asked -> asked.method().equals("eth_getLogs") ? "[]" : null);
        for (int i = 0; i < 3; i++) {
            f.chain.mine(A);
            f.run(Duration.ofSeconds(10));
        }
        f.chain.forgetCalls();

        f.chain.mine(A);
        f.run(Duration.ofSeconds(10));

        assertThat(reads(f)).hasSize(1);
    }

    @Test
    void bloomsThatWereWrong_areBelievedAgainWhenOneIsRight() {
        follow(f, of(A));
        f.chain.script(asked -> asked.method().equals("eth_getLogs") ? "[]" : null);
        for (int i = 0; i < 3 + 49; i++) {
            f.chain.mine(A);
            f.run(Duration.ofSeconds(10));
        }
        f.chain.mine(A);
        f.run(Duration.ofMillis(300));
        f.chain.script(asked -> null);
        f.run(Duration.ofSeconds(10));
        assertThat(f.got).containsExactly("+53/0");

        f.chain.script(asked -> asked.method().equals("eth_getLogs") ? "[]" : null);
        f.chain.mine(A);
        f.run(Duration.ofMillis(300));
        f.chain.script(asked -> null);
        f.run(Duration.ofSeconds(10));
        assertThat(f.got).containsExactly("+53/0", "+54/0");
    }

    private void firstAnswer(String wrong) {
        f.chain.script(asked -> {
            boolean first = asked.method().equals("eth_getLogs") && reads(f).size() == 1;
            return first ? wrong : null;
        });
    }

    @Test
    void logsOfAnotherBlock_areReadAgain() {
        follow(f, of(A));
        Block block = f.chain.child(f.chain.head(), A);
        Block other = f.chain.child(f.chain.head(), A);
        firstAnswer("[" + other.logs().get(0) + "]");

        f.chain.become(block);
        f.chain.announce(block);
        f.run(Duration.ofSeconds(2));

        assertThat(reads(f)).hasSize(2);
        assertThat(f.got).containsExactly("+1/0");
    }

    @Test
    void logsOutsideTheFilter_areReadAgain() {
        follow(f, of(A));
        Block block = f.chain.child(f.chain.head(), B, A);
        firstAnswer("[" + String.join(",", block.logs()) + "]");

        f.chain.become(block);
        f.chain.announce(block);
        f.run(Duration.ofSeconds(2));

        assertThat(reads(f)).hasSize(2);
        assertThat(f.got).containsExactly("+1/1");
    }

    @Test
    void logsWithAHole_areReadAgainWhereAllWereAskedFor() {
        follow(f, Feeds.logs());
        Block block = f.chain.child(f.chain.head(), A, B, A);
        firstAnswer("[" + block.logs().get(0) + "," + block.logs().get(2) + "]");

        f.chain.become(block);
        f.chain.announce(block);
        f.run(Duration.ofSeconds(2));

        assertThat(reads(f)).hasSize(2);
        assertThat(f.got).containsExactly("+1/0", "+1/1", "+1/2");
    }

    @Test
    void logsOutOfOrder_areReadAgain() {
        follow(f, of(A));
        Block block = f.chain.child(f.chain.head(), A, A);
        firstAnswer("[" + block.logs().get(1) + "," + block.logs().get(0) + "]");

        f.chain.become(block);
        f.chain.announce(block);
        f.run(Duration.ofSeconds(2));

        assertThat(f.got).containsExactly("+1/0", "+1/1");
    }

    @Test
    void logsThatNeverFit_endTheFeed() {
        Subscription s = follow(f, of(A));
        Block other = f.chain.child(f.chain.head(), A);
        f.chain.script(asked ->
                asked.method().equals("eth_getLogs") ? "[" + other.logs().get(0) + "]" : null);

        f.chain.mine(A);
        f.run(Duration.ofMinutes(2));

        assertThatThrownBy(s.ended()::join)
                .cause()
                .isInstanceOf(InconsistentNodeException.class)
                .hasMessageContaining("use another endpoint");
        assertThat(f.got).isEmpty();
    }

    @Test
    void aBlockThatTheNodeDoesNotKnowYet_isAskedForAgain() {
        follow(f, of(A));
        f.chain.script(asked -> {
            if (asked.method().equals("eth_getLogs") && reads(f).size() <= 3) {
                throw ScriptedChain.refusal("eth_getLogs", -32000, "unknown block");
            }
            return null;
        });

        f.chain.mine(A);
        f.run(Duration.ofSeconds(5));

        assertThat(f.got).containsExactly("+1/0");
    }

    @Test
    void aBlockWithMoreLogsThanANodeReturns_isReadFromItsReceipts() {
        follow(f, of(A));
        f.chain.script(asked -> {
            if (asked.method().equals("eth_getLogs")) {
                throw ScriptedChain.refusal("eth_getLogs", -32005, "query returned more than 10000 results");
            }
            return null;
        });

        f.chain.mine(B, A, B, A);
        f.settle();

        assertThat(f.chain.asked("eth_getBlockReceipts")).hasSize(1);
        assertThat(f.got).containsExactly("+1/1", "+1/3");
    }

    @Test
    void receiptsThatAreNotThereYet_areAskedForAgain() {
        follow(f, of(A));
        f.chain.script(asked -> {
            if (asked.method().equals("eth_getLogs")) {
                throw ScriptedChain.refusal("eth_getLogs", -32005, "query returned more than 10000 results");
            }
            boolean early = asked.method().equals("eth_getBlockReceipts")
                    && f.chain.asked("eth_getBlockReceipts").size() == 1;
            return early ? "null" : null;
        });

        f.chain.mine(A);
        f.run(Duration.ofSeconds(2));

        assertThat(f.got).containsExactly("+1/0");
    }
}
