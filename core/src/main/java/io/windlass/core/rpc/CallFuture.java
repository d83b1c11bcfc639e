package io.windlass.core.rpc;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a user holds of a call. The work that completes it — decoding, and the stages that depend on it — is done by the thread
 * that waits in {@link #join} or {@link #get()}, if one does: it is woken straight by the transport's thread, which saves a
 * change of threads, more than half of the time of a lone call on one machine. If nobody waits, the work goes to the callback
 * threads.
 */
final class CallFuture<T> extends CompletableFuture<T> {
    private static final Object DONE = new Object();

    /** Null, the {@link Thread} that waits, the work to do as a {@link Runnable}, or {@link #DONE}. */
    private final AtomicReference<@Nullable Object> state = new AtomicReference<>();

    /** What the thread that waits does as soon as it is woken, before the work. */
    private final AtomicReference<@Nullable Runnable> chore = new AtomicReference<>();

    private volatile @Nullable Runnable whenCancelled;

    /** Runs the action if the user cancels it, or has done so already; perhaps more than once. */
    void onCancel(Runnable action) {
        whenCancelled = action;
        runIfCancelled();
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        runIfCancelled();
        return cancelled;
    }

    /** An exception can cancel it, too. */
    @Override
    public boolean completeExceptionally(Throwable failure) {
        boolean completed = super.completeExceptionally(failure);
        runIfCancelled();
        return completed;
    }

    private void runIfCancelled() {
        Runnable action = whenCancelled;
        if (action != null && isCancelled()) {
            action.run();
        }
    }

    /** Has the work done that completes this future. Once; never by the calling thread. */
    void completeBy(Runnable work, Executor callbacks) {
        Object before = state.getAndSet(work);
        if (before instanceof Thread waiter) {
            LockSupport.unpark(waiter);
        } else {
            callbacks.execute(this::doWork);
        }
    }

    /**
     * Leaves something brief to the thread that waits in {@link #join} or {@link #get()}, which does it as soon as it is woken,
     * however that comes about. False if none waits. Once, before the work.
     */
    boolean leave(Runnable task) {
        if (!(state.get() instanceof Thread)) {
            return false;
        }
        chore.set(task);
        // one that has left meanwhile may not have seen it
        return state.get() instanceof Thread || !chore.compareAndSet(task, null);
    }

    private void doWork() {
        Object now = state.get();
        // a thread is a Runnable, too
        if (now instanceof Runnable work && !(now instanceof Thread) && state.compareAndSet(now, DONE)) {
            work.run();
        }
    }

    @Override
    public T join() {
        help(false);
        return super.join();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        help(true);
        return super.get();
    }

    /** Waits for the work and does it. Returns when the future is complete, or if another way of waiting is the better one. */
    private void help(boolean interruptibly) {
        Thread me = Thread.currentThread();
        // a fork-join pool compensates for threads that wait in the future's own way
        if (isDone() || me instanceof ForkJoinWorkerThread) {
            return;
        }
        if (!state.compareAndSet(null, me)) {
            doWork(); // if that is what is there: then there is no need to wait for a callback thread
            return;
        }
        // it can also be completed by others: cancelled, say
        var unused = whenComplete((value, failure) -> {
            if (Thread.currentThread() != me) {
                LockSupport.unpark(me);
            }
        });
        boolean interrupted = false;
        while (!isDone() && state.get() == me) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                interrupted = true;
                if (interruptibly) {
                    break;
                }
            }
        }
        boolean work = !state.compareAndSet(me, null);
        Runnable left = chore.getAndSet(null);
        if (left != null) {
            left.run();
        }
        if (work) {
            doWork();
        }
        if (interrupted) {
            me.interrupt();
        }
    }
}
