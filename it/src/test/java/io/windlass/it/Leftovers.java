package io.windlass.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;

/** What must be gone when all is closed. */
final class Leftovers {
    private static final String ESTABLISHED = "01";

    private Leftovers() {}

    /** The live threads that are Windlass's, by their name. */
    static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .filter(thread -> thread.getName().toLowerCase(Locale.ROOT).contains("windlass"))
                .collect(Collectors.toSet());
    }

    /** Waits until no thread of Windlass lives but those that did before. */
    static void awaitNoThreadsBut(Set<Thread> before) {
        Awaitility.await("no thread is left")
                .atMost(Patience.LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> Assertions.assertThat(threads()).isSubsetOf(before));
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
