package io.windlass.core.runtime;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one at a time, in order, without a thread of its own: whoever posts into an empty mailbox runs what is in it
 * until it is empty. A task posted from a task runs after it. Tasks are short and never block.
 */
public final class Mailbox {
    private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);

    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pending = new AtomicInteger();

    /** Runs the task now if the mailbox is idle, else leaves it to the thread that is at work. */
    public void post(Runnable task) {
        tasks.add(task);
        if (pending.getAndIncrement() != 0) {
            return;
        }
        do {
            Runnable next = tasks.remove();
            try {
                next.run();
            } catch (RuntimeException | Error e) {
                LOG.error("A task of the engine failed; please report this.", e);
            }
        } while (pending.decrementAndGet() != 0);
    }
}
