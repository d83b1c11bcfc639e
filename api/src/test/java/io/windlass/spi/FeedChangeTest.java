package io.windlass.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Bytes;
import io.windlass.Hash;
import io.windlass.Position;
import io.windlass.spi.WindowEntry.State;
import java.util.List;
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
                        FeedChange.builder().put(entry),
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

    private static BlockMark mark(long number) {
        return new BlockMark(number, Hash.ZERO);
    }
}
