package io.windlass;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FeedProgressTest {
    private static double fraction(long first, long next, long target) {
        return new FeedProgress(first, next, target, 0).fraction();
    }

    @Test
    void fraction_growsFromNothingToOne() {
        assertThat(fraction(100, 100, 199)).isZero();
        assertThat(fraction(100, 150, 199)).isEqualTo(0.5);
        assertThat(fraction(100, 200, 199)).isEqualTo(1.0);
    }

    @Test
    void fraction_withNothingToRead_isOne() {
        assertThat(fraction(100, 100, 99)).isEqualTo(1.0);
        assertThat(fraction(100, 100, 50)).isEqualTo(1.0);
    }

    @Test
    void fraction_neverLeavesItsBounds() {
        assertThat(fraction(100, 90, 199)).isZero();
        assertThat(fraction(100, 500, 199)).isEqualTo(1.0);
    }
}
