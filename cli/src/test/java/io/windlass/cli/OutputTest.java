package io.windlass.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OutputTest {
    @Test
    void line_isHandedOverByFlush_asUtf8() {
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        Output output = new Output(sink);
        output.line("0x1…2");
        output.flush();

        assertThat(sink.toString(StandardCharsets.UTF_8)).isEqualTo("0x1…2\n");
    }

    @Test
    void flush_readerGone_isAClosedPipe() {
        Output output = new Output(new BrokenPipe(0));
        output.line("{}");
        output.flush();
        output.line("{}");

        assertThatThrownBy(output::flush).isInstanceOf(ClosedPipeException.class);
    }

    @Test
    void flush_diskFull_isAFailure() {
        Output output = new Output(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        });
        output.line("{}");

        assertThatThrownBy(output::flush)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot write to standard output: No space left on device");
    }
}
