package io.windlass.store;

import io.windlass.FeedStoreException;
import io.windlass.FeedStoreException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A feed's lock file, locked: the operating system unlocks it however the process ends. */
final class FeedLock implements AutoCloseable {
    /** Far behind the content, so that others can read who holds it where locks are mandatory. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private static final Set<Path> HELD = new HashSet<>();

    /** Closing any channel of a file gives up all locks of this process on it: such channels are left open. */
    private static final List<FileChannel> LEFT_OPEN = new ArrayList<>();

    private final Path file;
    private final FileChannel channel;

    private FeedLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * @param file the lock file, in a directory whose path is a real one
     * @throws FeedStoreException if another owner holds the lock, or the file cannot be written
     */
    static FeedLock take(Path file, String feed) {
        synchronized (HELD) {
            if (HELD.contains(file)) {
                throw inUse(
                        file, feed, "this process (" + ProcessHandle.current().pid() + ")");
            }
            try {
                FeedLock lock = new FeedLock(file, locked(file, feed));
                HELD.add(file);
                return lock;
            } catch (IOException e) {
                throw new FeedStoreException(
                        "feed '" + feed + "' cannot be locked: " + file + " is not writable (" + Reason.of(e)
                                + "); make its directory writable or choose another state directory",
                        Kind.UNAVAILABLE,
                        feed,
                        e);
            }
        }
    }

    private static FileChannel locked(Path file, String feed) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
            if (lock == null) {
                channel.close();
                throw inUse(file, feed, owner(file));
            }
            writeOwner(channel);
            return channel;
        } catch (OverlappingFileLockException e) {
            // another copy of this class holds it
            LEFT_OPEN.add(channel);
            throw inUse(file, feed, "this process (" + ProcessHandle.current().pid() + ")");
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static void writeOwner(FileChannel channel) throws IOException {
        byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(pid), 0);
    }

    private static String owner(Path file) {
        try {
            String pid = Files.readString(file).strip();
            return pid.matches("[0-9]{1,19}") ? "process " + pid : "another process";
        } catch (IOException e) {
            return "another process";
        }
    }

    private static FeedStoreException inUse(Path file, String feed, String owner) {
        return new FeedStoreException(
                "feed '" + feed + "' is in use by " + owner + ", which holds " + file
                        + "; stop that owner, or use another name or state directory",
                Kind.IN_USE,
                feed,
                null);
    }

    /** Unlocks; the file stays, since somebody else may hold it by the time it would be deleted. */
    @Override
    public void close() {
        synchronized (HELD) {
            if (!channel.isOpen()) {
                return;
            }
            HELD.remove(file);
            try {
                channel.close();
            } catch (IOException e) {
                throw new FeedStoreException(
                        "the lock " + file + " could not be given up (" + Reason.of(e) + ")", Kind.UNAVAILABLE, "", e);
            }
        }
    }
}
