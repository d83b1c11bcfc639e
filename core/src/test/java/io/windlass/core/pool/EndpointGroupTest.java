package io.windlass.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.AcquireTimeoutException;
import io.windlass.Balancing;
import io.windlass.CallTimeoutException;
import io.windlass.ConnectionClosedException;
import io.windlass.ConnectionFailedException;
import io.windlass.ConnectionLostException;
import io.windlass.EndpointHealth;
import io.windlass.EndpointStats;
import io.windlass.ErrorClass;
import io.windlass.HedgePolicy;
import io.windlass.RpcResponse;
import io.windlass.core.pool.GroupFixture.Plan;
import io.windlass.core.pool.ModelEndpoint.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EndpointGroupTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static String answer(CompletableFuture<RpcResponse> call) {
        return call.join().resultOrThrow().text().replace("\"", "");
    }

    private static long calls(ModelEndpoint endpoint) {
        return endpoint.asked.stream()
                .filter(method -> method.equals("eth_call"))
                .count();
    }

    private static void calls(GroupFixture f, int times) {
        for (int i = 0; i < times; i++) {
            f.group.send("eth_call", "0x");
            f.run(Duration.ofMillis(100));
        }
    }

    private static long hedges(GroupFixture f) {
        return f.group.stats().stream().mapToLong(EndpointStats::hedges).sum();
    }

    // ---- moving on

    @Test
    void read_movesToAnotherEndpoint_whateverTheFirstOneFailsWith() {
        for (Fault fault : Fault.values()) {
            GroupFixture f = GroupFixture.open(Balancing.PRIORITY, Plan.http("one", 0), Plan.http("two", 1));
            f.endpoints.get(0).fault = fault;

            CompletableFuture<RpcResponse> call = f.group.send("eth_call", "0x");
            f.run(Duration.ofSeconds(10));

            assertThat(answer(call)).isEqualTo(fault == Fault.NONE ? "http://one.test" : "http://two.test");
        }
    }

    @Test
    void write_movesOnOnlyIfItCannotHaveBeenExecuted() {
        GroupFixture f = GroupFixture.open(Balancing.PRIORITY, Plan.http("one", 0), Plan.http("two", 1));
        f.endpoints.get(0).fault = Fault.REFUSES;
        CompletableFuture<RpcResponse> refused = f.group.send("eth_sendRawTransaction", "0x1");
        f.endpoints.get(0).fault = Fault.LIMITED;
        CompletableFuture<RpcResponse> limited = f.group.send("eth_sendRawTransaction", "0x2");
        f.run(SECOND);
        assertThat(answer(refused)).isEqualTo("http://two.test");
        assertThat(answer(limited)).isEqualTo("http://two.test");

        f.endpoints.get(0).fault = Fault.BREAKS;
        CompletableFuture<RpcResponse> broken = f.group.send("eth_sendRawTransaction", "0x3");
        f.run(SECOND);
        assertThatThrownBy(broken::join)
                .cause()
                .isInstanceOfSatisfying(
                        ConnectionLostException.class,
                        e -> assertThat(e.outcomeUnknown()).isTrue());
        assertThat(f.endpoints.get(1).executed).containsOnlyKeys("0x1", "0x2");
    }

    @Test
    void read_thatNobodyAnswers_failsAtItsDeadlineAndTellsWhatHappenedBefore() {
        GroupFixture f = GroupFixture.open(Balancing.PRIORITY, Plan.http("one", 0), Plan.http("two", 1));
        f.endpoints.forEach(endpoint -> endpoint.fault = Fault.SILENT);

        CompletableFuture<RpcResponse> call = f.group.send("eth_call", "0x");
        f.run(Duration.ofSeconds(11));

        assertThatThrownBy(call::join)
                .cause()
                .isInstanceOf(CallTimeoutException.class)
                .hasMessageContaining("eth_call on group-1")
                .hasMessageContaining("2 attempts")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(2));
    }

    @Test
    void cancelledCall_givesItsPlaceBack() {
        GroupFixture f = GroupFixture.open(Balancing.LEAST_IN_FLIGHT, new Plan("http://one.test", 0, 1, 1));
        f.endpoints.get(0).latency = Duration.ofSeconds(5);
        CompletableFuture<RpcResponse> first = f.group.send("eth_call", "0x");
        CompletableFuture<RpcResponse> second = f.group.send("eth_call", "0x");

        first.cancel(true);
        f.run(Duration.ofSeconds(6));

        assertThat(answer(second)).isEqualTo("http://one.test");
        assertThat(f.inFlight(f.endpoints.get(0))).isZero();
    }

    // ---- waiting

    @Test
    void callsBeyondTheWindow_waitAndGoInOrder() {
        GroupFixture f = GroupFixture.open(Balancing.POWER_OF_TWO_CHOICES, new Plan("http://one.test", 0, 2, 1));
        List<CompletableFuture<RpcResponse>> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(f.group.send("eth_call", "0x"));
        }
        assertThat(calls(f.endpoints.get(0))).isEqualTo(2);

        f.run(Duration.ofMillis(50));
        assertThat(all.subList(0, 2)).allSatisfy(call -> assertThat(call).isDone());
        assertThat(all.get(9)).isNotDone();

        f.run(SECOND);
        assertThat(all).allSatisfy(call -> assertThat(call).isCompleted());
    }

    @Test
    void callThatWaitsForFullEndpoints_isNoWorkForTheTimer() {
        GroupFixture f = GroupFixture.open(Balancing.PRIORITY, Plan.http("one", 0), Plan.http("two", 1));
        f.endpoints.forEach(endpoint -> endpoint.full = true);
        CompletableFuture<RpcResponse> call = f.group.send("eth_call", "0x");
        long before = f.world.scheduled();

        f.run(SECOND);
        assertThat(call).isNotDone();
        assertThat(f.world.scheduled() - before).isLessThan(100);
        f.endpoints.get(1).full = false;
        f.run(Duration.ofMillis(200));

        assertThat(answer(call)).isEqualTo("http://two.test");
    }

    @Test
    void acquireTimeout_isAReportOfThePool() {
        GroupFixture f = GroupFixture.open(
                Balancing.POWER_OF_TWO_CHOICES,
                settings -> settings.acquireTimeout(Duration.ofMillis(500)),
                new Plan("http://one.test", 0, 2, 1));
        f.endpoints.get(0).latency = Duration.ofSeconds(5);
        for (int i = 0; i < 2; i++) {
            f.group.send("eth_call", "0x");
        }
        CompletableFuture<RpcResponse> call = f.group.send("eth_getBalance", "0x");
        CompletableFuture<RpcResponse> another = f.group.send("eth_getBalance", "0x");
        f.run(SECOND);

        assertThat(another).isCompletedExceptionally();
        assertThatThrownBy(call::join)
                .cause()
                .isInstanceOfSatisfying(AcquireTimeoutException.class, e -> {
                    assertThat(e.poolId()).isEqualTo("group-1");
                    assertThat(e.waited()).isBetween(Duration.ofMillis(500), Duration.ofMillis(600));
                    assertThat(e.total()).isEqualTo(2);
                    assertThat(e.active()).isEqualTo(2);
                    assertThat(e.idle()).isZero();
                    assertThat(e.waiting()).isEqualTo(2);
                })
                .hasMessageContaining("group-1: no connection could take eth_getBalance within 5")
                .hasMessageContaining("2 connections: 2 active, 0 idle; 2 calls waiting")
                .hasMessageContaining("raise the size or acquireTimeout");
    }

    @Test
    void acquireTimeout_isOfACallThatWasNotSent_whoeverMakesRoomThatMoment() throws Exception {
        for (int round = 0; round < 200; round++) {
            GroupFixture f = GroupFixture.open(
                    Balancing.PRIORITY,
                    settings -> settings.acquireTimeout(Duration.ofMillis(500)),
                    new Plan("http://one.test", 0, 1, 1));
            f.endpoints.get(0).latency = Duration.ofSeconds(5);
            CompletableFuture<RpcResponse> first = f.group.send("eth_call", "0x");
            CompletableFuture<RpcResponse> second = f.group.send("eth_sendRawTransaction", "0x1");
            f.run(Duration.ofMillis(499));
            TwoThreads.atOnce(() -> f.run(Duration.ofMillis(51)), () -> first.cancel(true));

            boolean timedOut = second.isCompletedExceptionally();
            assertThat(f.endpoints.get(0).executed).as("round %s", round).hasSize(timedOut ? 0 : 1);
        }
    }

    @Test
    void acquireTimeout_whenNoneIsUp_namesTheLastCause() {
        GroupFixture f = GroupFixture.open(Balancing.PRIORITY, Plan.http("one", 0), Plan.http("two", 1));
        f.endpoints.forEach(endpoint -> endpoint.reachable(false));

        CompletableFuture<RpcResponse> call = f.group.send("eth_call", "0x");
        f.run(Duration.ofSeconds(6));

        assertThatThrownBy(call::join)
                .cause()
                .isInstanceOf(AcquireTimeoutException.class)
                .hasMessageContaining("0 active, 0 idle")
                .hasMessageContaining("http://one.test no connection to it is up; last: NETWORK 1006: connection reset")
                .hasMessageContaining("look at the endpoints, or add another one");
    }

    @Test
    void callThatWaits_goesAsSoonAsAnEndpointIsUpAgain() {
        GroupFixture f = GroupFixture.open(Balancing.PRIORITY, Plan.http("one", 0), Plan.http("two", 1));
        f.endpoints.forEach(endpoint -> endpoint.reachable(false));
        CompletableFuture<RpcResponse> call = f.group.send("eth_call", "0x");
        f.run(Duration.ofSeconds(2));

        f.endpoints.get(1).reachable(true);
        f.run(Duration.ofMillis(200));

        assertThat(answer(call)).isEqualTo("http://two.test");
    }

    @Test
    void closedGroup_failsCallsThatWaitAndThoseToCome() {
        GroupFixture f = GroupFixture.open(Balancing.PRIORITY, Plan.http("one", 0));
        f.endpoints.get(0).reachable(false);
        CompletableFuture<RpcResponse> waiting = f.group.send("eth_call", "0x");

        f.group.close();
        CompletableFuture<RpcResponse> later = f.group.send("eth_call", "0x");
        f.run(SECOND);

        assertThat(waiting).isCompletedExceptionally();
        assertThatThrownBy(later::join).cause().isInstanceOf(ConnectionClosedException.class);
    }

    // ---- ranking

    @Test
    void failingEndpoint_isBarred_andBackAfterProbes() {
        GroupFixture f = GroupFixture.open(Balancing.PRIORITY, Plan.http("one", 0), Plan.http("two", 1));
        ModelEndpoint one = f.endpoints.get(0);
        one.fault = Fault.UNAVAILABLE;
        calls(f, 6);
        f.run(Duration.ofSeconds(6));
        assertThat(f.health(one)).isEqualTo(EndpointHealth.BARRED);
        long before = calls(one);
        calls(f, 20);
        assertThat(calls(one)).isEqualTo(before);
        assertThat(f.stats(one).errors()).containsEntry(ErrorClass.SERVER, before);

        one.fault = Fault.NONE;
        f.run(Duration.ofSeconds(15));
        assertThat(f.health(one)).isEqualTo(EndpointHealth.HEALTHY);
        f.run(Duration.ofSeconds(6)); // the stickiness of its stand-in
        calls(f, 3);
        assertThat(calls(one)).isEqualTo(before + 3);
    }

    @Test
    void callsThatTheEndpointHadNoChanceToAnswer_doNotSpeakAgainstIt() {
        GroupFixture f = new GroupFixture(
                1,
                Balancing.PRIORITY,
                settings -> settings,
                target -> target.requestTimeout(SECOND.dividedBy(2)),
                new Plan("http://one.test", 0, 1, 100));
        f.start();
        f.run(SECOND);
        ModelEndpoint one = f.endpoints.get(0);
        one.full = true; // in a group of one nobody looks, and the calls wait behind it
        calls(f, 20);
        f.run(SECOND);
        assertThat(f.health(one)).isEqualTo(EndpointHealth.HEALTHY);
        assertThat(f.stats(one).errors()).containsEntry(ErrorClass.TIMEOUT, 20L);

        one.full = false;
        one.fault = Fault.SILENT;
        calls(f, 20);
        f.run(SECOND);
        assertThat(f.health(one)).isEqualTo(EndpointHealth.BARRED);
    }

    @Test
    void lastEndpoint_isNeverWithoutCalls_howeverOftenItFails() {
        GroupFixture f = GroupFixture.open(Balancing.PRIORITY, Plan.http("one", 0), Plan.http("two", 1));
        f.endpoints.get(1).reachable(false);
        f.endpoints.get(0).fault = Fault.UNAVAILABLE;
        calls(f, 20);
        assertThat(f.health(f.endpoints.get(0))).isEqualTo(EndpointHealth.BARRED);

        f.endpoints.get(0).fault = Fault.NONE;
        CompletableFuture<RpcResponse> call = f.group.send("eth_call", "0x");
        f.run(Duration.ofMillis(100));

        assertThat(answer(call)).isEqualTo("http://one.test");
    }

    @Test
    void laggingEndpoint_isRankedDown_andSaysWhy() {
        GroupFixture f = GroupFixture.open(Balancing.PRIORITY, Plan.http("one", 0), Plan.http("two", 1));
        f.endpoints.get(0).lag(30);
        f.run(Duration.ofSeconds(4));

        assertThat(f.health(f.endpoints.get(0))).isEqualTo(EndpointHealth.DEGRADED);
        assertThat(f.stats(f.endpoints.get(0)).why()).matches("lags (29|30|31) blocks behind the others");
        assertThat(f.group.stats().get(0).endpoint()).isEqualTo("http://two.test");
        assertThat(f.group.stats().get(0).rank()).isEqualTo(1);
        CompletableFuture<RpcResponse> call = f.group.send("eth_call", "0x");
        f.run(SECOND);
        assertThat(answer(call)).isEqualTo("http://two.test");
    }

    @Test
    void laggingEndpoint_thatSaysNothingForAWhile_isNotBelievedAgain() {
        GroupFixture f = GroupFixture.open(Balancing.PRIORITY, Plan.http("one", 0), Plan.http("two", 1));
        ModelEndpoint one = f.endpoints.get(0);
        one.lag(30);
        f.run(Duration.ofSeconds(4));
        assertThat(f.health(one)).isEqualTo(EndpointHealth.DEGRADED);

        one.readyIn = Duration.ofSeconds(3);
        f.run(Duration.ofSeconds(20));
        one.readyIn = Duration.ZERO;
        f.group.rerank();
        assertThat(f.health(one)).isEqualTo(EndpointHealth.DEGRADED);
        assertThat(f.stats(one).why()).matches("lags 3. blocks behind the others");

        one.lag(0);
        f.run(Duration.ofSeconds(4));
        assertThat(f.health(one)).isEqualTo(EndpointHealth.HEALTHY);
    }

    @Test
    void fullEndpoint_isStillAskedForItsHead() {
        GroupFixture f = GroupFixture.open(Balancing.PRIORITY, Plan.http("one", 0), Plan.http("two", 1));
        f.endpoints.get(0).full = true;
        f.endpoints.get(0).asked.clear();
        f.run(Duration.ofSeconds(20));

        assertThat(f.endpoints.get(0).asked).contains("eth_getBlockByNumber");
        assertThat(f.health(f.endpoints.get(0))).isEqualTo(EndpointHealth.HEALTHY);
    }

    @Test
    void oneFarAheadOfAllOthers_isNotBelieved() {
        GroupFixture f =
                GroupFixture.open(Balancing.PRIORITY, Plan.http("liar", 0), Plan.http("two", 1), Plan.http("three", 1));
        f.endpoints.get(0).lag(-1_000);
        f.run(Duration.ofSeconds(4));

        assertThat(f.health(f.endpoints.get(0))).isEqualTo(EndpointHealth.DEGRADED);
        assertThat(f.stats(f.endpoints.get(0)).why()).contains("ahead of all others, which is not believed");
        assertThat(f.health(f.endpoints.get(1))).isEqualTo(EndpointHealth.HEALTHY);
    }

    @Test
    void endpointOnAnotherBranch_isBarred_untilItIsBack() {
        GroupFixture f =
                GroupFixture.open(Balancing.PRIORITY, Plan.http("fork", 0), Plan.http("two", 1), Plan.http("three", 1));
        f.endpoints.get(0).forked(true);
        f.run(Duration.ofSeconds(8));
        assertThat(f.health(f.endpoints.get(0))).isEqualTo(EndpointHealth.BARRED);
        assertThat(f.stats(f.endpoints.get(0)).why()).contains("another branch");

        f.endpoints.get(0).forked(false);
        f.run(Duration.ofSeconds(8));
        assertThat(f.health(f.endpoints.get(0))).isEqualTo(EndpointHealth.HEALTHY);
    }

    @Test
    void endpointOfAnotherChain_takesNoCalls_notEvenAsTheLast() {
        GroupFixture f = new GroupFixture(1, Balancing.PRIORITY, s -> s, Plan.http("one", 0), Plan.http("other", 1));
        f.endpoints.get(1).genesis = "another";
        f.endpoints.get(1).reachable = false;
        f.start();
        f.run(SECOND); // who comes first says which chain it is
        f.endpoints.get(1).reachable = true;
        f.run(Duration.ofSeconds(12));
        f.endpoints.get(0).reachable(false);

        CompletableFuture<RpcResponse> call = f.group.send("eth_call", "0x");
        f.run(Duration.ofSeconds(6));

        assertThat(call).isCompletedExceptionally();
        assertThat(calls(f.endpoints.get(1))).isZero();
        assertThat(f.stats(f.endpoints.get(1)).health()).isEqualTo(EndpointHealth.DOWN);
        assertThat(f.stats(f.endpoints.get(1)).why()).contains("another chain of the same id 1");
    }

    @Test
    void endpointThatWantsAPause_isSparedForThatTime() {
        GroupFixture f = GroupFixture.open(Balancing.PRIORITY, Plan.http("one", 0), Plan.http("two", 1));
        f.endpoints.get(0).readyIn = Duration.ofSeconds(3);

        calls(f, 5);

        assertThat(calls(f.endpoints.get(0))).isZero();
        assertThat(calls(f.endpoints.get(1))).isEqualTo(5);
    }

    // ---- feeds

    @Test
    void pushPrimary_movesWhenItsEndpointGoesDown_andReturnsWhenItHasBeenWellForAWhile() {
        GroupFixture f =
                GroupFixture.open(Balancing.PRIORITY, Plan.http("calls", 0), Plan.ws("one", 1), Plan.ws("two", 2));
        List<String> moves = new ArrayList<>();
        f.group.onPushPrimary(primary -> moves.add(primary.orElseThrow().endpoint()));
        assertThat(f.group.pushPrimary().orElseThrow().endpoint()).isEqualTo("ws://one.test");

        f.endpoints.get(1).reachable(false);
        f.run(Duration.ofMillis(10));
        assertThat(f.group.pushPrimary().orElseThrow().endpoint()).isEqualTo("ws://two.test");
        f.endpoints.get(1).reachable(true);
        f.run(Duration.ofSeconds(3));
        assertThat(moves).containsExactly("ws://two.test");
        f.run(Duration.ofSeconds(6));

        assertThat(moves).containsExactly("ws://two.test", "ws://one.test");
    }

    @Test
    void pushPrimary_isEmptyWhereNothingPushes_andStaysWhereAllAreDown() {
        assertThat(GroupFixture.open(Balancing.PRIORITY, Plan.http("one")).group.pushPrimary())
                .isEmpty();
        GroupFixture f = GroupFixture.open(Balancing.PRIORITY, Plan.ws("one", 0), Plan.ws("two", 1));
        Optional<Member> before = f.group.pushPrimary();

        f.endpoints.forEach(endpoint -> endpoint.reachable(false));
        f.run(SECOND);

        assertThat(f.group.pushPrimary()).isPresent();
        assertThat(before).isPresent();
    }

    // ---- connecting

    @Test
    void start_completesWhenOneEndpointIsUp_andTheOtherIsUsedOnceItIs() {
        GroupFixture f = new GroupFixture(1, Balancing.ROUND_ROBIN, s -> s, Plan.http("one"), Plan.http("two"));
        f.endpoints.get(0).reachable = false;
        f.start();
        f.run(SECOND);
        assertThat(f.started).isCompleted();

        f.endpoints.get(0).reachable = true;
        f.run(Duration.ofSeconds(15));
        calls(f, 10);

        assertThat(calls(f.endpoints.get(0))).isPositive();
    }

    @Test
    void start_failsWithTheFirstFailure_whenNoneComesUp() {
        GroupFixture f = new GroupFixture(1, Balancing.ROUND_ROBIN, s -> s, Plan.http("one"), Plan.http("two"));
        f.endpoints.forEach(endpoint -> endpoint.reachable = false);
        f.start();
        f.run(SECOND);

        assertThatThrownBy(f.started::join)
                .cause()
                .isInstanceOf(ConnectionFailedException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }

    @Test
    void connectionThatFailedForGood_isReplaced() {
        GroupFixture f = GroupFixture.open(Balancing.PRIORITY, Plan.http("one", 0), Plan.http("two", 1));
        Member before = f.group.members().get(0);
        f.endpoints.get(0).members.get(0).fail();
        f.run(Duration.ofSeconds(12));

        assertThat(f.group.members().get(0)).isNotSameAs(before);
        assertThat(f.group.members().get(0).id()).isEqualTo(before.id());
        assertThat(f.health(f.endpoints.get(0))).isEqualTo(EndpointHealth.HEALTHY);
    }

    // ---- balancing

    @Test
    void powerOfTwoChoices_givesTheSlowEndpointLittle_andRoundRobinAThird() {
        for (Balancing balancing : List.of(Balancing.POWER_OF_TWO_CHOICES, Balancing.ROUND_ROBIN)) {
            GroupFixture f = GroupFixture.open(balancing, Plan.http("one"), Plan.http("two"), Plan.http("slow"));
            f.endpoints.get(2).latency = Duration.ofMillis(80);
            calls(f, 300);

            double share = f.stats(f.endpoints.get(2)).share();
            if (balancing == Balancing.ROUND_ROBIN) {
                assertThat(share).isBetween(0.32, 0.35);
            } else {
                assertThat(share).isLessThan(0.05);
            }
        }
    }

    @Test
    void poolOfOneEndpoint_findsTheOneConnectionThatIsUpAndHasRoom() {
        for (Balancing balancing : List.of(Balancing.POWER_OF_TWO_CHOICES, Balancing.ROUND_ROBIN)) {
            GroupFixture f = GroupFixture.open(balancing, new Plan("http://one.test", 0, 5, 1));
            ModelEndpoint endpoint = f.endpoints.get(0);
            endpoint.latency = Duration.ofSeconds(1);
            List<CompletableFuture<RpcResponse>> calls = new ArrayList<>();
            List.copyOf(endpoint.members).subList(0, 3).forEach(ScriptedMember::fail);

            for (int i = 0; i < 3; i++) {
                calls.add(f.group.send("eth_call", "0x"));
            }
            assertThat(calls(endpoint)).isEqualTo(2);
            f.run(Duration.ofMillis(2_500));

            assertThat(calls).allSatisfy(call -> assertThat(answer(call)).isEqualTo("http://one.test"));
        }
    }

    @Test
    void powerOfTwoChoices_comesBackToAnEndpointThatWasSlow() {
        GroupFixture f = GroupFixture.open(Balancing.POWER_OF_TWO_CHOICES, Plan.http("one"), Plan.http("two"));
        ModelEndpoint two = f.endpoints.get(1);
        two.latency = Duration.ofSeconds(1);
        calls(f, 100);
        two.latency = Duration.ofMillis(20);
        long before = calls(two);

        calls(f, 900);

        assertThat(calls(two) - before).isGreaterThan(90);
    }

    @Test
    void powerOfTwoChoices_doesNotPileCallsUpOnOneThatHasNeverAnswered() {
        GroupFixture f = GroupFixture.open(
                Balancing.POWER_OF_TWO_CHOICES,
                new Plan("http://one.test", 0, 1, 1_000),
                new Plan("http://two.test", 0, 1, 1_000));
        f.endpoints.get(0).latency = Duration.ofMillis(100);
        f.endpoints.get(1).latency = Duration.ofSeconds(2);
        CompletableFuture<RpcResponse> first = f.group.send("eth_call", "0x");
        f.run(Duration.ofMillis(200));
        for (int i = 0; i < 100; i++) {
            f.group.send("eth_call", "0x");
        }

        assertThat(first).isDone();
        assertThat(f.endpoints)
                .allSatisfy(endpoint -> assertThat(f.inFlight(endpoint)).isBetween(40, 60));
    }

    @Test
    void usersBalancer_isAsked_andItsFaultsDoNoHarm() {
        List<Integer> sizes = new ArrayList<>();
        GroupFixture f = GroupFixture.open(
                Balancing.ROUND_ROBIN,
                settings -> settings.balancer(candidates -> {
                    sizes.add(candidates.size());
                    return switch (sizes.size() % 3) {
                        case 0 -> throw new IllegalStateException("on purpose");
                        case 1 -> 17;
                        default -> 1;
                    };
                }),
                Plan.http("one"),
                Plan.http("two"));
        calls(f, 9);

        assertThat(sizes).hasSize(9).containsOnly(2);
        assertThat(calls(f.endpoints.get(0)) + calls(f.endpoints.get(1))).isEqualTo(9);
        assertThat(calls(f.endpoints.get(1))).isEqualTo(3);
    }

    @Test
    void backup_isUsedOnlyWhileThePreferredOneHasNoRoom() {
        GroupFixture f = GroupFixture.open(
                Balancing.POWER_OF_TWO_CHOICES,
                new Plan("http://one.test", 0, 1, 2),
                new Plan("http://two.test", 1, 1, 2));
        f.group.send("eth_call", "0x");
        f.group.send("eth_call", "0x");
        f.group.send("eth_call", "0x");

        assertThat(calls(f.endpoints.get(0))).isEqualTo(2);
        assertThat(calls(f.endpoints.get(1))).isEqualTo(1);
    }

    @Test
    void sameReads_areOneCallOfTheGroup_whereThatIsWanted() {
        GroupFixture f = new GroupFixture(
                1,
                Balancing.ROUND_ROBIN,
                s -> s,
                target -> target.coalescing(true),
                Plan.http("one"),
                Plan.http("two"));
        f.start();
        f.run(SECOND);

        List<CompletableFuture<RpcResponse>> reads = List.of(
                f.group.send("eth_call", "0x"), f.group.send("eth_call", "0x"), f.group.send("eth_call", "0x1"));
        f.group.send("eth_sendRawTransaction", "0x1");
        f.group.send("eth_sendRawTransaction", "0x2");
        f.run(SECOND);

        assertThat(reads).allSatisfy(read -> assertThat(read).isCompleted());
        assertThat(f.group.coalesced()).isEqualTo(1);
        assertThat(calls(f.endpoints.get(0)) + calls(f.endpoints.get(1))).isEqualTo(2);
        assertThat(f.endpoints.stream()
                        .mapToInt(endpoint -> endpoint.executed.size())
                        .sum())
                .isEqualTo(2);
    }

    @Test
    void callsOfABatchWindow_goToOneConnection() {
        GroupFixture f = new GroupFixture(
                1,
                Balancing.ROUND_ROBIN,
                s -> s,
                target -> target.batchWindow(Duration.ofMillis(5)),
                new Plan("http://one.test", 0, 1, 100),
                new Plan("http://two.test", 0, 1, 100));
        f.start();
        f.run(SECOND);

        for (int i = 0; i < 10; i++) {
            f.group.send("eth_call", "0x");
        }
        assertThat(f.endpoints).extracting(f::inFlight).containsExactlyInAnyOrder(10, 0);
        f.run(Duration.ofMillis(6));
        for (int i = 0; i < 10; i++) {
            f.group.send("eth_call", "0x");
        }

        assertThat(f.endpoints).extracting(f::inFlight).containsExactly(10, 10);
    }

    // ---- hedging

    @Test
    void lateRead_isMadeASecondTimeElsewhere_andTheFirstAnswerWins() {
        GroupFixture f = GroupFixture.open(
                Balancing.PRIORITY,
                settings -> settings.hedging(new HedgePolicy(0.9, Duration.ZERO, 0.5)),
                Plan.http("one", 0),
                Plan.http("two", 1));
        calls(f, 100);
        f.endpoints.get(0).latency = Duration.ofSeconds(2);
        f.endpoints.get(1).latency = Duration.ofMillis(20);

        long before = hedges(f);
        CompletableFuture<RpcResponse> call = f.group.send("eth_call", "0x");
        CompletableFuture<RpcResponse> write = f.group.send("eth_sendRawTransaction", "0x1");
        f.run(Duration.ofMillis(200));

        assertThat(call).isCompleted();
        assertThat(write).isNotDone();
        assertThat(hedges(f) - before).isEqualTo(1);
        f.run(Duration.ofSeconds(5));
        assertThat(f.endpoints.stream()
                        .mapToInt(endpoint -> endpoint.executed.getOrDefault("0x1", 0))
                        .sum())
                .isEqualTo(1);
    }

    @Test
    void attemptsThatWereCutOff_areNoFastAnswers() {
        GroupFixture f = GroupFixture.open(
                Balancing.PRIORITY,
                settings -> settings.hedging(new HedgePolicy(0.9, Duration.ZERO, 0.5)),
                Plan.http("one", 0),
                Plan.http("two", 1));
        f.endpoints.forEach(endpoint -> endpoint.latency = Duration.ofMillis(80));
        calls(f, 100);
        f.endpoints.forEach(endpoint -> endpoint.latency = Duration.ofSeconds(2));
        for (int i = 0; i < 500; i++) {
            CompletableFuture<RpcResponse> call = f.group.send("eth_call", "0x");
            f.run(Duration.ofMillis(1));
            call.cancel(true);
        }
        long before = hedges(f);
        f.run(SECOND);
        f.group.send("eth_call", "0x");

        f.run(Duration.ofMillis(70));
        assertThat(hedges(f)).isEqualTo(before);
        f.run(Duration.ofMillis(20));
        assertThat(hedges(f)).isEqualTo(before + 1);
        assertThat(f.latency(f.endpoints.get(0))).isGreaterThan(Duration.ofMillis(70));
    }

    @Test
    void hedges_areNeverMoreThanTheirShare() {
        GroupFixture f = GroupFixture.open(
                Balancing.ROUND_ROBIN,
                settings -> settings.hedging(new HedgePolicy(0.1, Duration.ZERO, 0.05)),
                Plan.http("one"),
                Plan.http("two"));
        calls(f, 1_000);

        long hedges =
                f.group.stats().stream().mapToLong(stats -> stats.hedges()).sum();
        assertThat(hedges).isBetween(20L, 60L);
    }
}
