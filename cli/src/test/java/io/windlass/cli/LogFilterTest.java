package io.windlass.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.Feeds;
import io.windlass.Hash;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogFilterTest {
    private static final String A = "0x" + "1".repeat(64);
    private static final String B = "0x" + "2".repeat(64);

    @Test
    void parse_nothing_followsAllLogs() {
        assertThat(LogFilter.parse(List.of(), List.of())).isEqualTo(Feeds.logs());
    }

    @Test
    void parse_topics_takesPositionsInOrderAndAlternativesByComma() {
        assertThat(LogFilter.parse(List.of(FakeLog.CONTRACT.toHex()), List.of(A + "," + B, "*", "-", B)))
                .isEqualTo(Feeds.logs()
                        .address(FakeLog.CONTRACT)
                        .topic(0, Hash.of(A), Hash.of(B))
                        .topic(3, Hash.of(B)));
    }

    @Test
    void parse_fiveTopics_saysThereAreFour() {
        assertThatThrownBy(() -> LogFilter.parse(List.of(), List.of(A, A, A, A, A)))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("a log has at most 4 topics, --topic was given 5 times");
    }

    @Test
    void parse_wrongValues_nameTheOption() {
        assertThatThrownBy(() -> LogFilter.parse(List.of("0x12"), List.of()))
                .isInstanceOf(UsageException.class)
                .hasMessage("--address: an address must be 0x and 40 hex digits, was '0x12'");
        assertThatThrownBy(() -> LogFilter.parse(List.of(), List.of(A + ",")))
                .isInstanceOf(UsageException.class)
                .hasMessage("--topic: hex data must start with 0x, was ''");
    }
}
