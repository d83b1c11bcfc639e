package io.windlass.core.sink;

import io.windlass.EventSinkException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of lines that grows up to a size and is renamed then. What is appended is there as a whole or not at all. One owner at a
 * time, held by a lock on a file beside it, since the file itself changes. Not thread-safe.
 *
 * <p>A {@link RandomAccessFile}, since a channel closes when the thread that uses it is interrupted, as a handler's may be.
 */
final class RotatingFile {
    private static final Logger LOG = LoggerFactory.getLogger(RotatingFile.class);
    private static final int STEP = 64 * 1024;

    /** Opens a file to read and write. */
    interface Opening {
        RandomAccessFile open(Path path) throws IOException;
    }

    private final JsonLinesSettings settings;
    private final Opening opening;
    private final FileChannel lock;
    private @Nullable RandomAccessFile file;

    /** Up to here the file holds whole lines; what lies behind was not written to its end. */
    private long length;

    /** Something may lie behind. */
    private boolean torn;

    private RotatingFile(JsonLinesSettings settings, Opening opening, FileChannel lock) {
        this.settings = settings;
        this.opening = opening;
        this.lock = lock;
    }

    /**
     * Opens it, and cuts off a line that a crash left without its end.
     *
     * @throws EventSinkException if it is in use, is no file of lines of JSON, or cannot be written
     */
    static RotatingFile open(JsonLinesSettings settings) {
        return open(settings, path -> new RandomAccessFile(path.toFile(), "rw"));
    }

    static RotatingFile open(JsonLinesSettings settings, Opening opening) {
        Path path = settings.path();
        try {
            RotatingFile opened = new RotatingFile(settings, opening, lock(path));
            try {
                opened.begin();
                return opened;
            } catch (IOException | RuntimeException e) {
                opened.close();
                throw e;
            }
        } catch (IOException e) {
            throw new EventSinkException(
                    "the file " + path + " cannot be written: " + reason(path, e)
                            + "; make its directory writable, or set path to another",
                    path.toString(),
                    e);
        }
    }

    private static String reason(Path path, IOException e) {
        Path directory = path.getParent();
        if (directory != null && !Files.isDirectory(directory)) {
            return "there is no directory " + directory;
        }
        if (directory != null && !Files.isWritable(directory)) {
            return directory + " is read-only";
        }
        return Files.isDirectory(path) ? "it is a directory" : String.valueOf(e.getMessage());
    }

    private static FileChannel lock(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(Path.of(path + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held;
        try {
            held = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            held = null; // by another sink of this process
        }
        if (held == null) {
            channel.close();
            throw new EventSinkException(
                    "the file " + path + " is in use by another sink, of this process or of another; close that, or set"
                            + " path to another",
                    path.toString(),
                    null);
        }
        return channel;
    }

    Path path() {
        return settings.path();
    }

    private RandomAccessFile begin() throws IOException {
        RandomAccessFile opened = opening.open(path());
        file = opened;
        long size = opened.length();
        if (size > 0 && opened.read() != '{') {
            throw new EventSinkException(
                    "the file " + path()
                            + " does not begin with a line of JSON, so it is none of this sink's; set path to"
                            + " another",
                    path().toString(),
                    null);
        }
        length = endOfLastLine(opened, size);
        if (length < size) {
            LOG.warn(
                    "{}: the last line has no end, since a crash cut it off; its {} bytes are dropped and come again",
                    path(),
                    size - length);
            opened.setLength(length);
        }
        if (size == 0 && settings.fsync()) {
            syncDirectory(); // else the file itself may be gone with what is on the disk
        }
        return opened;
    }

    private static long endOfLastLine(RandomAccessFile file, long size) throws IOException {
        byte[] part = new byte[STEP];
        for (long end = size; end > 0; ) {
            int step = (int) Math.min(STEP, end);
            file.seek(end - step);
            file.readFully(part, 0, step);
            for (int i = step - 1; i >= 0; i--) {
                if (part[i] == '\n') {
                    return end - step + i + 1;
                }
            }
            end -= step;
        }
        return 0;
    }

    /** Appends lines; they are there, and on the disk if so wished, when it returns, and none of them is if it throws. */
    void append(byte[] lines) throws IOException {
        RandomAccessFile to = file == null ? begin() : file;
        if (torn) {
            cut(to); // before it may be renamed: nobody looks after the end of such a file
        }
        if (length > 0 && length + lines.length > settings.maxSize()) {
            to = rotate();
        }
        try {
            torn = true;
            to.seek(length);
            to.write(lines);
            if (settings.fsync()) {
                to.getFD().sync();
            }
            torn = false;
            length += lines.length;
        } catch (IOException e) {
            try {
                cut(to);
            } catch (IOException again) {
                e.addSuppressed(again); // a reader may see what is torn until the next append
            }
            throw e;
        }
    }

    private void cut(RandomAccessFile to) throws IOException {
        to.setLength(length);
        torn = false;
    }

    /** Each file gets the next number, the last one goes. A crash between two steps leaves a number out, never a file. */
    private RandomAccessFile rotate() throws IOException {
        closeFile();
        for (int number = settings.keep() - 1; number >= 0; number--) {
            Path from = numbered(number);
            if (Files.exists(from)) {
                Files.move(from, numbered(number + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return begin();
    }

    private Path numbered(int number) {
        return number == 0 ? path() : Path.of(path() + "." + number);
    }

    private void syncDirectory() throws IOException {
        Path directory = path().getParent();
        if (directory == null || System.getProperty("os.name").startsWith("Windows")) {
            return; // Windows opens no directory, and keeps its names by itself
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private void closeFile() throws IOException {
        RandomAccessFile open = file;
        file = null;
        if (open != null) {
            open.close();
        }
    }

    void close() {
        try {
            closeFile();
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(path() + " could not be closed", e);
        }
    }
}
