package io.windlass.core.sim.feed;

import io.windlass.Balancing;
import io.windlass.HedgePolicy;
import io.windlass.PoolConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What kind of group a seed makes.
 *
 * @param ways its endpoints
 * @param steady the number of the endpoint that stays well throughout; −1 if none does
 * @param announcers over how many connections heads are announced at once
 */
record GroupShape(
        List<Way> ways,
        int steady,
        int announcers,
        Balancing balancing,
        boolean hedges,
        int maxLag,
        Duration stickiness,
        Duration probeInterval) {
    /**
     * One of its endpoints.
     *
     * @param pushes it is a socket
     * @param priority the smallest is used first
     * @param alien it serves another chain than the rest
     */
    record Way(boolean pushes, int priority, boolean alien, NodeTraits traits) {}

    static GroupShape some(Random random, Shape shape) {
        int count = 2 + random.nextInt(2);
        int sockets = random.nextInt(6) == 0 ? 0 : 1 + random.nextInt(count);
        boolean anyAlien = count == 3 && random.nextInt(8) == 0;
        List<Way> ways = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            NodeTraits traits = NodeTraits.some(random, shape.emptyIsDetected())
                    .withTags(shape.traits().hasTags());
            ways.add(new Way(i < sockets, random.nextInt(2), anyAlien && i == 1, traits));
        }
        int steady = random.nextBoolean() ? random.nextInt(count) : -1;
        return new GroupShape(
                List.copyOf(ways),
                steady >= 0 && ways.get(steady).alien() ? 0 : steady,
                1 + random.nextInt(2),
                Balancing.values()[random.nextInt(Balancing.values().length)],
                random.nextInt(4) == 0,
                random.nextInt(3) == 0 ? 30 : 3 + random.nextInt(8),
                Duration.ofSeconds(random.nextInt(2) * 5L),
                Duration.ofSeconds(1 + random.nextInt(4)));
    }

    boolean anyPushes() {
        return ways.stream().anyMatch(Way::pushes);
    }

    PoolConfig.Builder settings(PoolConfig.Builder config) {
        config.announcers(announcers)
                .maxLag(maxLag)
                .stickiness(stickiness)
                .probeInterval(probeInterval)
                .acquireTimeout(Duration.ofSeconds(5));
        return hedges ? config.hedging(HedgePolicy.afterQuantile(0.9)) : config;
    }
}
