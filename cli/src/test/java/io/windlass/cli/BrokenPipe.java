package io.windlass.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A reader that goes after some lines, as {@code head} does; the kernel's words for it are part of the test. */
final class BrokenPipe extends OutputStream {
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private final int lines;

    BrokenPipe(int lines) {
        this.lines = lines;
    }

    String read() {
        return read.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void write(int b) throws IOException {
        if (read().lines().count() >= lines && read().endsWith("\n")) {
            throw new IOException("Broken pipe");
        }
        read.write(b);
    }
}
