package io.windlass;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PositionTest {
    private static final Hash A = Hash.keccak256(new byte[] {1});
    private static final Hash B = Hash.keccak256(new byte[] {2});

    @Test
    void compareTo_positions_orderByBlockThenIndexAndTheEndIsBehindAllLogs() {
        List<Position> ordered = List.of(
                new Position(0, A, 0),
                new Position(0, A, 1),
                Position.end(0, A),
                new Position(9, B, 0),
                new Position(9, B, 1000),
                Position.end(9, B),
                new Position(10, A, 0));
        List<Position> shuffled = new ArrayList<>(ordered);
        Collections.reverse(shuffled);

        Collections.sort(shuffled);

        assertThat(shuffled).isEqualTo(ordered);
    }

    @Test
    void compareTo_sameHeightOnAnotherBranch_isZeroButNotEqual() {
        Position here = new Position(5, A, 3);
        Position there = new Position(5, B, 3);

        assertThat(here).isEqualByComparingTo(there).isNotEqualTo(there);
    }

    @Test
    void toString_logAndBlock_areShort() {
        assertThat(new Position(5, A, 3)).hasToString("#5/" + A.toHex().substring(0, 10) + "/3");
        assertThat(Position.end(5, A)).hasToString("#5/" + A.toHex().substring(0, 10));
        assertThat(Position.end(5, A).index()).isEqualTo(Position.END);
    }

    @Test
    void eventId_toString_namesChainAndHashAndForLogsTheIndex() {
        assertThat(new EventId(1, A, 3)).hasToString("1:" + A + ":3");
        assertThat(new EventId(1, A, Position.END)).hasToString("1:" + A);
    }
}
