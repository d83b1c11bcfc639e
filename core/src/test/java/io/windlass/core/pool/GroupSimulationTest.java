package io.windlass.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Balancing;
import io.windlass.BlockchainException;
import io.windlass.EndpointHealth;
import io.windlass.EndpointStats;
import io.windlass.HedgePolicy;
import io.windlass.RpcResponse;
import io.windlass.core.pool.GroupFixture.Plan;
import io.windlass.core.pool.ModelEndpoint.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/**
 * Groups of three or four endpoints that slow down, fail in every way, lag, flap and lie, all by one seed. In half of the
 * seeds one endpoint stays well throughout.
 */
class GroupSimulationTest {
    private static final int SEEDS = 2_000;
    private static final int STEPS = 40;

    /** Within this an endpoint that lags or is on another branch has been found out: three rounds of probes, and a little. */
    private static final Duration FOUND_OUT = GroupFixture.PROBE_INTERVAL.multipliedBy(4);

    /** Within this all is well again after the last fault, however often an endpoint has failed before. */
    private static final Duration RECOVERY = Duration.ofSeconds(75);

    @Test
    void anyStorm_losesNoCall_sparesBarredEndpoints_andIsRecoveredFrom() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                new Storm(seed).run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static final class Storm {
        private final Random random;
        private final GroupFixture f;
        private final Balancing balancing;
        private final boolean oneStaysWell;
        private final ModelEndpoint well;
        private final List<CompletableFuture<RpcResponse>> reads = new ArrayList<>();
        private final Map<String, CompletableFuture<RpcResponse>> writes = new HashMap<>();

        Storm(long seed) {
            random = new Random(~seed);
            balancing = Balancing.values()[random.nextInt(Balancing.values().length)];
            boolean hedged = random.nextInt(4) == 0;
            List<Plan> plans = new ArrayList<>();
            int endpoints = 3 + random.nextInt(2);
            for (int i = 0; i < endpoints; i++) {
                plans.add(
                        random.nextBoolean()
                                ? Plan.http("e" + i, random.nextInt(2))
                                : Plan.ws("e" + i, random.nextInt(2)));
            }
            f = new GroupFixture(
                    seed,
                    balancing,
                    settings -> hedged ? settings.hedging(HedgePolicy.afterQuantile(0.9)) : settings,
                    plans.toArray(Plan[]::new));
            oneStaysWell = random.nextBoolean();
            well = f.endpoints.get(random.nextInt(endpoints));
            f.endpoints.forEach(endpoint -> endpoint.onAsked = this::check);
        }

        void run() {
            f.start();
            f.run(Duration.ofSeconds(5));
            f.started.join();
            for (int step = 0; step < STEPS; step++) {
                ModelEndpoint one = f.endpoints.get(random.nextInt(f.endpoints.size()));
                int what = random.nextInt(16);
                if (what <= 8 && !(oneStaysWell && one == well)) {
                    spoil(one, what);
                } else {
                    int calls = random.nextInt(6);
                    for (int i = 0; i < calls; i++) {
                        call();
                    }
                }
                f.run(Duration.ofMillis(random.nextInt(2_000)));
            }
            f.endpoints.forEach(ModelEndpoint::heal);
            f.run(RECOVERY);

            assertThat(f.group.stats())
                    .allSatisfy(stats -> assertThat(stats.health())
                            .as("%s %s", stats.endpoint(), stats.why())
                            .isEqualTo(EndpointHealth.HEALTHY))
                    .allSatisfy(stats -> assertThat(stats.inFlight()).isZero());
            checkCalls();
            checkThatAllAreUsedAgain();
            f.group.close();
            assertThat(f.world.pending()).isLessThan(10);
        }

        private void spoil(ModelEndpoint one, int how) {
            one.changes();
            switch (how) {
                case 0, 1 -> one.fault = Fault.values()[random.nextInt(Fault.values().length)];
                case 2 -> one.latency = Duration.ofMillis(random.nextInt(4_000));
                case 3 -> one.lag(random.nextBoolean() ? 20L * (f.endpoints.indexOf(one) + 1) : 3);
                case 4 -> lie(one);
                case 5 -> one.reachable(false);
                case 6 -> one.reachable(true);
                case 7 -> {
                    if (random.nextInt(4) == 0) {
                        List.copyOf(one.members).forEach(ScriptedMember::fail);
                    }
                }
                default -> one.heal();
            }
        }

        /** Where most lie they are believed, so one that stays well would not be known for it. */
        private void lie(ModelEndpoint one) {
            if (oneStaysWell) {
                one.latency = Duration.ofSeconds(20);
            } else if (random.nextBoolean()) {
                one.forked(true);
            } else {
                one.lag(-20L - random.nextInt(20));
            }
        }

        private void call() {
            if (random.nextInt(4) == 0) {
                String transaction = "0x" + writes.size();
                writes.put(transaction, f.group.send("eth_sendRawTransaction", transaction));
            } else {
                reads.add(f.group.send("eth_call", "0x"));
            }
        }

        /** At the moment of every attempt and probe. */
        private void check(ModelEndpoint asked, String method) {
            if (method.equals("eth_getBlockByNumber") || !oneStaysWell || asked == well) {
                return;
            }
            if (f.health(well) == EndpointHealth.HEALTHY && f.inFlight(well) < 4) {
                assertThat(f.health(asked))
                        .as("%s was asked while %s is healthy", asked.url, well.url)
                        .isNotEqualTo(EndpointHealth.BARRED);
            }
            boolean tellsIt = asked.fault == Fault.NONE && asked.latency.toMillis() < 1_000;
            if (asked.lag > 8 && tellsIt && f.inFlight(well) < 4) {
                assertThat(asked.unchangedFor())
                        .as("%s is asked though it lags by %s", asked.url, asked.lag)
                        .isLessThan(FOUND_OUT);
            }
        }

        private void checkCalls() {
            for (CompletableFuture<RpcResponse> read : reads) {
                assertThat(read).isDone();
                if (oneStaysWell) {
                    assertThat(read.handle((answer, failure) -> String.valueOf(failure))
                                    .join())
                            .isEqualTo("null");
                    assertThat(read.join().isError()).isFalse();
                }
            }
            writes.forEach((transaction, write) -> {
                assertThat(write).isDone();
                int executions = f.endpoints.stream()
                        .mapToInt(endpoint -> endpoint.executed.getOrDefault(transaction, 0))
                        .sum();
                assertThat(executions).as("executions of %s", transaction).isLessThanOrEqualTo(1);
                if (succeeded(write)) {
                    assertThat(executions).isEqualTo(1);
                }
            });
        }

        /** Those that are preferred; a balancing by priority prefers one. */
        private void checkThatAllAreUsedAgain() {
            f.endpoints.forEach(endpoint -> endpoint.asked.clear());
            for (int i = 0; i < 30; i++) {
                f.group.send("eth_call", "0x");
                f.run(Duration.ofMillis(100));
            }
            for (int i = 0; i < 24; i++) {
                f.group.send("eth_call", "0x");
            }
            f.run(Duration.ofSeconds(2));
            int first = f.group.stats().stream()
                    .mapToInt(EndpointStats::priority)
                    .min()
                    .orElseThrow();
            List<ModelEndpoint> preferred = f.endpoints.stream()
                    .filter(endpoint -> f.stats(endpoint).priority() == first)
                    .toList();
            List<ModelEndpoint> used = preferred.stream()
                    .filter(endpoint -> endpoint.asked.contains("eth_call"))
                    .toList();
            if (balancing == Balancing.PRIORITY) {
                assertThat(used).isNotEmpty();
            } else {
                assertThat(used).as("used after all have healed").isEqualTo(preferred);
            }
        }

        private static boolean succeeded(CompletableFuture<RpcResponse> call) {
            try {
                return !call.join().isError();
            } catch (CompletionException e) {
                assertThat(e.getCause()).isInstanceOf(BlockchainException.class);
                return false;
            }
        }
    }
}
