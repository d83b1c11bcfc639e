package io.windlass.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;

/** What must be gone when all is closed. */
final class Leftovers {
    private static final String ESTABLISHED = "01";

    private Leftovers() {}

    /** The names of the live threads that are Windlass's. */
    static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.toLowerCase(Locale.ROOT).contains("windlass"))
                .toList();
    }

    static void awaitNoThreads() {
        Awaitility.await("threads of Windlass end")
                .atMost(Patience.LIMIT)
                .untilAsserted(() -> Assertions.assertThat(threads()).isEmpty());
    }

    /** Established TCP connections from this machine to the port, as the kernel lists them. Linux only. */
    static long socketsTo(int port) {
        String remote = String.format(":%04X", port);
        long count = 0;
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            try {
                for (String line : Files.readAllLines(Path.of(table))) {
                    String[] column = line.strip().split("\\s+");
                    if (column[2].endsWith(remote) && column[3].equals(ESTABLISHED)) {
                        count++;
                    }
                }
            } catch (IOException e) {
                throw new IllegalStateException("cannot read " + table, e);
            }
        }
        return count;
    }
}
