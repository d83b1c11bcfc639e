package io.windlass.it;

import static io.windlass.it.Patience.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.ConnectionConfig;
import io.windlass.ConnectionGroup;
import io.windlass.EndpointHealth;
import io.windlass.PoolConfig;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Feeds over two WebSockets and an HTTP endpoint go on over whichever is left, and back: nothing is missing, nothing twice. */
class GroupFollowerIT extends FaultWithManager {
    private final Anvil anvil = Anvil.start();
    private final FaultProxy one = watched(FaultProxy.before(anvil.port()));
    private final FaultProxy two = watched(FaultProxy.before(anvil.port()));
    private final FaultProxy three = watched(FaultProxy.before(anvil.port()));
    private final Emitter emitter = anvil.deployEmitter();

    @AfterEach
    void endNode() {
        anvil.close();
    }

    private static ConnectionConfig target(String url) {
        return impatient(url)
                .requestTimeout(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(50))
                .build();
    }

    private ConnectionGroup group(int announcers) {
        return done(manager.connectGroup(PoolConfig.builder()
                .endpoint(target(one.wsUrl()), 0)
                .endpoint(target(two.wsUrl()), 1)
                .endpoint(target(three.url(Wire.HTTP)), 2)
                .probeInterval(Duration.ofMillis(200))
                .stickiness(Duration.ZERO)
                .announcers(announcers)
                .build()));
    }

    private static void gone(FaultProxy proxy) {
        proxy.refuse();
        proxy.cutByReset();
    }

    private static void back(ConnectionGroup group, FaultProxy proxy) {
        proxy.listen();
        Patience.until(
                proxy.authority() + " is healthy",
                () -> group.endpoints().stream()
                        .anyMatch(stats -> stats.endpoint().endsWith(proxy.authority())
                                && stats.health() == EndpointHealth.HEALTHY));
    }

    private static void awaitHeads(Followers followers) {
        int before = followers.heads();
        Patience.until("heads come", () -> followers.heads() > before + 5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void endpointsThatGoOneAfterTheOther_leaveWhatTheChainHolds(int announcers) {
        ConnectionGroup group = group(announcers);
        Followers followers = new Followers(group, Wire.HTTP, emitter); // what is pushed at once is not compared here

        try (Emission emission = Emission.of(emitter)) {
            emission.awaitMore(5);
            gone(one);
            awaitHeads(followers);
            gone(two); // polled from here on
            awaitHeads(followers);
            back(group, one);
            gone(three); // only what is announced is left
            awaitHeads(followers);
            back(group, two);
            back(group, three);
            one.cutByFin();
            awaitHeads(followers);
            followers.awaitLive();
        }

        followers.assertHoldTheChainOf(anvil);
        assertThat(followers.removed()).isZero();
    }
}
