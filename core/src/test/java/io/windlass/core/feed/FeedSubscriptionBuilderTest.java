package io.windlass.core.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BlockRef;
import io.windlass.BloomTrust;
import io.windlass.Feed;
import io.windlass.Feeds;
import io.windlass.Finality;
import io.windlass.Hash;
import io.windlass.Position;
import io.windlass.SubscriptionBuilder;
import io.windlass.core.chain.FollowSettings;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Which combinations are refused, and what the refusal says. */
class FeedSubscriptionBuilderTest {
    private final FeedFixture f = new FeedFixture();

    private <T> SubscriptionBuilder<T> on(Feed<T> feed) {
        return f.engine.subscribe(feed);
    }

    private static void refused(SubscriptionBuilder<?> builder, String... says) {
        assertThatThrownBy(() -> builder.onEvent(event -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(says);
        assertThatThrownBy(builder::stream)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(says);
    }

    @Test
    void numbersOutOfRange_areRefusedWithRuleAndValue() {
        assertThatThrownBy(() -> on(Feeds.logs()).buffer(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("buffer must be >= 1, was 0");
        assertThatThrownBy(() -> on(Feeds.logs()).confirmations(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("confirmations must be >= 0, was -1");
        assertThatThrownBy(() -> on(Feeds.logs()).onStats(Duration.ZERO, stats -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the time between reports must be PT0.001S to PT24H, was PT0S");
    }

    @Test
    void thePendingBlock_isNoStartAndNoEnd() {
        assertThatThrownBy(() -> on(Feeds.logs()).from(BlockRef.pending())).hasMessageContaining("use latest()");
        assertThatThrownBy(() -> on(Feeds.logs()).to(BlockRef.pending())).hasMessageContaining("use latest()");
    }

    @Test
    void aNameThatNoStoreTakes_isRefused() {
        for (String name : List.of("", "a/b", "..\\x", "é", "x".repeat(129))) {
            assertThatThrownBy(() -> on(Feeds.logs()).named(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(
                            "must be 1 to 128 letters, digits, dots, dashes and underscores, was '" + name);
        }
    }

    @Test
    void aNamedHandler_mustSettleRemovals() {
        assertThatThrownBy(() -> on(Feeds.logs()).named("a").onEvent(event -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("'a'", "onRemoved(…)", "ignoreRemoved()", "finality(Finality.FINALIZED)");
        assertThat(f.store.checkpoint("a")).isNull();
    }

    @Test
    void aNamedHandlerThatSettlesRemovals_isTaken() {
        List<UnaryOperator<SubscriptionBuilder<?>>> ways =
                List.of(builder -> builder.ignoreRemoved(), builder -> builder.finality(Finality.FINALIZED));
        int number = 0;
        for (UnaryOperator<SubscriptionBuilder<?>> way : ways) {
            assertThat(way.apply(on(Feeds.newHeads()).named("n" + number++)).onEvent(event -> {}))
                    .isNotNull();
        }
        assertThat(on(Feeds.newHeads()).named("n").onRemoved(event -> {}).onEvent(event -> {}))
                .isNotNull();
        assertThat(on(Feeds.newHeads()).named("s").stream()).isNotNull();
    }

    @Test
    void aStreamWithAHandlerForRemovals_isRefused() {
        assertThatThrownBy(on(Feeds.logs()).onRemoved(event -> {})::stream)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("leave out onRemoved", "ChainEvent.removed()");
    }

    @Test
    void aFeedThatCannotBeReadAgain_hasNoStartEndNameOrFinality() {
        String says = "newPendingTransactions cannot be read again";
        String advice = "leave these out, or follow newHeads or logs";
        refused(on(Feeds.newPendingTransactions()).from(BlockRef.number(1)), says, advice);
        refused(on(Feeds.newPendingTransactions()).from(Position.end(1, Hash.ZERO)), says, advice);
        refused(on(Feeds.newPendingTransactions()).to(BlockRef.number(1)), says, advice);
        refused(on(Feeds.newPendingTransactions()).confirmations(1), says, advice);
        refused(on(Feeds.newPendingTransactions()).finality(Finality.SAFE), says, advice);
        refused(on(Feeds.newPendingTransactions()).named("a"), says, advice);
    }

    @Test
    void immediate_isForPushedLogsOnly() {
        refused(on(Feeds.newHeads()).immediate(), "immediate() is for logs; newHeads has nothing to seal");
        refused(on(Feeds.logs()).immediate().confirmations(1), "excludes confirmations and finality; choose one");
        refused(on(Feeds.logs()).immediate().finality(Finality.SAFE), "excludes confirmations and finality");
        FeedFixture http = FeedFixture.with(FollowSettings.DEFAULTS, BloomTrust.NONE, false);
        refused(
                http.engine.subscribe(Feeds.logs()).immediate(),
                "immediate() needs a connection that pushes; connect to the node's ws:// or wss:// URL");
    }

    @Test
    void confirmationsAndFinality_excludeEachOther() {
        refused(
                on(Feeds.logs()).confirmations(2).finality(Finality.SAFE),
                "confirmations and finality exclude each other; choose one");
    }

    @Test
    void theLaterStart_counts() {
        f.chain.mineMany(4);
        f.subscribe(Feeds.logs())
                .from(Position.end(3, f.chain.at(3).hash()))
                .from(BlockRef.number(2))
                .onEvent(f::note);
        f.settle();

        assertThat(f.got).containsExactly("+2/0", "+3/0", "+4/0");
    }
}
