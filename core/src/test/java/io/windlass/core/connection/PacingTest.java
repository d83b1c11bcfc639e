package io.windlass.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockchainConnection;
import io.windlass.ConnectionState;
import io.windlass.ManagerConfig;
import io.windlass.core.codec.JsonCodecProvider;
import io.windlass.core.sim.ModelNode;
import io.windlass.core.sim.ScriptedLink;
import io.windlass.core.sim.ScriptedTransport;
import io.windlass.core.sim.World;
import io.windlass.spi.Codec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** When links are opened again, as the endpoint sees it. */
class PacingTest {
    @Test
    void thousandConnectionsToAHost_thatBreakTogether_comeBackInTurns() {
        World world = new World(1);
        Codec codec = new JsonCodecProvider().create();
        ModelNode node = new ModelNode(codec);
        ScriptedTransport transport = new ScriptedTransport(world, node);
        Manager manager = new Manager(
                ManagerConfig.builder().reconnectsPerSecond(100).build(),
                () -> {
                    throw new IllegalStateException("no networks in this test");
                },
                network -> () -> network,
                target -> transport,
                codec,
                world.runtime(),
                () -> {
                    throw new IllegalStateException("no store in this test");
                },
                (kind, settings) -> {
                    throw new IllegalStateException("no sink in this test");
                },
                () -> {});
        List<CompletableFuture<BlockchainConnection>> connections = IntStream.range(0, 1_000)
                .mapToObj(i -> manager.connectWebSocket("ws://node.test"))
                .toList();
        world.advance(Duration.ofSeconds(1));
        long broken = world.nanos();

        node.links().forEach(ScriptedLink::cut);
        world.advance(Duration.ofSeconds(10));

        List<Duration> waits = transport.attemptsAt().stream()
                .skip(1_000)
                .map(at -> Duration.ofNanos(at - broken))
                .toList();
        assertThat(waits).hasSize(1_000);
        for (int second = 0; second < 9; second++) {
            Duration from = Duration.ofSeconds(second);
            assertThat(waits.stream()
                            .filter(wait ->
                                    wait.compareTo(from) > 0 && wait.minus(from).compareTo(Duration.ofSeconds(1)) <= 0))
                    .as("attempts in second %d", second)
                    .hasSizeBetween(50, 100);
        }
        assertThat(waits.stream().filter(Duration::isZero)).as("at once").hasSizeBetween(90, 100);
        assertThat(connections).allMatch(each -> each.join().state() == ConnectionState.OPEN);
    }

    @Test
    void maxAge_isSpread_soThatLinksOpenedTogetherAreNotReplacedTogether() {
        List<Duration> ages = Stream.iterate(1, seed -> seed + 1)
                .limit(20)
                .map(seed -> {
                    ConnectionFixture f = new ConnectionFixture(seed, s -> s.maxAge(Duration.ofMinutes(10)));
                    f.run(Duration.ofMinutes(10));
                    List<Long> at = f.transport.attemptsAt();
                    return Duration.ofNanos(at.get(1) - at.get(0));
                })
                .sorted()
                .toList();

        assertThat(ages.get(0)).isBetween(Duration.ofMinutes(9), Duration.ofSeconds(570));
        assertThat(ages.get(19)).isBetween(Duration.ofSeconds(570), Duration.ofMinutes(10));
        assertThat(ages).doesNotHaveDuplicates();
    }

    @Test
    void reconnect_afterAGoodRead_isAtOnceAgain_howeverLongItTookBefore() {
        ConnectionFixture f = ConnectionFixture.opened(1);
        f.transport.down(true);
        f.link().cut();
        f.run(Duration.ofMinutes(10));
        f.transport.down(false);
        f.run(Duration.ofMinutes(1));
        assertThat(f.connection.state()).isEqualTo(ConnectionState.OPEN);
        int before = f.transport.attemptsAt().size();

        f.link().cut();
        f.run(Duration.ofMillis(1));

        assertThat(f.transport.attemptsAt()).hasSize(before + 1);
    }
}
