package io.windlass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    private static FailureClass of(RetryPolicy policy, Throwable failure) {
        return policy.classifier().apply(failure);
    }

    @Test
    void byDefault_exceptionsAreTransient_errorsPermanent_butForWantOfMemory() {
        RetryPolicy policy = RetryPolicy.unlimited();

        assertThat(of(policy, new Exception())).isEqualTo(FailureClass.TRANSIENT);
        assertThat(of(policy, new InterruptedException())).isEqualTo(FailureClass.TRANSIENT);
        assertThat(of(policy, new AssertionError())).isEqualTo(FailureClass.PERMANENT);
        assertThat(of(policy, new StackOverflowError())).isEqualTo(FailureClass.PERMANENT);
        assertThat(of(policy, new NoClassDefFoundError())).isEqualTo(FailureClass.PERMANENT);
        assertThat(of(policy, new OutOfMemoryError())).isEqualTo(FailureClass.TRANSIENT);
    }

    @Test
    void permanentOn_isAboutTheseTypesAndWhatTheyCaused() {
        RetryPolicy policy = RetryPolicy.none().permanentOn(IOException.class).permanentOn(ArithmeticException.class);

        assertThat(of(policy, new IOException())).isEqualTo(FailureClass.PERMANENT);
        assertThat(of(policy, new UncheckedIOException(new IOException()))).isEqualTo(FailureClass.PERMANENT);
        assertThat(of(policy, new ArithmeticException())).isEqualTo(FailureClass.PERMANENT);
        assertThat(of(policy, new IllegalStateException())).isEqualTo(FailureClass.TRANSIENT);
        assertThat(of(policy, new AssertionError())).isEqualTo(FailureClass.PERMANENT);
    }

    @Test
    void permanentOn_endsWithCausesThatGoRoundInACircle() {
        Exception a = new Exception("a");
        Exception b = new Exception("b", a);
        a.initCause(b);

        assertThat(of(RetryPolicy.none().permanentOn(IOException.class), a)).isEqualTo(FailureClass.TRANSIENT);
    }

    @Test
    void changes_leaveTheRestAsItIs() {
        RetryPolicy policy = RetryPolicy.exponential(5, Duration.ofMillis(100))
                .longest(Duration.ofSeconds(2))
                .pauseAfter(3)
                .classify(failure -> FailureClass.PERMANENT);

        assertThat(policy.attempts()).isEqualTo(5);
        assertThat(policy.first()).isEqualTo(Duration.ofMillis(100));
        assertThat(policy.longest()).isEqualTo(Duration.ofSeconds(2));
        assertThat(policy.pauseAfter()).isEqualTo(3);
        assertThat(of(policy, new Exception())).isEqualTo(FailureClass.PERMANENT);
        assertThat(RetryPolicy.exponential(2, Duration.ofMinutes(1)).longest()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void valuesOutOfRange_areRefusedWithRuleAndValue() {
        assertThatThrownBy(() -> RetryPolicy.exponential(0, Duration.ofSeconds(1)))
                .hasMessage("attempts must be >= 1, was 0");
        assertThatThrownBy(() -> RetryPolicy.exponential(1, Duration.ZERO))
                .hasMessage("the first pause must be > 0, was PT0S");
        assertThatThrownBy(() -> RetryPolicy.unlimited().longest(Duration.ofMillis(1)))
                .hasMessage("the longest pause must be >= the first, PT0.2S, was PT0.001S");
        assertThatThrownBy(() -> RetryPolicy.unlimited().pauseAfter(-1)).hasMessage("pauseAfter must be >= 0, was -1");
        assertThatThrownBy(() -> BatchPolicy.of(0, Duration.ZERO)).hasMessage("maxSize must be 1 to 100000, was 0");
        assertThatThrownBy(() -> BatchPolicy.of(1, Duration.ofMillis(-1)))
                .hasMessage("maxWait must be >= 0, was PT-0.001S");
    }
}
