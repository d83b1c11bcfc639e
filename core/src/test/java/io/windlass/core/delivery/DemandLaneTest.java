package io.windlass.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.core.sim.World;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemandLaneTest {
    private final World world = new World(1);
    private final List<Object> received = new ArrayList<>();
    private int rounds;
    private final DemandLane<Integer> lane = new DemandLane<>(
            3,
            100,
            world,
            new DemandLane.Receiver<>() {
                @Override
                public void begin() {
                    received.add("begin");
                }

                @Override
                public boolean receive(Integer item) {
                    received.add(item);
                    return item > 0;
                }
            },
            () -> rounds++);

    @Test
    void offer_isNotReceivedBeforeItIsRequested() {
        lane.begin();
        offer(1, 2, 3);
        world.settle();
        assertThat(received).containsExactly("begin");

        lane.request(2);
        world.settle();
        assertThat(received).containsExactly("begin", 1, 2);
        assertThat(lane.waiting()).isEqualTo(1);
    }

    @Test
    void offer_beyondTheItemsThatMayWait_isRefused() {
        offer(1, 2, 3);

        assertThat(lane.offer(4, 1)).isFalse();
    }

    @Test
    void begin_comesBeforeWhatWasOfferedAndRequestedEarlier() {
        offer(1);
        lane.request(5);
        world.settle();
        assertThat(received).isEmpty();

        lane.begin();
        world.settle();
        assertThat(received).containsExactly("begin", 1);
    }

    @Test
    void receive_ofWhatTurnsOutToBeNothing_usesUpNoRequest() {
        lane.begin();
        offer(-1, 2, 3);
        lane.request(1);
        world.settle();

        assertThat(received).containsExactly("begin", -1, 2);
    }

    @Test
    void request_thatAddsUpToTheMostThereIs_isWithoutEnd() {
        lane.begin();
        lane.request(Long.MAX_VALUE - 1);
        lane.request(Long.MAX_VALUE);
        for (int i = 1; i <= 10; i++) {
            offer(i);
            world.settle();
        }

        assertThat(received).hasSize(11);
    }

    @Test
    void progress_isToldWhenAllThatWasRequestedIsReceived() {
        lane.begin();
        offer(1);
        world.settle();
        assertThat(rounds).isZero();

        lane.request(1);
        world.settle();
        assertThat(rounds).isEqualTo(1);
    }

    @Test
    void close_dropsWhatWaitsAndEndsWithoutARequest() {
        lane.begin();
        offer(1, 2);
        lane.close(() -> received.add("end"));
        lane.close(() -> received.add("another end"));
        lane.request(1);
        world.settle();

        assertThat(received).containsExactly("begin", "end");
        assertThat(lane.waiting()).isZero();
        assertThat(lane.offer(3, 1)).isFalse();
    }

    @Test
    void stop_handsOverNothingMoreAndLetsTheEndFollow() {
        lane.begin();
        offer(1);
        lane.stop();
        lane.request(1);
        world.settle();
        assertThat(received).containsExactly("begin");

        lane.close(() -> received.add("end"));
        world.settle();
        assertThat(received).containsExactly("begin", "end");
    }

    private void offer(int... items) {
        for (int item : items) {
            assertThat(lane.offer(item, 1)).isTrue();
        }
    }
}
