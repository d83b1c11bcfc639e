package io.windlass.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamRoomTest {
    private final StreamRoom room = new StreamRoom();
    private final List<String> started = new ArrayList<>();

    private boolean park(String name) {
        return park(name, exchange());
    }

    private boolean park(String name, Exchange exchange) {
        return room.park(exchange, () -> started.add(name));
    }

    private static Exchange exchange() {
        LinkLimits limits = new LinkLimits(1, 1, Duration.ofSeconds(1), "the host", InstantSource.system());
        return new Exchange(new TestMessage("{}"), limits, ended -> {});
    }

    @Test
    void park_whileOthersAreUnderWay_startsWhenOneOfThemEnds() {
        room.began();
        room.began();
        assertThat(park("a")).isTrue();
        assertThat(park("b")).isTrue();
        assertThat(park("c")).isTrue();
        assertThat(started).isEmpty();

        room.ended(true);
        assertThat(started).containsExactly("a", "b");
        room.ended(true);
        assertThat(started).containsExactly("a", "b", "c");
    }

    @Test
    void park_whileNobodyIsUnderWay_keepsNothing() {
        room.began();
        room.ended(true);

        assertThat(park("a")).isFalse();
        room.began();
        room.ended(true);
        assertThat(started).isEmpty();
    }

    @Test
    void ended_ofOneThatFoundNoRoom_startsNobody_unlessNobodyElseWill() {
        room.began();
        room.began();
        park("a");

        room.ended(false);
        assertThat(started).isEmpty();
        room.ended(false);
        assertThat(started).containsExactly("a");
    }

    @Test
    void ended_passesOverWhatWasGivenUp() {
        Exchange givenUp = exchange();
        room.began();
        park("given up", givenUp);
        park("a");
        park("b");
        givenUp.abort();

        room.ended(true);
        assertThat(started).containsExactly("a", "b");
    }
}
