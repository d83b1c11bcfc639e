package io.windlass.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Runs a {@link WritingChild} and ends it with SIGKILL at a random instant. */
final class Crash {
    private final Random random = new Random();
    private final int mostChanges;

    Crash(int mostChanges) {
        this.mostChanges = mostChanges;
    }

    /** The number of the last change that the child said it applied, or 0. */
    long afterSome(String where, String feed) throws Exception {
        try (Child child = Child.start(WritingChild.class, where, feed)) {
            List<String> lines = new ArrayList<>();
            lines.add(child.line());
            // one in four is killed about when it opens the store
            boolean early = random.nextInt(4) == 0;
            int changes = early ? 0 : 1 + random.nextInt(mostChanges);
            for (int i = 0; i < changes; i++) {
                lines.add(child.line());
            }
            LockSupport.parkNanos(random.nextInt(early ? 300_000_000 : 2_000_000));
            child.kill();
            lines.addAll(child.rest());
            return Long.parseLong(lines.get(lines.size() - 1));
        }
    }
}
