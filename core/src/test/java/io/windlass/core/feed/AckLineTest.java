package io.windlass.core.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.ChainEvent.Source;
import io.windlass.EventId;
import io.windlass.Hash;
import io.windlass.Position;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AckLineTest {
    private final AckLine line = new AckLine(Optional.empty(), 0, 0, true);

    private static Hash hash(long number) {
        return Hash.keccak256(("block " + number).getBytes(StandardCharsets.UTF_8));
    }

    private static Position end(long number) {
        return Position.end(number, hash(number));
    }

    private static Position at(long number, int index) {
        return new Position(number, hash(number), index);
    }

    private static WalkArrival<String> event(long ordinal, Position at) {
        EventId id = new EventId(1, at.blockHash(), at.index());
        return new WalkArrival<>(ordinal, new FeedEvent<>(id, "value", at, 1, Source.LIVE, false, null));
    }

    private static WalkArrival<String> removal(long ordinal, Position at) {
        return new WalkArrival<>(ordinal, event(ordinal, at).walked().retraction());
    }

    @Test
    void settle_movesToTheEventAndAtTheLastOneToTheEndOfItsBlock() {
        line.crosses(2, end(5));
        line.settle(event(1, at(5, 0)));
        assertThat(line.position()).contains(at(5, 0));
        line.settle(event(2, at(5, 1)));
        assertThat(line.position()).contains(end(5));
    }

    @Test
    void settle_movesOverBlocksThatHadNoEvents() {
        line.crosses(1, end(5));
        line.crosses(1, end(6));
        line.crosses(1, end(7));
        line.settle(null);
        assertThat(line.position()).isEmpty();
        line.settle(event(1, at(5, 0)));

        assertThat(line.position()).contains(end(7));
        assertThat(line.through()).isEqualTo(1);
    }

    @Test
    void settle_beforeTheFirstEvent_movesOverBlocksAtOnce() {
        line.crosses(0, end(3));
        line.settle(null);

        assertThat(line.position()).contains(end(3));
    }

    @Test
    void settle_whereEventsMayBeOutOfOrder_movesBlockByBlockOnly() {
        AckLine blocks = new AckLine(Optional.empty(), 0, 0, false);
        blocks.crosses(2, end(5));
        blocks.settle(event(1, at(5, 3)));
        assertThat(blocks.position()).isEmpty();
        blocks.settle(event(2, at(5, 0)));
        assertThat(blocks.position()).contains(end(5));
    }

    @Test
    void settle_ofAReplay_isAnAcknowledgementAndNoPosition() {
        line.crosses(1, end(5));
        line.settle(event(1, at(5, 0)));
        line.settle(WalkArrival.replayOf(9, 2, event(2, at(6, 3)).walked()));

        assertThat(line.position()).contains(end(5));
        assertThat(line.through()).isEqualTo(2);
    }

    @Test
    void rewind_movesBackAndForgetsWhatWasCrossedAbove() {
        line.crosses(1, end(5));
        line.settle(event(1, at(5, 0)));
        line.crosses(2, end(6));
        line.rewind(end(4), 3);
        assertThat(line.position()).contains(end(4));

        line.settle(removal(3, at(5, 0)));
        assertThat(line.position()).contains(end(4));
        line.crosses(4, end(5));
        line.settle(event(4, at(5, 0)));
        assertThat(line.position()).contains(end(5));
    }

    @Test
    void rewind_eventsThatWereOnTheirWay_doNotMoveItForward() {
        line.crosses(1, end(4));
        line.settle(event(1, at(4, 0)));
        line.rewind(end(4), 2);
        line.settle(event(2, at(5, 0)));

        assertThat(line.position()).contains(end(4));
        assertThat(line.through()).isEqualTo(2);
    }

    @Test
    void rewind_eventsOnTheirWayFromBelow_moveItForward() {
        line.rewind(end(7), 3);
        line.rewind(end(6), 4);
        line.settle(event(1, at(5, 0)));
        assertThat(line.position()).contains(at(5, 0));
        line.settle(event(2, at(7, 0)));
        assertThat(line.position()).contains(at(5, 0));
        line.rewind(end(8), 4);
        line.settle(event(3, at(7, 1)));
        assertThat(line.position()).contains(at(5, 0));
        line.settle(event(4, at(7, 2)));
        line.rewind(end(8), 5);
        line.settle(event(5, at(8, 0)));

        assertThat(line.position()).contains(at(8, 0));
    }

    @Test
    void rewind_eventsOnTheirWayUpToThere_moveItForward() {
        line.crosses(1, end(3));
        line.crosses(3, end(4));
        line.crosses(4, end(5));
        line.rewind(end(4), 4);
        line.crosses(5, end(4)); // with the removal of the event of block 5
        line.settle(event(2, at(4, 0)));
        assertThat(line.position()).contains(at(4, 0));
        line.settle(event(4, at(5, 0)));
        assertThat(line.position()).contains(end(4));
    }

    @Test
    void rewind_fartherAndThenLessFar_bothCount() {
        line.rewind(end(4), 5);
        line.rewind(end(6), 9);
        line.settle(event(3, at(5, 0)));
        assertThat(line.position()).isEmpty();
        line.settle(event(7, at(6, 0)));
        assertThat(line.position()).contains(at(6, 0));
        line.settle(event(8, at(7, 0)));
        assertThat(line.position()).contains(at(6, 0));
    }

    @Test
    void rewind_twice_doesNotBelieveWhatIsToldAgainOfADeadBlock() {
        line.crosses(2, end(5));
        line.settle(event(2, at(5, 0)));
        line.rewind(end(4), 2);
        line.rewind(end(5), 3);
        line.settle(event(2, at(5, 0)));

        assertThat(line.position()).contains(end(4));
    }

    @Test
    void settle_neverGoesBack() {
        line.settle(event(2, at(6, 0)));
        line.settle(event(1, at(5, 0)));

        assertThat(line.position()).contains(at(6, 0));
        assertThat(line.through()).isEqualTo(2);
    }

    @Test
    void settle_whatWasWithdrawn_isNotWaitedFor() {
        line.crosses(1, end(5));
        line.crosses(2, end(6));
        line.rewind(end(5), 2);
        line.crosses(2, end(5));
        line.vanished(2);
        line.settle(null);
        assertThat(line.position()).isEmpty();
        line.settle(event(1, at(5, 0)));

        assertThat(line.position()).contains(end(5));
        assertThat(line.through()).isEqualTo(2);
    }

    @Test
    void settle_afterARestart_doesNotWaitForWhatAnEarlierRunHandedOver() {
        AckLine again = new AckLine(Optional.of(end(3)), 4, 9, true);
        again.crosses(9, end(5));
        again.settle(null);

        assertThat(again.position()).contains(end(5));
        assertThat(again.through()).isEqualTo(4);
    }
}
