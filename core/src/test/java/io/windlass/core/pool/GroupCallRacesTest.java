package io.windlass.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Balancing;
import io.windlass.BlockchainException;
import io.windlass.CloseReason;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionLostException;
import io.windlass.PoolConfig;
import io.windlass.RpcError;
import io.windlass.core.codec.JsonCodecProvider;
import io.windlass.core.rpc.Completion;
import io.windlass.core.rpc.NodeRules;
import io.windlass.core.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Two threads bring news of one call at the same moment: it ends once, and gives back each place that it took. */
class GroupCallRacesTest {
    private static final int ROUNDS = 250;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final World world = new World(1);
    private final Queue<Completion> attempts = new ConcurrentLinkedQueue<>();
    private final EndpointGroup group;

    /** What the call was told, and how often. */
    private static final class Told implements Completion {
        final AtomicInteger results = new AtomicInteger();
        final AtomicInteger failures = new AtomicInteger();

        @Override
        public void result(byte[] bytes, int offset, int length) {
            results.incrementAndGet();
        }

        @Override
        public void error(RpcError error) {
            failures.incrementAndGet();
        }

        @Override
        public void failed(BlockchainException failure) {
            failures.incrementAndGet();
        }

        int times() {
            return results.get() + failures.get();
        }
    }

    GroupCallRacesTest() {
        PoolConfig.Builder config = PoolConfig.builder().balancing(Balancing.PRIORITY);
        List<GroupEndpoint> made = new ArrayList<>();
        for (String name : List.of("one", "two")) {
            ConnectionConfig target = ConnectionConfig.builder("http://" + name + ".test")
                    .requestTimeout(TIMEOUT)
                    .build();
            config.endpoint(target, 0);
            made.add(new GroupEndpoint(
                    target,
                    0,
                    4,
                    List.of(OpenMember.to((method, params, completion) -> attempts.add(completion), name))));
        }
        group = new EndpointGroup(
                "group-1",
                config.build(),
                Balancing.PRIORITY,
                OptionalLong.of(1),
                made,
                NodeRules.PLAIN,
                new JsonCodecProvider().create(),
                world.runtime(),
                useless -> useless);
        var unused = group.start();
        world.settle();
        attempts.clear(); // the first probes
    }

    /** A call of which two attempts are under way, and the two. */
    private final class Hedged {
        final Told told = new Told();
        final GroupCall call =
                new GroupCall(group, "eth_call", List.of("0x"), told, by -> {}, world.nanos(), TIMEOUT.toNanos());
        final Slot firstSlot = slot();
        final Completion first = over(firstSlot, false);
        final Slot secondSlot = slot();

        private Slot slot() {
            return Objects.requireNonNull(group.choose(call), "a connection with room");
        }

        Completion over(Slot slot, boolean hedge) {
            call.over(slot, hedge);
            return Objects.requireNonNull(attempts.poll(), "the attempt");
        }

        /** Answers what was begun since, until the call asks for no more. */
        void finish() {
            world.settle();
            for (int i = 0; i < 20 && !call.isDone(); i++) {
                for (Completion next = attempts.poll(); next != null; next = attempts.poll()) {
                    answer(next);
                }
                world.advance(Duration.ofSeconds(1));
            }
            attempts.clear();
            group.order()
                    .forEach(endpoint -> endpoint.slots()
                            .forEach(slot -> assertThat(slot.inFlight())
                                    .as("places taken on %s", slot.connectionId())
                                    .isZero()));
        }
    }

    private static void answer(Completion attempt) {
        attempt.result(new byte[] {'"', '"'}, 0, 2);
    }

    private static void lose(Completion attempt) {
        attempt.failed(new ConnectionLostException("lost", "c", "eth_call", true, CloseReason.local(), null));
    }

    @Test
    void bothAttemptsAreAnsweredAtOnce_itEndsWithOneAnswer() throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            Hedged f = new Hedged();
            Completion second = f.over(f.secondSlot, true);
            TwoThreads.atOnce(() -> answer(f.first), () -> answer(second));
            f.finish();

            assertThat(f.told.times()).as("round %s", round).isEqualTo(1);
        }
    }

    @Test
    void bothAttemptsAreLostAtOnce_itIsMadeAgain_andEndsOnce() throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            Hedged f = new Hedged();
            Completion second = f.over(f.secondSlot, true);
            TwoThreads.atOnce(() -> lose(f.first), () -> lose(second));
            f.finish();

            assertThat(f.told.times()).as("round %s", round).isEqualTo(1);
            assertThat(f.told.results).as("round %s", round).hasValue(1);
        }
    }

    @Test
    void oneAttemptIsLostWhileTheOtherIsAnswered_theAnswerStands() throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            Hedged f = new Hedged();
            Completion second = f.over(f.secondSlot, true);
            TwoThreads.atOnce(() -> lose(f.first), () -> answer(second));
            f.finish();

            assertThat(f.told.results).as("round %s", round).hasValue(1);
            assertThat(f.told.failures).as("round %s", round).hasValue(0);
        }
    }

    @Test
    void theSecondAttemptBeginsWhileTheFirstIsAnswered_itsPlaceIsGivenBack() throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            Hedged f = new Hedged();
            TwoThreads.atOnce(() -> answer(f.first), () -> f.call.over(f.secondSlot, true));
            f.finish();

            assertThat(f.told.results).as("round %s", round).hasValue(1);
        }
    }

    @Test
    void theSecondAttemptBeginsWhileTheFirstIsLost_theCallIsNotForgotten() throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            Hedged f = new Hedged();
            TwoThreads.atOnce(() -> lose(f.first), () -> f.call.over(f.secondSlot, true));
            f.finish();

            assertThat(f.told.results).as("round %s", round).hasValue(1);
            assertThat(f.told.times()).as("round %s", round).isEqualTo(1);
        }
    }

    @Test
    void itIsCancelledWhileItIsAnswered_itEndsAtMostOnce() throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            Hedged f = new Hedged();
            Completion second = f.over(f.secondSlot, true);
            TwoThreads.atOnce(f.call::cancel, () -> answer(second));
            f.finish();

            assertThat(f.told.times()).as("round %s", round).isLessThanOrEqualTo(1);
            assertThat(f.call.isDone()).isTrue();
        }
    }
}
