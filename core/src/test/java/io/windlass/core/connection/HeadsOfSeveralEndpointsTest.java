package io.windlass.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.ConnectionConfig;
import io.windlass.ConnectionGroup;
import io.windlass.Feeds;
import io.windlass.ManagerConfig;
import io.windlass.PoolConfig;
import io.windlass.Subscription;
import io.windlass.SubscriptionState;
import io.windlass.core.codec.JsonCodecProvider;
import io.windlass.core.sim.ModelNode;
import io.windlass.core.sim.ScriptedLink;
import io.windlass.core.sim.ScriptedTransport;
import io.windlass.core.sim.World;
import io.windlass.spi.Codec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two nodes of one chain behind a group whose feeds hear both. */
class HeadsOfSeveralEndpointsTest {
    private final World world = new World(1);
    private final Codec codec = new JsonCodecProvider().create();
    private final ModelNode first = new ModelNode(codec);
    private final ModelNode second = new ModelNode(codec);
    private final ScriptedTransport toFirst = new ScriptedTransport(world, first);
    private final ScriptedTransport toSecond = new ScriptedTransport(world, second);
    private final Manager manager = new Manager(
            ManagerConfig.defaults(),
            () -> {
                throw new IllegalStateException("no networks in this test");
            },
            network -> () -> network,
            target -> target.url().getHost().startsWith("one") ? toFirst : toSecond,
            codec,
            world.runtime(),
            () -> {
                throw new IllegalStateException("no store in this test");
            },
            (kind, settings) -> {
                throw new IllegalStateException("no sink in this test");
            },
            () -> {});
    private final List<Long> heads = new ArrayList<>();

    private Subscription follow(int announcers) {
        var connecting = manager.connectGroup(PoolConfig.builder()
                .endpoint(ConnectionConfig.of("ws://one.test"), 0)
                .endpoint(ConnectionConfig.of("ws://two.test"), 1)
                .announcers(announcers)
                .build());
        world.advance(Duration.ofSeconds(1));
        ConnectionGroup group = connecting.join();
        Subscription subscription = group.subscribe(Feeds.newHeads())
                .onEvent(e -> heads.add(e.value().number()));
        world.advance(Duration.ofSeconds(1));
        return subscription;
    }

    /** Both nodes take the same block: the model makes the same hashes in the same order. */
    private void mine() {
        first.mine();
        second.mine();
        world.advance(Duration.ofMillis(100));
    }

    @Test
    void head_announcedByBoth_isDeliveredOnce() {
        follow(2);
        mine();
        mine();

        assertThat(heads).containsExactly(1L, 2L);
    }

    @Test
    void head_whenOneEndpointIsSilent_comesFromTheOtherWithoutDelay() {
        follow(2);
        first.announcesHeads(false);
        mine();

        assertThat(heads).containsExactly(1L);
    }

    @Test
    void head_whenOneEndpointIsDown_comesFromTheOther_andTheFeedStaysLive() {
        Subscription subscription = follow(2);
        toFirst.down(true);
        List.copyOf(first.links()).forEach(ScriptedLink::cut);
        world.advance(Duration.ofMillis(50));
        mine();

        assertThat(heads).containsExactly(1L);
        assertThat(subscription.state()).isEqualTo(SubscriptionState.LIVE);
    }

    @Test
    void head_withOneAnnouncer_isSubscribedToOnOneEndpointOnly() {
        follow(1);

        assertThat(first.received("eth_subscribe") + second.received("eth_subscribe"))
                .isEqualTo(1);
    }

    @Test
    void close_unsubscribesEverywhere() {
        Subscription subscription = follow(2);
        subscription.close();
        world.advance(Duration.ofSeconds(1));
        mine();

        assertThat(first.received("eth_unsubscribe")).isEqualTo(1);
        assertThat(second.received("eth_unsubscribe")).isEqualTo(1);
        assertThat(heads).isEmpty();
    }
}
