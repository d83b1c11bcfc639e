package io.windlass.core.runtime;

import java.util.concurrent.Executor;

/** An executor that knows its own threads. */
public final class MarkedExecutor implements Executor {
    private final Executor executor;
    private final ThreadLocal<Boolean> within = ThreadLocal.withInitial(() -> false);

    /** Runs tasks on another executor. */
    public MarkedExecutor(Executor executor) {
        this.executor = executor;
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(() -> {
            boolean before = within.get();
            within.set(true);
            try {
                task.run();
            } finally {
                if (!before) {
                    within.remove();
                }
            }
        });
    }

    /** True on a thread that runs one of its tasks. */
    public boolean isCurrent() {
        return within.get();
    }
}
