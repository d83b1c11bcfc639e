package io.windlass.core.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.CallTimeoutException;
import io.windlass.EndpointException;
import io.windlass.RpcResponse;
import io.windlass.core.rpc.LimitedNode.Complaint;
import io.windlass.core.rpc.LimitedNode.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Endpoints that take less than they are asked for, by seed. */
class RateLimitStormTest {
    private static final int SEEDS = 200;

    /** What a call's caller was told. */
    private enum Outcome {
        ANSWERED,
        REFUSED,
        UNKNOWN
    }

    private static final Set<Outcome> EXECUTED = Set.of(Outcome.ANSWERED, Outcome.UNKNOWN);
    private static final Set<Outcome> NOT_EXECUTED = Set.of(Outcome.REFUSED, Outcome.UNKNOWN);

    @Test
    void anyStorm_losesNoCallAndExecutesNoneTwice() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                storm(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static void storm(long seed) {
        Random random = new Random(~seed);
        LimitedNode node = new LimitedNode(seed, s -> {
            s.requestTimeout(Duration.ofSeconds(20));
            if (random.nextInt(3) == 0) {
                s.requestsPerSecond(1 + random.nextInt(100));
            }
            if (random.nextInt(3) == 0) {
                s.maxInFlight(1 + random.nextInt(20));
            }
            if (random.nextInt(3) == 0) {
                s.batchWindow(Duration.ofMillis(2)).maxBatch(2 + random.nextInt(20));
            }
            return s;
        });
        List<CallBook> books = List.of(node.book(), node.book(), node.book());
        Map<Integer, CompletableFuture<RpcResponse>> calls = new HashMap<>();
        Set<Integer> cancelled = new HashSet<>();
        for (int step = 0; step < 60; step++) {
            switch (random.nextInt(6)) {
                case 0 -> node.perSecond = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(60);
                case 1 -> node.complaint = Complaint.values()[random.nextInt(Complaint.values().length)];
                case 2 -> node.asksFor = Duration.ofMillis(random.nextInt(3_000));
                case 3 -> node.takesBatchesOf = random.nextInt(25);
                case 4 -> {
                    int which = random.nextInt(calls.size() + 1);
                    if (calls.containsKey(which) && calls.get(which).cancel(false)) {
                        cancelled.add(which);
                    }
                }
                default -> {
                    for (int i = random.nextInt(40); i > 0; i--) {
                        int number = calls.size();
                        String method = random.nextBoolean() ? "eth_call" : "eth_sendRawTransaction";
                        calls.put(number, books.get(random.nextInt(3)).send(method, List.of(number)));
                    }
                }
            }
            node.run(Duration.ofMillis(random.nextInt(400)));
        }
        node.run(Duration.ofMinutes(1));

        assertThat(calls.values()).allMatch(CompletableFuture::isDone);
        Map<String, Integer> executions = new HashMap<>();
        for (Received received : node.executed) {
            executions.merge(received.params(), 1, Integer::sum);
        }
        assertThat(executions.values()).as("nothing is executed twice").containsOnly(1);
        calls.forEach((number, call) -> {
            boolean executed = executions.containsKey("[" + number + "]");
            if (!cancelled.contains(number)) {
                assertThat(outcome(call)).as("call %s: %s", number, call).isIn(executed ? EXECUTED : NOT_EXECUTED);
            }
        });
        assertThat(node.limits.stats().inFlight()).isZero();
        assertThat(node.limits.stats().waiting()).isZero();
        assertThat(books).allSatisfy(book -> assertThat(book.size()).isZero());
        assertThat(node.world.pending()).isZero();
    }

    private static Outcome outcome(CompletableFuture<RpcResponse> call) {
        try {
            return call.join().isError() ? Outcome.REFUSED : Outcome.ANSWERED;
        } catch (CompletionException e) {
            boolean unknown = e.getCause() instanceof CallTimeoutException late
                    ? late.outcomeUnknown()
                    : ((EndpointException) e.getCause()).outcomeUnknown();
            return unknown ? Outcome.UNKNOWN : Outcome.REFUSED;
        }
    }

    /** 40 callers that ask again as soon as they are answered, so that the endpoint's rate is all that holds them. */
    private static double answersPerSecond(
            LimitedNode node, List<CompletableFuture<RpcResponse>> callers, CallBook book, Duration time) {
        int before = node.executed.size();
        long end = node.world.nanos() + time.toNanos();
        while (node.world.nanos() < end) {
            callers.replaceAll(call -> call.isDone() ? book.send("eth_call", List.of()) : call);
            node.run(Duration.ofMillis(1));
        }
        return (node.executed.size() - before) / (time.toNanos() / 1e9);
    }

    @Test
    void theLearnedRate_convergesToWhatTheEndpointTakes_andRecoversWhenItTakesMore() {
        for (long seed = 1; seed <= 4; seed++) {
            LimitedNode node = new LimitedNode(seed, s -> s);
            node.complaint = Complaint.CODE_429;
            node.perSecond = 50;
            CallBook book = node.book();
            List<CompletableFuture<RpcResponse>> callers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                callers.add(CompletableFuture.completedFuture(null));
            }
            answersPerSecond(node, callers, book, Duration.ofSeconds(30));
            int refusedBefore = node.refusedCalls;
            int executedBefore = node.executed.size();
            double steady = answersPerSecond(node, callers, book, Duration.ofSeconds(60));
            double refused = node.refusedCalls - refusedBefore;
            double executed = node.executed.size() - executedBefore;
            assertThat(steady).as("seed %s, of 50 a second", seed).isGreaterThan(35);
            assertThat(refused / executed)
                    .as("seed %s, refused for each answered", seed)
                    .isLessThan(0.05);

            node.perSecond = 500;
            answersPerSecond(node, callers, book, Duration.ofSeconds(60));
            double recovered = answersPerSecond(node, callers, book, Duration.ofSeconds(30));
            assertThat(recovered).as("seed %s, of 500 a second", seed).isGreaterThan(350);
        }
    }
}
