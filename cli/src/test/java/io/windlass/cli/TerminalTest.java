package io.windlass.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
    @Test
    void ofProcess_terminal_isColoured() {
        assertThat(Terminal.ofProcess("out,err", Map.of())).isEqualTo(new Terminal(true, true, true));
    }

    @Test
    void ofProcess_pipe_isPlain() {
        assertThat(Terminal.ofProcess(",err", Map.of())).isEqualTo(new Terminal(false, true, false));
    }

    @Test
    void ofProcess_noColorOrDumbTerminal_isPlain() {
        assertThat(Terminal.ofProcess("out", Map.of("NO_COLOR", "1")).colour()).isFalse();
        assertThat(Terminal.ofProcess("out", Map.of("NO_COLOR", "")).colour()).isTrue();
        assertThat(Terminal.ofProcess("out", Map.of("TERM", "dumb")).colour()).isFalse();
    }
}
