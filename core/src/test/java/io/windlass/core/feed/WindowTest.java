package io.windlass.core.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.ChainEvent;
import io.windlass.EventId;
import io.windlass.Hash;
import io.windlass.Json;
import io.windlass.Position;
import io.windlass.core.feed.Window.Entry;
import io.windlass.spi.BlockMark;
import io.windlass.spi.WindowEntry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The path that a window keeps. */
class WindowTest {
    private static final AckLine ALL_ACKNOWLEDGED =
            new AckLine(Optional.of(Position.end(Long.MAX_VALUE, Hash.ZERO)), Long.MAX_VALUE, 0, true);

    private final Window<String> window = new Window<>(1, Long.MAX_VALUE);

    private static BlockMark mark(long number) {
        return new BlockMark(number, Hash.keccak256(("block " + number).getBytes(StandardCharsets.UTF_8)));
    }

    private void passed(long to) {
        for (long number = 1; number <= to; number++) {
            window.passed(mark(number));
        }
    }

    private List<Long> kept(long below) {
        return window.passedUpTo(below - 1).stream().map(BlockMark::number).toList();
    }

    @Test
    void passedUpTo_isNewestFirst() {
        passed(4);

        assertThat(window.passedUpTo(3)).containsExactly(mark(3), mark(2), mark(1));
        assertThat(window.passedAt(4)).isEqualTo(mark(4).hash());
        assertThat(window.passedAt(5)).isNull();
    }

    @Test
    void forgetPathAbove_leavesTheAncestor() {
        passed(4);
        window.forgetPathAbove(2);

        assertThat(window.passedUpTo(9)).containsExactly(mark(2), mark(1));
    }

    @Test
    void forgetBelow_keepsTheNewestOldBlockAndFewerTheOlder() {
        passed(1_000);
        List<BlockMark> kept = window.forgetBelow(900, ALL_ACKNOWLEDGED);

        assertThat(kept).startsWith(mark(899)).hasSizeLessThan(24);
        assertThat(window.passedAt(900)).isEqualTo(mark(900).hash());
        assertThat(window.completeFrom()).isEqualTo(900);
    }

    @Test
    void forgetBelow_leavesAHoleThatTellsWhereTheWindowEnds() {
        passed(100);

        assertThat(window.forgetBelow(50, ALL_ACKNOWLEDGED))
                .contains(mark(49), mark(47))
                .doesNotContain(mark(48));
    }

    @Test
    void forgetBelow_againAndAgain_keepsFewForEver() {
        for (long number = 1; number <= 20_000; number++) {
            window.passed(mark(number));
            window.forgetBelow(number, ALL_ACKNOWLEDGED);
        }

        List<Long> kept = kept(20_001);
        assertThat(kept).hasSizeBetween(20, 32);
        // an ancestor is found however deep the reorg is, though further away the deeper
        assertThat(kept.get(kept.size() - 1)).isLessThan(10_000);
        Window<String> leaping = new Window<>(1, Long.MAX_VALUE);
        for (long number = 1; number <= 20_000; number++) {
            leaping.passed(mark(number));
        }
        leaping.forgetBelow(20_000, ALL_ACKNOWLEDGED);
        assertThat(leaping.passedUpTo(20_000)).isEqualTo(window.passedUpTo(20_000));
    }

    @Test
    void stillBelow_findsRemovalsThoughTheyStandBehindThoseOfHigherBlocks() {
        Entry<String> lower = entry(15, 1);
        Entry<String> higher = entry(16, 2);
        window.put(lower);
        window.put(higher);
        window.put(higher.removedBy(3));
        window.put(lower.removedBy(4));

        assertThat(window.stillBelow(16)).extracting(entry -> entry.ordinal).containsExactly(4L);
    }

    private static Entry<String> entry(long block, long ordinal) {
        Position at = Position.end(block, mark(block).hash());
        EventId id = new EventId(1, at.blockHash(), at.index());
        return new Entry<>(
                new FeedEvent<>(id, "", at, 1, ChainEvent.Source.LIVE, false, null),
                ordinal,
                WindowEntry.State.DISPATCHED,
                null);
    }

    @Test
    void completeFrom_goesBackOnlyWhereAllIsGoneOverAgain() {
        window.isCompleteFrom(10);
        window.isCompleteFrom(5);
        window.isCompleteAgainFrom(12);
        assertThat(window.completeFrom()).isEqualTo(10);

        window.isCompleteAgainFrom(7);
        assertThat(window.completeFrom()).isEqualTo(7);
    }

    @Test
    void replacedBy_leavesWhatIsOfTheBlockItself() {
        Entry<String> own = entry(5, 1);
        Hash other = Hash.keccak256(new byte[] {1});
        EventId id = new EventId(1, other, 0);
        FeedEvent<String> event =
                new FeedEvent<>(id, "", new Position(5, other, 0), 1, ChainEvent.Source.LIVE, false, null);
        window.put(own);
        window.put(new Entry<>(event, 2, WindowEntry.State.DISPATCHED, null));

        assertThat(window.replacedBy(mark(5)))
                .extracting(entry -> entry.ordinal)
                .containsExactly(2L);
    }

    @Test
    void forgetBelow_looksAtAllThatIsOlder_whereverItStands() {
        AckLine line = new AckLine(Optional.of(Position.end(3, mark(3).hash())), 2, 0, true);
        window.put(entry(3, 5));
        window.put(entry(1, 1));
        window.put(entry(2, 6));
        window.forgetBelow(3, line);

        assertThat(window.stillBelow(3)).extracting(entry -> entry.ordinal).containsExactly(6L);
        assertThat(window.stillBelow(4)).hasSize(2);
    }

    @Test
    void isTooLarge_countsTheBytesOfWhatIsHeld_howeverItChanges() {
        Window<String> small = new Window<>(1, 1_300); // three events, and a little
        for (long number = 1; number <= 3; number++) {
            small.put(entry(number, number));
        }
        assertThat(small.isTooLarge()).isFalse();

        Entry<String> fourth = entry(4, 4);
        small.put(fourth);
        assertThat(small.isTooLarge()).isTrue();
        small.put(entry(4, 5)); // handed over again: still one event
        small.replace(small.get(fourth.event.id()).as(WindowEntry.State.ACKNOWLEDGED));
        small.drop(small.get(fourth.event.id()));
        assertThat(small.isTooLarge()).isFalse();

        small.put(fourth);
        small.forgetBelow(2, ALL_ACKNOWLEDGED);
        assertThat(small.isTooLarge()).isFalse();
    }

    @Test
    void upperHalf_isThatOfTheBytes() {
        for (long number = 1; number <= 10; number++) {
            window.put(entry(number, number));
        }
        assertThat(window.upperHalf(ALL_ACKNOWLEDGED)).isEqualTo(6);

        Position at = Position.end(3, mark(3).hash());
        Json large = Json.of("\"" + "x".repeat(100_000) + "\"");
        EventId id = new EventId(1, at.blockHash(), at.index());
        window.put(new Entry<>(
                new FeedEvent<>(id, "", at, 1, ChainEvent.Source.LIVE, false, large),
                3,
                WindowEntry.State.DISPATCHED,
                null));
        assertThat(window.upperHalf(ALL_ACKNOWLEDGED)).isEqualTo(4);
    }

    @Test
    void upperHalf_isNotAboveWhatTheHandlerHasYetToAcknowledge() {
        for (long number = 1; number <= 10; number++) {
            window.put(entry(number, number));
        }
        AckLine line = new AckLine(Optional.of(Position.end(3, mark(3).hash())), 3, 0, true);

        assertThat(window.upperHalf(line)).isEqualTo(4);
    }
}
