package io.windlass.it;

import static io.windlass.it.Patience.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Balancing;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionGroup;
import io.windlass.EndpointHealth;
import io.windlass.EndpointStats;
import io.windlass.Eth;
import io.windlass.HttpPool;
import io.windlass.PoolConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Three nodes of one chain behind proxies: one falls behind, one dies and comes back, one belongs to another chain. */
class FaultGroupsIT extends FaultWithManager {
    /** The same genesis block, and with blocks at the same times the same chain. */
    private static final String[] SAME_CHAIN = {"--timestamp", "1700000000", "--no-mining"};

    private static Anvil first;
    private static Anvil second;
    private static Anvil third;
    private static Anvil other;

    private final FaultProxy one = watched(FaultProxy.before(first.port()));
    private final FaultProxy two = watched(FaultProxy.before(second.port()));
    private final FaultProxy three = watched(FaultProxy.before(third.port()));

    @BeforeAll
    static void startNodes() {
        first = Anvil.start(SAME_CHAIN);
        second = Anvil.start(SAME_CHAIN);
        third = Anvil.start(SAME_CHAIN);
        other = Anvil.start("--chain-id", "99");
        List.of(first, second, third).forEach(node -> mine(node, 20));
    }

    @AfterAll
    static void stopNodes() {
        List.of(first, second, third, other).forEach(Anvil::close);
    }

    private static void mine(Anvil node, int blocks) {
        node.rpc("anvil_mine", "0x" + Integer.toHexString(blocks), "0x1");
    }

    private static PoolConfig.Builder ofAll(Balancing balancing, FaultProxy... proxies) {
        PoolConfig.Builder config = PoolConfig.builder()
                .balancing(balancing)
                .probeInterval(Duration.ofMillis(500))
                .stickiness(Duration.ZERO);
        for (FaultProxy proxy : proxies) {
            config.endpoint(patient(proxy.url(Wire.HTTP)));
        }
        return config;
    }

    /** The machine may be busy: what is slow is no fault here. */
    private static ConnectionConfig patient(String url) {
        return ConnectionConfig.builder(url)
                .retryDelay(Duration.ofMillis(20))
                .maxRetryDelay(Duration.ofMillis(100))
                .build();
    }

    private static EndpointStats stats(ConnectionGroup group, FaultProxy of) {
        return group.endpoints().stream()
                .filter(stats -> stats.endpoint().endsWith(of.authority()))
                .findFirst()
                .orElseThrow();
    }

    private static void untilIs(ConnectionGroup group, FaultProxy of, EndpointHealth health) {
        Patience.until(of.authority() + " is " + health, () -> stats(group, of).health() == health);
    }

    private static List<CompletableFuture<Long>> ask(ConnectionGroup group, int times) {
        List<CompletableFuture<Long>> answers = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            answers.add(group.call(Eth.blockNumber()));
        }
        return answers;
    }

    @Test
    void nodeThatFallsBehind_isNotAskedAnyMore_andIsAgainWhenItHasCaughtUp() {
        HttpPool pool = done(manager.connectHttpPool(
                ofAll(Balancing.ROUND_ROBIN, one, two, three).build()));
        List.of(one, two, three).forEach(proxy -> untilIs(pool, proxy, EndpointHealth.HEALTHY));
        long before = first.head();

        List.of(first, second).forEach(node -> mine(node, 20));
        Patience.until(
                "the third node is known to lag", () -> stats(pool, three).why().contains("lags 20 blocks"));
        assertThat(stats(pool, three).health()).isEqualTo(EndpointHealth.DEGRADED);
        long asked = stats(pool, three).calls();
        ask(pool, 30).forEach(answer -> assertThat(done(answer)).isEqualTo(before + 20));
        assertThat(stats(pool, three).calls()).isEqualTo(asked);

        mine(third, 20);
        untilIs(pool, three, EndpointHealth.HEALTHY);
        ask(pool, 30).forEach(answer -> assertThat(done(answer)).isEqualTo(before + 20));
        assertThat(stats(pool, three).calls()).isGreaterThan(asked);
    }

    @Test
    void nodeThatDies_losesNoCall_andIsAskedAgainWhenItIsBack() {
        HttpPool pool = done(manager.connectHttpPool(
                ofAll(Balancing.ROUND_ROBIN, one, two, three).size(6).build()));
        List.of(one, two, three).forEach(proxy -> untilIs(pool, proxy, EndpointHealth.HEALTHY));
        long head = first.head();
        List<CompletableFuture<Long>> answers = new ArrayList<>(ask(pool, 50));

        two.refuse();
        two.cutByReset();
        answers.addAll(ask(pool, 100));

        answers.forEach(answer -> assertThat(done(answer)).isEqualTo(head));
        Patience.until("the dead node is ranked down", () -> stats(pool, two).health() != EndpointHealth.HEALTHY);

        two.listen();
        untilIs(pool, two, EndpointHealth.HEALTHY);
        long asked = stats(pool, two).calls();
        ask(pool, 30).forEach(answer -> assertThat(done(answer)).isEqualTo(head));
        assertThat(stats(pool, two).calls()).isGreaterThan(asked);
    }

    @Test
    void webSocketThatIsCut_leavesItsReadsToHttp() {
        ConnectionGroup group = done(manager.connectGroup(PoolConfig.builder()
                .endpoint(patient(one.wsUrl()), 0)
                .endpoint(patient(two.wsUrl()), 1)
                .endpoint(patient(three.url(Wire.HTTP)), 2)
                .probeInterval(Duration.ofMillis(200))
                .build()));
        List.of(one, two, three).forEach(proxy -> untilIs(group, proxy, EndpointHealth.HEALTHY));
        long head = first.head();
        assertThat(group.endpoints().get(0).endpoint()).isEqualTo(one.wsUrl());

        one.refuse();
        two.refuse();
        one.cutByFin();
        two.cutByReset();
        List<CompletableFuture<Long>> answers = ask(group, 50);

        answers.forEach(answer -> assertThat(done(answer)).isEqualTo(head));
        untilIs(group, one, EndpointHealth.DOWN);
        assertThat(stats(group, three).calls()).isPositive();
        one.listen();
        two.listen();
        List.of(one, two).forEach(proxy -> untilIs(group, proxy, EndpointHealth.HEALTHY));
    }

    @Test
    void webSocketThatIsCut_leavesItsFeedsToTheOther_withoutAGapAndNothingTwice() {
        try (Anvil node = Anvil.start();
                FaultProxy preferred = FaultProxy.before(node.port());
                FaultProxy standIn = FaultProxy.before(node.port())) {
            Emitter emitter = node.deployEmitter();
            ConnectionGroup group = done(manager.connectGroup(PoolConfig.builder()
                    .endpoint(patient(preferred.wsUrl()), 0)
                    .endpoint(patient(standIn.wsUrl()), 1)
                    .probeInterval(Duration.ofMillis(500))
                    .build()));
            List.of(preferred, standIn).forEach(proxy -> untilIs(group, proxy, EndpointHealth.HEALTHY));
            Followers followers = new Followers(group, Wire.WEBSOCKET, emitter);
            emitter.emitSeq(3);

            preferred.refuse();
            preferred.cutByReset();
            for (int i = 0; i < 5; i++) {
                emitter.emitSeq(3);
            }
            followers.assertHoldTheChainOf(node);

            preferred.listen();
            untilIs(group, preferred, EndpointHealth.HEALTHY);
            standIn.refuse();
            standIn.cutByFin();
            for (int i = 0; i < 5; i++) {
                emitter.emitSeq(3);
            }
            followers.assertHoldTheChainOf(node);
            followers.awaitLive();
        }
    }

    @Test
    void limitThatWasLearned_isKeptWhenTheConnectionIsReplaced_andShown() {
        one.meet(new FaultReaction.Status(429));
        ConnectionGroup before = done(manager.connectHttpPool(one.url(Wire.HTTP), 1));
        Patience.until("it has complained", () -> learned(before));

        done(manager.disconnect(before.id()));
        ConnectionGroup after = done(manager.connectHttpPool(one.url(Wire.HTTP), 1));

        assertThat(learned(after)).isTrue();
        assertThat(stats(after, one).limits().rateLimited()).isEqualTo(1);
    }

    private boolean learned(ConnectionGroup group) {
        return stats(group, one).limits().learnedPerSecond().isPresent();
    }

    @Test
    void nodeOfAnotherChain_isNeverAsked() {
        FaultProxy stranger = watched(FaultProxy.before(other.port()));
        HttpPool pool = done(
                manager.connectHttpPool(ofAll(Balancing.ROUND_ROBIN, one, two).build()));
        ConnectionGroup group = done(manager.connectGroup(PoolConfig.builder()
                .endpoint(ConnectionConfig.builder(one.wsUrl())
                        .chainId(pool.chainId())
                        .build())
                .endpoint(stranger.url(Wire.HTTP))
                .build()));
        Patience.until(
                "the stranger is known", () -> stats(group, stranger).why().contains("serves chain 99"));

        ask(group, 20).forEach(answer -> assertThat(done(answer)).isEqualTo(first.head()));

        assertThat(stats(group, stranger).calls()).isZero();
        assertThat(group.chainId()).isEqualTo(31337);
    }

    @Test
    void pool_opensNoMoreSocketsThanItHasConnections() {
        List<HttpPool> pools = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            pools.add(done(manager.connectHttpPool(one.url(Wire.HTTP), 4)));
        }
        List<CompletableFuture<Long>> answers = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 100; i++) {
                answers.add(pools.get(i % 5).call(Eth.blockNumber()));
            }
            answers.forEach(Patience::done);
            assertThat(one.open()).isLessThanOrEqualTo(20);
        }
        assertThat(one.accepted()).isLessThanOrEqualTo(20);
        pools.forEach(pool -> assertThat(pool.connections())
                .allSatisfy(each -> assertThat(each.stats().calls()).isPositive()));
    }
}
