package io.windlass.core.delivery;

import io.windlass.BatchPolicy;
import io.windlass.RetryPolicy;
import io.windlass.core.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A lane in a world of its own. What is not set is as it is by default. */
final class LaneFixture {
    final World world = new World(1);
    final Taker taker = new Taker();
    int maxItems = 100;
    RetryPolicy retry = RetryPolicy.unlimited();

    @Nullable
    Duration deadline;

    int attempts = 1;

    @Nullable
    BatchPolicy batch;

    int told;

    /** Made when first asked for. */
    private @Nullable Lane<Integer> made;

    Lane<Integer> lane() {
        Lane<Integer> lane = made;
        if (lane == null) {
            lane = new Lane<>(
                    new Terms(maxItems, 1_000, retry, deadline, attempts, batch, true),
                    taker,
                    world.runtime(),
                    () -> told++);
            made = lane;
        }
        return lane;
    }

    /** Offers items of one byte each; whether each was taken. */
    List<Boolean> offer(int... items) {
        List<Boolean> taken = new ArrayList<>();
        for (int item : items) {
            taken.add(lane().offer(item, 1));
        }
        return taken;
    }

    /** Offers them and lets all happen that needs no time. */
    void hand(int... items) {
        offer(items);
        world.settle();
    }

    void run(Duration time) {
        world.advance(time);
    }

    List<Integer> dead() {
        return lane().dead(item -> true).stream().map(Setback::item).toList();
    }
}
