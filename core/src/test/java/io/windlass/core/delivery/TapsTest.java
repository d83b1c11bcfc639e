package io.windlass.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.ChainEvent;
import io.windlass.EventId;
import io.windlass.Hash;
import io.windlass.Json;
import io.windlass.Position;
import io.windlass.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TapsTest {
    private final Taps taps = new Taps();
    private final List<String> seen = new ArrayList<>();

    private record Event<T>(T value, boolean removed) implements ChainEvent<T> {
        @Override
        public EventId id() {
            return new EventId(1, Hash.ZERO, 0);
        }

        @Override
        public Optional<Position> position() {
            return Optional.empty();
        }

        @Override
        public int occurrence() {
            return 1;
        }

        @Override
        public Source source() {
            return Source.LIVE;
        }

        @Override
        public Optional<Json> raw() {
            return Optional.empty();
        }
    }

    private void hand(Object value) {
        taps.hand(new Event<>(value, false));
    }

    @Test
    void handler_seesValuesOfItsTypeAndOfThoseBelowIt() {
        taps.add(Number.class, event -> seen.add("number " + event.value()));
        taps.add(Integer.class, event -> seen.add("integer " + event.value()));

        hand(1);
        hand(2L);
        hand("three");

        assertThat(seen).containsExactly("number 1", "integer 1", "number 2");
    }

    @Test
    void handler_seesRemovals() {
        taps.add(String.class, event -> seen.add((event.removed() ? "-" : "+") + event.value()));

        hand("a");
        taps.hand(new Event<>("a", true));

        assertThat(seen).containsExactly("+a", "-a");
    }

    @Test
    void handler_thatThrowsOrFailsAnAssertion_stopsNobody() {
        taps.add(String.class, event -> {
            throw new IllegalStateException("on purpose");
        });
        taps.add(String.class, event -> {
            throw new AssertionError("on purpose");
        });
        taps.add(String.class, event -> seen.add(event.value()));

        hand("a");
        hand("b");

        assertThat(seen).containsExactly("a", "b");
    }

    @Test
    void close_ofTheRegistration_takesTheHandlerAway() {
        Registration registration = taps.add(String.class, event -> seen.add(event.value()));
        hand("a");
        registration.close();
        registration.close();
        hand("b");

        assertThat(seen).containsExactly("a");
    }
}
