package io.windlass.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Hash;
import io.windlass.core.pool.Heads.Seen;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class HeadsTest {
    private static final Hash A = Hash.keccak256("a".getBytes(StandardCharsets.UTF_8));
    private static final Hash B = Hash.keccak256("b".getBytes(StandardCharsets.UTF_8));

    private static OptionalLong group(long... heads) {
        return Heads.ofGroup(
                Arrays.stream(heads)
                        .mapToObj(head -> new Seen(OptionalLong.of(head), true))
                        .toList(),
                8);
    }

    @Test
    void headOfTheGroup_isTheHighest_alsoOfTwoThatAreFarApart() {
        assertThat(group(100, 101, 99)).hasValue(101);
        assertThat(group(100, 1_000)).hasValue(1_000);
        assertThat(group(100, 500, 1_000)).hasValue(1_000);
        assertThat(group()).isEmpty();
    }

    @Test
    void headOfTheGroup_isNotThatOfOneFarAheadOfOthersThatAgreeAndGoOn() {
        assertThat(group(100, 101, 1_000_000)).hasValue(101);
    }

    @Test
    void headOfTheGroup_isThatOfTheOnlyOneThatGoesOnWhileTheOthersStandStill() {
        Seen stuck = new Seen(OptionalLong.of(100), false);

        assertThat(Heads.ofGroup(List.of(stuck, new Seen(OptionalLong.of(200), true), stuck), 8))
                .hasValue(200);
    }

    @Test
    void standing_isJudgedByMoreThanTheTolerance() {
        assertThat(Heads.compare(OptionalLong.of(92), OptionalLong.of(100), 8)).isEqualTo(Standing.IN_STEP);
        assertThat(Heads.compare(OptionalLong.of(91), OptionalLong.of(100), 8)).isEqualTo(Standing.LAGGING);
        assertThat(Heads.compare(OptionalLong.of(109), OptionalLong.of(100), 8)).isEqualTo(Standing.AHEAD_ALONE);
        assertThat(Heads.compare(OptionalLong.empty(), OptionalLong.of(100), 8)).isEqualTo(Standing.IN_STEP);
    }

    @Test
    void otherBranch_isThatOfFewer_andOfTwoThatOfTheSecond() {
        assertThat(Heads.forked(List.of(A, B, B))).containsExactly(true, false, false);
        assertThat(Heads.forked(List.of(A, B))).containsExactly(false, true);
        assertThat(Heads.forked(List.of(A, A, A))).containsExactly(false, false, false);
        assertThat(Heads.forked(List.of())).isEmpty();
    }

    @Test
    void confirmedBlock_liesBelowTheLowestHead_ifThereIsRoom() {
        assertThat(Heads.confirmed(List.of(OptionalLong.of(100), OptionalLong.of(98)), 6))
                .hasValue(92);
        assertThat(Heads.confirmed(List.of(OptionalLong.of(6)), 6)).isEmpty();
    }
}
