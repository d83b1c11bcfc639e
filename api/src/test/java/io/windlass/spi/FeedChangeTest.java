package io.windlass.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Bytes;
import io.windlass.DeadLetter;
import io.windlass.EventId;
import io.windlass.Hash;
import io.windlass.Json;
import io.windlass.Position;
import io.windlass.spi.WindowEntry.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeedChangeTest {
    @Test
    void builder_withNothingAdded_isEmpty() {
        assertThat(FeedChange.builder().build().isEmpty()).isTrue();
    }

    @Test
    void builder_withAnythingAdded_isNotEmpty() {
        WindowEntry entry = new WindowEntry(1, new Position(1, Hash.ZERO, 0), 0, State.DISPATCHED, Bytes.EMPTY);

        assertThat(List.of(
                        FeedChange.builder().identity(new FeedIdentity(1, Hash.ZERO, "newHeads", 0)),
                        FeedChange.builder().forgetPathFrom(1),
                        FeedChange.builder().forgetBelow(1, List.of()),
                        FeedChange.builder().passed(mark(1)),
                        FeedChange.builder().continuedAs(new FeedIdentity(1, Hash.ZERO, "newHeads", 0)),
                        FeedChange.builder().put(entry),
                        FeedChange.builder().put(letter(1, 1)),
                        FeedChange.builder().letterState(1, DeadLetter.State.REQUEUED),
                        FeedChange.builder().dropLetter(1),
                        FeedChange.builder().acknowledged(1, Optional.empty())))
                .noneMatch(builder -> builder.build().isEmpty());
    }

    @Test
    void forgetPathFrom_afterMarksWereAdded_takesBackThoseThatLeftTheChain() {
        FeedChange change = FeedChange.builder()
                .passed(mark(7))
                .passed(mark(8))
                .passed(mark(9))
                .forgetPathFrom(8)
                .passed(mark(8))
                .build();

        assertThat(change.path()).containsExactly(mark(7), mark(8));
        assertThat(change.forgetPathFrom()).hasValue(8);
    }

    @Test
    void forgetPathFrom_severalTimes_forgetsFromTheLowest() {
        FeedChange change = FeedChange.builder()
                .forgetPathFrom(8)
                .passed(mark(8))
                .passed(mark(9))
                .forgetPathFrom(9)
                .build();

        assertThat(change.path()).containsExactly(mark(8));
        assertThat(change.forgetPathFrom()).hasValue(8);
    }

    @Test
    void put_ofALetterThatWasAddedBefore_takesItsPlace() {
        FeedChange change = FeedChange.builder()
                .put(letter(1, 1))
                .put(letter(2, 1))
                .put(letter(1, 5))
                .build();

        assertThat(change.letters()).containsExactly(letter(2, 1), letter(1, 5));
    }

    @Test
    void letterState_severalTimes_isTheLastUnlessItWasRetracted() {
        FeedChange change = FeedChange.builder()
                .letterState(1, DeadLetter.State.DEAD)
                .letterState(1, DeadLetter.State.REQUEUED)
                .letterState(2, DeadLetter.State.RETRACTED)
                .letterState(2, DeadLetter.State.REQUEUED)
                .build();

        assertThat(change.letterStates())
                .isEqualTo(Map.of(1L, DeadLetter.State.REQUEUED, 2L, DeadLetter.State.RETRACTED));
    }

    private static DeadLetter letter(long id, int attempts) {
        return new DeadLetter(
                id,
                "orders",
                new EventId(1, Hash.ZERO, 0),
                Optional.of(new Position(1, Hash.ZERO, 0)),
                1,
                false,
                Json.NULL,
                List.of(new DeadLetter.Cause("java.lang.Error", "")),
                attempts,
                Instant.EPOCH,
                Instant.EPOCH,
                DeadLetter.State.DEAD);
    }

    private static BlockMark mark(long number) {
        return new BlockMark(number, Hash.ZERO);
    }
}
