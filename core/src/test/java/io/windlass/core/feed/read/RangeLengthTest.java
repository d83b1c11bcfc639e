package io.windlass.core.feed.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.core.rpc.RangeHint;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RangeLengthTest {
    private final RangeLength length = new RangeLength();

    private void goodReads(int times) {
        for (int i = 0; i < times; i++) {
            length.read(length.blocks(), 1);
        }
    }

    @Test
    void read_ofFewEvents_growsByHalf() {
        int before = length.blocks();
        length.read(before, 10);

        assertThat(length.blocks()).isEqualTo(before + before / 2);
    }

    @Test
    void read_ofAShorterRangeThanAllowed_teachesNothing() {
        int before = length.blocks();
        length.read(before - 1, 10);

        assertThat(length.blocks()).isEqualTo(before);
    }

    @Test
    void read_ofTooManyEvents_shrinksToAGoodLoad() {
        length.read(256, 20_000);

        assertThat(length.blocks()).isEqualTo(25);
    }

    @Test
    void read_again_neverGrowsBeyondTheLongest() {
        goodReads(100);

        assertThat(length.blocks()).isEqualTo(100_000);
    }

    @Test
    void refused_withALength_takesIt() {
        assertThat(length.refused(1, 256, Optional.of(new RangeHint.AtMost(10))))
                .isTrue();

        assertThat(length.blocks()).isEqualTo(10);
    }

    @Test
    void refused_withARangeThatBeginsThere_takesItsLength() {
        length.refused(100, 256, Optional.of(new RangeHint.Blocks(100, 119)));

        assertThat(length.blocks()).isEqualTo(20);
    }

    @Test
    void refused_withAHintThatDoesNotHelp_halves() {
        length.refused(100, 256, Optional.of(new RangeHint.Blocks(90, 119)));
        assertThat(length.blocks()).isEqualTo(128);

        length.refused(100, 128, Optional.of(new RangeHint.AtMost(128)));
        assertThat(length.blocks()).isEqualTo(64);
    }

    @Test
    void refused_atOneBlock_cannotShrink() {
        assertThat(length.refused(7, 1, Optional.empty())).isFalse();
    }

    @Test
    void suspect_halvesAndForgetsIt_unlessThatHelpedBefore() {
        goodReads(5);
        int before = length.blocks();
        assertThat(length.suspect(before)).isTrue();
        assertThat(length.blocks()).isEqualTo(before / 2);
        goodReads(2);
        assertThat(length.blocks()).isGreaterThan(before);

        length.suspect(before);
        goodReads(10);
        assertThat(length.blocks()).isEqualTo(before / 2);
    }

    @Test
    void suspect_atOneBlock_cannotShrink() {
        assertThat(length.suspect(1)).isFalse();
    }

    @Test
    void refused_isRememberedForAWhileAndThenTriedSlowlyAgain() {
        length.refused(1, 256, Optional.of(new RangeHint.AtMost(100)));
        goodReads(49);
        assertThat(length.blocks()).isEqualTo(100);

        goodReads(1);
        assertThat(length.blocks()).isBetween(101, 126);
    }
}
