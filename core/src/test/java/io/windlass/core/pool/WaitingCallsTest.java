package io.windlass.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.Balancing;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionLostException;
import io.windlass.PoolConfig;
import io.windlass.core.codec.JsonCodecProvider;
import io.windlass.core.rpc.Completion;
import io.windlass.core.rpc.NodeRules;
import io.windlass.core.sim.World;
import io.windlass.spi.Codec;
import io.windlass.spi.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who sends a call that has waited: with more callers than connections that must not all be the one thread that reads answers. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WaitingCallsTest {
    private static final int CONNECTIONS = 2;

    private record Sent(String method, Thread by, Completion completion) {
        void answer() {
            byte[] result = "\"0x1\"".getBytes(StandardCharsets.US_ASCII);
            completion.result(result, 0, result.length);
        }
    }

    private final World world = new World(1);
    private final Codec codec = new JsonCodecProvider().create();
    private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
    private final EndpointGroup group;

    WaitingCallsTest() {
        ConnectionConfig target = ConnectionConfig.builder("http://one.test").build();
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            members.add(OpenMember.to(this::attempted, "connection-" + i));
        }
        group = new EndpointGroup(
                "pool-1",
                PoolConfig.builder().endpoint(target, 0).build(),
                Balancing.POWER_OF_TWO_CHOICES,
                OptionalLong.of(1),
                List.of(new GroupEndpoint(target, 0, 1, members)),
                NodeRules.PLAIN,
                codec,
                world.runtime(),
                useless -> useless);
        var unused = group.start();
        world.settle();
    }

    private void attempted(String method, List<Object> params, Completion completion) {
        if (method.equals("breaks")) {
            throw new LinkageError("thrown by a transport, on purpose");
        }
        codec.encode(List.of(new Request(1, method, params)), false);
        sent.add(new Sent(method, Thread.currentThread(), completion));
    }

    private Sent next() throws InterruptedException {
        Sent next = sent.poll(30, TimeUnit.SECONDS);
        assertThat(next).as("a call is sent").isNotNull();
        return next;
    }

    @Test
    void callThatWaited_isSentByTheThreadThatWasWokenForTheAnswer() throws Exception {
        Thread[] waiter = new Thread[1];
        CompletableFuture<Void> asked = new CompletableFuture<>();
        CompletableFuture<Void> answered = new CompletableFuture<>();
        waiter[0] = new Thread(() -> {
            CompletableFuture<?> call = group.send("first");
            asked.complete(null);
            call.join();
            answered.complete(null);
        });
        waiter[0].setDaemon(true);
        waiter[0].start();
        asked.join();
        while (waiter[0].getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        Sent first = next();
        group.send("second");
        Sent second = next();
        group.send("third");
        group.send("fourth");
        assertThat(sent).isEmpty();

        first.answer();
        Sent third = next();
        assertThat(third.method()).isEqualTo("third");
        assertThat(third.by()).isSameAs(waiter[0]);
        answered.join();

        second.answer();
        assertThat(next()).satisfies(fourth -> {
            assertThat(fourth.method()).isEqualTo("fourth");
            assertThat(fourth.by()).as("nobody waits for the second").isSameAs(Thread.currentThread());
        });
    }

    @Test
    void cancelledCalls_arePassedOver_andTheNextOneGoes() throws Exception {
        group.send("first");
        group.send("second");
        next();
        CompletableFuture<?> third = group.send("third");
        group.send("fourth");

        third.cancel(false);
        next().answer();

        assertThat(next().method()).isEqualTo("fourth");
    }

    @Test
    void callThatCannotBeEncoded_isRefusedAtOnce_andTakesNoPlace_norHoldsUpThoseThatWait() throws Exception {
        for (int i = 0; i < 2 * CONNECTIONS; i++) {
            assertThatThrownBy(() -> group.send("eth_call", new Object())).isInstanceOf(IllegalArgumentException.class);
        }
        group.send("first");
        group.send("second");
        Sent first = next();
        next();

        assertThatThrownBy(() -> group.send("eth_call", new Object())).isInstanceOf(IllegalArgumentException.class);
        group.send("third");
        first.answer();

        assertThat(next().method()).isEqualTo("third");
    }

    /** Whoever sends it is not its caller, and must not be the one who is told. */
    @Test
    void callThatWaited_whoseConnectionThrows_fails_andNobodyElseIsHarmed() throws Exception {
        CompletableFuture<?> first = group.send("first");
        group.send("second");
        CompletableFuture<?> broken = group.send("breaks");
        CompletableFuture<?> fourth = group.send("fourth");

        next().answer();
        world.settle();

        assertThat(first).isCompleted();
        assertThatThrownBy(broken::join)
                .cause()
                .isInstanceOf(ConnectionLostException.class)
                .hasMessageContaining("breaks on pool-1: a connection failed while it took the call")
                .hasRootCauseInstanceOf(LinkageError.class);
        next();
        next().answer();
        world.settle();
        assertThat(fourth).isCompleted();
    }

    /** Each place that is free is found by some call that waits, whoever comes when. */
    @Test
    void manyCallersAtOnce_allGetTheirAnswers_andNeverMoreThanThereAreConnections() throws Exception {
        int callers = 12;
        int calls = 300;
        AtomicInteger inFlight = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService node = Executors.newFixedThreadPool(2);
        ExecutorService users = Executors.newFixedThreadPool(callers);
        Thread reader = new Thread(() -> {
            try {
                while (true) {
                    Sent next = sent.take();
                    most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                    node.execute(() -> {
                        inFlight.decrementAndGet();
                        next.answer();
                    });
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        reader.setDaemon(true);
        reader.start();
        try {
            CountDownLatch together = new CountDownLatch(callers);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                all.add(users.submit(() -> {
                    together.countDown();
                    together.await();
                    for (int call = 0; call < calls; call++) {
                        group.send("eth_call").join();
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get(); // no timer runs in this world: a call that is forgotten would never end
            }
        } finally {
            users.shutdownNow();
            reader.interrupt();
            node.shutdownNow();
        }
        assertThat(most).hasValueLessThanOrEqualTo(CONNECTIONS);
    }
}
