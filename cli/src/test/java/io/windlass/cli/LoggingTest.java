package io.windlass.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggingTest {
    private static final Logger LOG = LoggerFactory.getLogger("io.windlass.test");

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Messages messages = messages(err);

    private static Messages messages(ByteArrayOutputStream to) {
        return new Messages(new PrintStream(to, true, StandardCharsets.UTF_8), false, new Secrets());
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @AfterEach
    void silence() {
        Logging.start(false, messages(new ByteArrayOutputStream()));
    }

    @Test
    void plain_saysOneLineARecordAndNoDebug() {
        Logging.start(false, messages);
        LOG.debug("hidden");
        LOG.info("connected again");
        LOG.warn("lost {}\n twice", "ws://a.example/0123456789abcdef", new IllegalStateException("hidden too"));
        LOG.error("gave up");

        assertThat(said()).isEqualTo("""
                        windlass: connected again
                        windlass: warning: lost ws://a.example/… twice
                        windlass: error: gave up
                        """);
    }

    @Test
    void verbose_saysEverythingWithStackTracesAndNoKey() {
        Logging.start(true, messages);
        LOG.debug("trying {}", "ws://a.example/0123456789abcdef");
        LOG.warn("lost", new IllegalStateException("at ws://a.example/0123456789abcdef"));

        assertThat(said())
                .contains("FINE    io.windlass.test: trying ws://a.example/…")
                .contains("java.lang.IllegalStateException: at ws://a.example/…", "\tat io.windlass.cli.LoggingTest.")
                .doesNotContain("0123456789abcdef");
    }
}
