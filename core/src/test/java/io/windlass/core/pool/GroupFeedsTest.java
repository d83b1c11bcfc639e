package io.windlass.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Balancing;
import io.windlass.ConnectionConfig;
import io.windlass.EndpointHealth;
import io.windlass.Feeds;
import io.windlass.Subscription;
import io.windlass.SubscriptionState;
import io.windlass.core.codec.JsonCodecProvider;
import io.windlass.core.delivery.Taps;
import io.windlass.core.feed.FeedEngine;
import io.windlass.core.feed.FeedServices;
import io.windlass.core.pool.GroupFixture.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A feed over several endpoints outlives each of them. */
class GroupFeedsTest {
    private final List<Long> heads = new ArrayList<>();
    private GroupFixture f;
    private Subscription subscription;

    private void follow(Plan... plans) {
        f = GroupFixture.open(Balancing.PRIORITY, plans);
        subscribe();
    }

    private void subscribe() {
        FeedEngine engine = GroupFeeds.of(
                f.group,
                ConnectionConfig.builder("ws://one.test").build(),
                new JsonCodecProvider().create(),
                f.world.runtime(),
                FeedServices.of(
                        new Taps(),
                        () -> {
                            throw new IllegalStateException("no store in this test");
                        },
                        Long.MAX_VALUE,
                        Duration.ZERO));
        subscription = engine.subscribe(Feeds.newHeads())
                .onEvent(event -> heads.add(event.value().number()));
        f.run(Duration.ofMillis(200));
    }

    /** So many blocks; each endpoint announces them where it can. */
    private void blocks(int count) {
        for (int i = 0; i < count; i++) {
            f.run(ModelEndpoint.BLOCK_TIME);
            f.endpoints.forEach(ModelEndpoint::announce);
        }
        f.run(Duration.ofMillis(200));
    }

    private ModelEndpoint endpoint(int index) {
        return f.endpoints.get(index);
    }

    private void assertNothingIsMissing(int atLeast) {
        long first = heads.get(0);
        assertThat(heads)
                .hasSizeGreaterThanOrEqualTo(atLeast)
                .containsExactlyElementsOf(
                        LongStream.range(first, first + heads.size()).boxed().toList());
        assertThat(heads.get(heads.size() - 1)).isEqualTo(endpoint(0).head());
    }

    private List<Long> followed() {
        return f.endpoints.stream().map(ModelEndpoint::followed).toList();
    }

    private long followedOver(int index) {
        return endpoint(index).followed();
    }

    @Test
    void heads_comeFromTheFirstEndpointAlone() {
        follow(Plan.ws("one", 0), Plan.ws("two", 1));
        blocks(5);

        assertNothingIsMissing(5);
        assertThat(List.of(followedOver(0), followedOver(1))).containsExactly(1L, 0L);
        assertThat(subscription.live()).isCompleted();
        assertThat(endpoint(0).members.get(0).events()).isEqualTo(heads.size());
    }

    @Test
    void anEndpointThatIsGone_isLeftForTheOtherWebSocketAndTakenAgainLater() {
        follow(Plan.ws("one", 0), Plan.ws("two", 1));
        blocks(3);
        endpoint(0).reachable(false);
        blocks(20);
        assertNothingIsMissing(20);
        assertThat(followedOver(1)).isEqualTo(1);
        assertThat(subscription.state()).isEqualTo(SubscriptionState.LIVE);

        endpoint(0).reachable(true);
        blocks(60);

        assertNothingIsMissing(80);
        assertThat(List.of(followedOver(0), followedOver(1))).containsExactly(1L, 0L);
    }

    @Test
    void theOldConnection_isKeptUntilTheNewOneAnnounces() {
        follow(Plan.ws("one", 0), Plan.ws("two", 1));
        blocks(3);
        endpoint(1).confirms = false;
        endpoint(0).lag(50); // it is up, but far behind
        blocks(30);
        assertThat(followedOver(0)).isEqualTo(1);

        endpoint(0).lag(0);
        blocks(30);

        assertNothingIsMissing(40);
    }

    @Test
    void withoutAWebSocket_theHeadIsPolledUntilThereIsOneAgain() {
        follow(Plan.ws("one", 0), Plan.http("two", 1));
        blocks(3);
        endpoint(0).reachable(false);
        blocks(20);
        f.run(Duration.ofSeconds(3));
        assertThat(heads).hasSizeGreaterThan(18);

        endpoint(0).reachable(true);
        blocks(30);

        assertNothingIsMissing(50);
        assertThat(subscription.state()).isEqualTo(SubscriptionState.LIVE);
        assertThat(followedOver(0)).isEqualTo(1);
    }

    @Test
    void anEndpointThatRefusesTheFeed_isPassedOverForTheNextBest_asLongAsThereIsOne() {
        f = GroupFixture.open(Balancing.PRIORITY, Plan.ws("one", 0), Plan.ws("two", 1), Plan.ws("three", 2));
        endpoint(0).refusesFeeds = true;
        subscribe();
        blocks(5);
        assertNothingIsMissing(5);
        assertThat(followed()).containsExactly(0L, 1L, 0L);

        endpoint(1).reachable(false);
        blocks(10);

        assertNothingIsMissing(15);
        assertThat(followedOver(2)).isEqualTo(1);
    }

    @Test
    void whereAllRefuseTheFeed_theHeadIsPolled() {
        f = GroupFixture.open(Balancing.PRIORITY, Plan.ws("one", 0), Plan.ws("two", 1));
        f.endpoints.forEach(endpoint -> endpoint.refusesFeeds = true);
        subscribe();
        blocks(20);
        f.run(Duration.ofSeconds(3));

        assertThat(subscription.live()).isCompleted();
        assertThat(heads).hasSizeGreaterThan(15);
    }

    @Test
    void severalAnnouncers_areTheBestThatAreNotBarred_andOthersStandInForThem() {
        f = GroupFixture.open(
                Balancing.PRIORITY,
                settings -> settings.announcers(2),
                Plan.ws("one", 0),
                Plan.ws("two", 1),
                Plan.ws("three", 2),
                Plan.ws("four", 3));
        endpoint(0).forked(true);
        f.run(Duration.ofSeconds(8));
        assertThat(f.health(endpoint(0))).isEqualTo(EndpointHealth.BARRED);
        subscribe();
        blocks(3);
        assertThat(followed()).containsExactly(0L, 1L, 1L, 0L);

        endpoint(1).reachable(false);
        endpoint(2).refusesFeeds = true;
        blocks(3);
        assertThat(followed()).containsExactly(0L, 0L, 1L, 1L);
        assertThat(heads).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void anEndpointOnAnotherBranch_isNotHeard_evenIfNoOtherPushes() {
        f = GroupFixture.open(Balancing.PRIORITY, Plan.ws("one", 0), Plan.http("two", 1), Plan.http("three", 1));
        endpoint(0).reachable(false);
        f.run(Duration.ofSeconds(2));
        endpoint(0).forked(true);
        endpoint(0).reachable(true);
        f.run(Duration.ofSeconds(10));
        assertThat(f.health(endpoint(0))).isEqualTo(EndpointHealth.BARRED);

        assertThat(f.group.pushers()).isEmpty();
    }

    @Test
    void close_unsubscribesEverywhere() {
        follow(Plan.ws("one", 0), Plan.ws("two", 1));
        blocks(2);
        subscription.close();
        f.run(Duration.ofSeconds(1));
        int before = heads.size();
        blocks(3);

        assertThat(heads).hasSize(before);
        assertThat(List.of(followedOver(0), followedOver(1))).containsExactly(0L, 0L);
        assertThat(subscription.state()).isEqualTo(SubscriptionState.CLOSED);
    }
}
