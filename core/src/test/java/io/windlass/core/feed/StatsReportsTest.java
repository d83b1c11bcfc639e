package io.windlass.core.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BlockRef;
import io.windlass.Feeds;
import io.windlass.Subscription;
import io.windlass.SubscriptionState;
import io.windlass.SubscriptionStats;
import io.windlass.core.sim.ScriptedChain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a listener hears of where a subscription is. */
class StatsReportsTest {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final FeedFixture f = FeedFixture.ofDepth(8);
    private final List<SubscriptionStats> told = new ArrayList<>();

    private Subscription follow() {
        return f.subscribe(Feeds.logs())
                .from(BlockRef.number(1))
                .onStats(EVERY, told::add)
                .onEvent(f::note);
    }

    private SubscriptionStats last() {
        return told.get(told.size() - 1);
    }

    @Test
    void reports_whileItCatchesUpAndLive_tellAllNumbersAtMostOnceInTheirTime() {
        f.chain.latency(Duration.ofMillis(300));
        f.chain.grow(2_000);
        follow();
        f.run(Duration.ofMillis(2_500));

        assertThat(told).hasSize(2);
        assertThat(last().state()).isEqualTo(SubscriptionState.CATCHING_UP);
        assertThat(last().head()).hasValue(2_000);
        assertThat(last().lagBlocks()).isPositive();
        assertThat(last().lagTime()).isPositive();
        assertThat(last().backfilled()).isPositive();

        f.run(Duration.ofMinutes(1));
        told.clear();
        for (int i = 0; i < 50; i++) {
            f.chain.mine(ScriptedChain.EMITTER);
            f.run(Duration.ofMillis(200));
        }
        f.run(Duration.ofSeconds(2));

        assertThat(told).hasSizeBetween(9, 12);
        assertThat(last().state()).isEqualTo(SubscriptionState.LIVE);
        assertThat(last().read().orElseThrow().blockNumber()).isEqualTo(2_050);
        assertThat(last().acknowledged().orElseThrow().blockNumber()).isEqualTo(2_050);
        assertThat(last().delivered()).isEqualTo(2_050);
        assertThat(last().sealed()).isEqualTo(2_050);
        assertThat(last().lagBlocks()).isZero();
    }

    @Test
    void reports_ofAFeedWhereNothingHappens_areNotRepeated() {
        follow();
        f.chain.mineMany(3);
        f.run(Duration.ofSeconds(5));
        told.clear();

        f.run(Duration.ofSeconds(10));

        assertThat(told).isEmpty();
    }

    @Test
    void reports_endWithTheEnd() {
        Subscription s = follow();
        f.chain.mineMany(3);
        f.settle();
        s.close();
        f.settle();

        assertThat(last().state()).isEqualTo(SubscriptionState.CLOSED);
        assertThat(last().delivered()).isEqualTo(3);
        int before = told.size();
        f.run(Duration.ofSeconds(10));
        assertThat(told).hasSize(before);
    }

    @Test
    void reports_toAListenerThatIsSlow_waitOneAtATimeAndAreNeverOld() {
        List<Runnable> notices = new ArrayList<>();
        AtomicLong lag = new AtomicLong();
        StatsReports reports = new StatsReports(EVERY, told::add, () -> stats(lag.get()), f.world, notices::add);
        reports.begin();
        f.run(Duration.ofSeconds(10));
        assertThat(notices).hasSize(1);

        lag.set(7);
        notices.remove(0).run();
        assertThat(told).extracting(SubscriptionStats::lagBlocks).containsExactly(7L);
        f.run(Duration.ofSeconds(2));
        assertThat(notices).hasSize(1);
    }

    @Test
    void reports_thatHaveEnded_leaveNothingWithTheTimer() {
        StatsReports reports = new StatsReports(Duration.ofHours(1), told::add, () -> stats(0), f.world, Runnable::run);
        reports.begin();
        long before = f.world.pending();
        reports.end();

        assertThat(f.world.pending()).isEqualTo(before - 1);
        assertThat(told).hasSize(1);
    }

    @Test
    void reports_cannotBeWantedMoreOftenThanEveryMillisecond() {
        assertThatThrownBy(() -> f.subscribe(Feeds.logs()).onStats(Duration.ofNanos(1), told::add))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT0.001S to PT24H");
    }

    private static SubscriptionStats stats(long lagBlocks) {
        return FeedStats.of(
                SubscriptionState.LIVE,
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                lagBlocks,
                Duration.ZERO,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new FeedCounters());
    }
}
