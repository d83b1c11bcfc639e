package io.windlass.core.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingFileTest {
    private static final byte[] LINES = ("{" + "x".repeat(600) + "}\n").getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path directory;

    private boolean broken;

    /** A file on a disk that breaks: it takes a part of what is written, and cuts nothing. */
    private final class Breaking extends RandomAccessFile {
        Breaking(Path path) throws IOException {
            super(path.toFile(), "rw");
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            super.write(bytes, 0, broken ? bytes.length / 2 : bytes.length);
            failIfBroken();
        }

        @Override
        public void setLength(long length) throws IOException {
            failIfBroken();
            super.setLength(length);
        }

        private void failIfBroken() throws IOException {
            if (broken) {
                throw new IOException("Input/output error");
            }
        }
    }

    private RotatingFile open() {
        return RotatingFile.open(new JsonLinesSettings(directory.resolve("lines"), 1024, 3, false), Breaking::new);
    }

    @Test
    void append_afterALineThatCouldNotBeCut_cutsItBeforeTheFileIsRenamed() throws IOException {
        RotatingFile file = open();
        file.append(LINES);
        broken = true;
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> file.append("{\"short\":1}\n".getBytes(StandardCharsets.US_ASCII)))
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        broken = false;
        file.append(LINES);
        file.close();

        assertThat(Files.readAllBytes(directory.resolve("lines.1"))).isEqualTo(LINES);
        assertThat(Files.readAllBytes(directory.resolve("lines"))).isEqualTo(LINES);
    }
}
