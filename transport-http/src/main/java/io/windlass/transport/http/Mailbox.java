package io.windlass.transport.http;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks one at a time, on borrowed threads, in the order of those who post. Lock-free. */
final class Mailbox implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);

    /** After so many tasks the thread goes to whoever waits for one, so that a busy link starves no other. */
    private static final int TURN = 256;

    /** So many short tasks of others are run by a thread that came to run its own: a change of threads costs more. */
    private static final int FAVOURS = 16;

    /** A task that may be run on the thread of whoever posts another. */
    private record Brief(Runnable task) implements Runnable {
        @Override
        public void run() {
            task.run();
        }
    }

    private final Executor threads;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pending = new AtomicInteger();

    Mailbox(Executor threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (pending.getAndIncrement() == 0) {
            schedule();
        }
    }

    private void schedule() {
        try {
            threads.execute(this::run);
        } catch (RejectedExecutionException e) {
            // the transport is closed and all its links with it: nobody is left to be told
            LOG.trace("a task came after the transport was closed");
        }
    }

    /** Runs the task, which must be short, at once on this thread if nobody is at work, else leaves it to whoever is. */
    void executeHere(Runnable task) {
        if (!pending.compareAndSet(0, 1)) {
            execute(new Brief(task));
            return;
        }
        guarded(task);
        for (int favours = 0; pending.decrementAndGet() > 0; favours++) {
            if (favours == FAVOURS || !(tasks.peek() instanceof Brief next)) {
                schedule();
                return;
            }
            tasks.remove();
            guarded(next);
        }
    }

    private void run() {
        for (int done = 0; done < TURN; done++) {
            Runnable task = tasks.poll();
            if (task != null) {
                guarded(task);
            }
            if (pending.decrementAndGet() == 0) {
                return;
            }
        }
        schedule();
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable t) {
            LOG.error("a task of the HTTP transport failed; the link goes on", t);
        }
    }
}
