package io.windlass.transport.http;

import io.windlass.spi.TransportContext;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Collectors;

/** Lends threads and remembers them. */
final class Threads implements TransportContext {
    private final List<Thread> made = new CopyOnWriteArrayList<>();

    @Override
    public ThreadFactory threads(String purpose) {
        return task -> {
            Thread thread = new Thread(task, "test-" + purpose);
            thread.setDaemon(true);
            made.add(thread);
            return thread;
        };
    }

    List<Thread> alive() {
        return made.stream().filter(Thread::isAlive).toList();
    }

    /** The threads of the JDK's clients in this JVM. */
    static Set<Thread> selectors() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().endsWith("-SelectorManager"))
                .collect(Collectors.toSet());
    }
}
