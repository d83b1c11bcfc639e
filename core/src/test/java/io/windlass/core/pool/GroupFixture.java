package io.windlass.core.pool;

import io.windlass.Balancing;
import io.windlass.ConnectionConfig;
import io.windlass.EndpointHealth;
import io.windlass.EndpointStats;
import io.windlass.PoolConfig;
import io.windlass.core.codec.JsonCodecProvider;
import io.windlass.core.rpc.NodeRules;
import io.windlass.core.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** A group in a world of its own. */
final class GroupFixture {
    static final Duration PROBE_INTERVAL = Duration.ofSeconds(2);

    /** An endpoint to be: WebSocket where the URL says so. */
    record Plan(String url, int priority, int connections, int window) {
        static Plan http(String name) {
            return new Plan("http://" + name + ".test", 0, 1, 4);
        }

        static Plan http(String name, int priority) {
            return new Plan("http://" + name + ".test", priority, 1, 4);
        }

        static Plan ws(String name, int priority) {
            return new Plan("ws://" + name + ".test", priority, 1, Integer.MAX_VALUE);
        }
    }

    final World world;
    final List<ModelEndpoint> endpoints = new ArrayList<>();
    final EndpointGroup group;
    CompletableFuture<Void> started = new CompletableFuture<>();

    GroupFixture(long seed, Balancing balancing, UnaryOperator<PoolConfig.Builder> settings, Plan... plans) {
        this(seed, balancing, settings, target -> target, plans);
    }

    GroupFixture(
            long seed,
            Balancing balancing,
            UnaryOperator<PoolConfig.Builder> settings,
            UnaryOperator<ConnectionConfig.Builder> targets,
            Plan... plans) {
        world = new World(seed);
        PoolConfig.Builder config = PoolConfig.builder()
                .balancing(balancing)
                .probeInterval(PROBE_INTERVAL)
                .acquireTimeout(Duration.ofSeconds(5))
                .stickiness(Duration.ofSeconds(5));
        List<GroupEndpoint> made = new ArrayList<>();
        for (Plan plan : plans) {
            ModelEndpoint endpoint = new ModelEndpoint(world, plan.url());
            endpoints.add(endpoint);
            ConnectionConfig target = targets.apply(ConnectionConfig.builder(plan.url())
                            .requestTimeout(Duration.ofSeconds(10))
                            .retryDelay(Duration.ofMillis(100))
                            .maxRetryDelay(Duration.ofSeconds(2)))
                    .build();
            config.endpoint(target, plan.priority());
            List<ScriptedMember> members = new ArrayList<>();
            for (int i = 0; i < plan.connections(); i++) {
                members.add(new ScriptedMember(
                        "c" + endpoints.size() + "-" + (i + 1),
                        endpoint,
                        plan.url().startsWith("ws")));
            }
            made.add(new GroupEndpoint(target, plan.priority(), plan.window(), members));
        }
        group = new EndpointGroup(
                "group-1",
                settings.apply(config).build(),
                balancing,
                OptionalLong.empty(),
                made,
                NodeRules.PLAIN,
                new JsonCodecProvider().create(),
                world.runtime(),
                this::replace);
    }

    /** One that has connected. */
    static GroupFixture open(Balancing balancing, Plan... plans) {
        return open(balancing, settings -> settings, plans);
    }

    static GroupFixture open(Balancing balancing, UnaryOperator<PoolConfig.Builder> settings, Plan... plans) {
        GroupFixture fixture = new GroupFixture(1, balancing, settings, plans);
        fixture.start();
        fixture.run(Duration.ofSeconds(5));
        fixture.started.join();
        return fixture;
    }

    void start() {
        started = group.start();
    }

    private Member replace(Member useless) {
        ModelEndpoint endpoint = endpoints.stream()
                .filter(each -> each.members.remove(useless))
                .findFirst()
                .orElseThrow();
        return new ScriptedMember(useless.id(), endpoint, useless.canPush());
    }

    void run(Duration time) {
        world.advance(time);
    }

    EndpointStats stats(ModelEndpoint endpoint) {
        return group.stats().stream()
                .filter(stats -> stats.endpoint().equals(endpoint.url))
                .findFirst()
                .orElseThrow();
    }

    EndpointHealth health(ModelEndpoint endpoint) {
        return known(endpoint).health();
    }

    int inFlight(ModelEndpoint endpoint) {
        return known(endpoint).slots().stream().mapToInt(Slot::inFlight).sum();
    }

    /** What its first connection is thought to take. */
    Duration latency(ModelEndpoint endpoint) {
        return known(endpoint).slots().get(0).recentLatency();
    }

    /** What the group knows of it. */
    private Endpoint known(ModelEndpoint endpoint) {
        for (Endpoint each : group.order()) {
            if (each.index() == endpoints.indexOf(endpoint)) {
                return each;
            }
        }
        throw new AssertionError("no endpoint " + endpoint.url);
    }
}
