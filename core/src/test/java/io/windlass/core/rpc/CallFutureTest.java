package io.windlass.core.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CallFutureTest {
    private final CallFuture<Thread> future = new CallFuture<>();

    /** Callback threads that do nothing until told. */
    private final Queue<Runnable> callbacks = new ArrayDeque<>();

    private void answer() {
        future.completeBy(() -> future.complete(Thread.currentThread()), callbacks::add);
    }

    /** A thread that waits, once it does. */
    private static <T> FutureTask<T> waiting(Callable<T> wait) throws InterruptedException {
        FutureTask<T> task = new FutureTask<>(wait);
        Thread thread = new Thread(task, "waiter");
        thread.setDaemon(true);
        thread.start();
        while (thread.getState() != Thread.State.WAITING) {
            assertThat(thread.isAlive()).isTrue();
            Thread.onSpinWait();
        }
        return task;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoWaits_doesTheWork(boolean join) throws Exception {
        FutureTask<Thread> waiter = waiting(() -> join ? future.join() : future.get());

        answer();

        assertThat(waiter.get().getName()).isEqualTo("waiter");
        assertThat(callbacks).isEmpty();
    }

    @Test
    void nobodyWaits_theCallbackThreadsDoTheWork() {
        answer();
        assertThat(future).isNotDone();

        callbacks.remove().run();
        assertThat(future).isCompletedWithValue(Thread.currentThread());
    }

    @Test
    void whoComesToWait_whileTheWorkIsStillToBeDone_doesIt() {
        answer();

        assertThat(future.join()).isSameAs(Thread.currentThread());
        callbacks.remove().run();
    }

    @Test
    void oneOfSeveralWaits_doesTheWork_andAllGoOn() throws Exception {
        FutureTask<Thread> first = waiting(future::join);
        FutureTask<Thread> second = waiting(future::join);

        answer();

        assertThat(second.get()).isSameAs(first.get());
    }

    @Test
    void dependentStages_neverRunOnTheThreadThatBringsTheAnswer() throws Exception {
        CompletableFuture<Thread> ranOn = future.thenApply(value -> Thread.currentThread());
        FutureTask<Thread> waiter = waiting(future::join);

        answer();
        waiter.get();

        assertThat(ranOn.join()).isNotSameAs(Thread.currentThread());
    }

    @Test
    void cancelled_whileSomebodyWaits_isToldToThem() throws Exception {
        FutureTask<Thread> waiter = waiting(future::join);

        future.cancel(false);

        assertThatThrownBy(waiter::get).cause().isInstanceOf(CancellationException.class);
        answer();
        callbacks.forEach(Runnable::run);
        assertThat(future).isCancelled();
    }

    @Test
    void cancelled_inWhateverWay_runsTheAction() {
        AtomicInteger runs = new AtomicInteger();
        CallFuture<Thread> byException = new CallFuture<>();
        future.onCancel(runs::incrementAndGet);
        byException.onCancel(runs::incrementAndGet);

        future.cancel(false);
        assertThat(runs).hasValue(1);
        byException.completeExceptionally(new CancellationException());
        assertThat(runs).hasValue(2);
    }

    @Test
    void cancelled_beforeTheActionIsKnown_runsIt() {
        AtomicInteger runs = new AtomicInteger();
        future.cancel(false);

        future.onCancel(runs::incrementAndGet);

        assertThat(runs).hasValue(1);
    }

    @Test
    void endedOtherwise_orCancelledTooLate_runsNoAction() {
        AtomicInteger runs = new AtomicInteger();
        CallFuture<Thread> failed = new CallFuture<>();
        future.onCancel(runs::incrementAndGet);
        failed.onCancel(runs::incrementAndGet);

        failed.completeExceptionally(new TimeoutException());
        answer();
        callbacks.remove().run();
        assertThat(future.cancel(false)).isFalse();

        assertThat(runs).hasValue(0);
    }

    @Test
    void whatIsLeftToWhoWaits_isDoneByThem_beforeTheWork() throws Exception {
        List<String> done = Collections.synchronizedList(new ArrayList<>());
        FutureTask<Thread> waiter = waiting(future::join);

        assertThat(future.leave(
                        () -> done.add("chore by " + Thread.currentThread().getName() + ", done: " + future.isDone())))
                .isTrue();
        assertThat(done).as("while it is not answered").isEmpty();
        answer();

        waiter.get();
        assertThat(done).containsExactly("chore by waiter, done: false");
    }

    @Test
    void whereNobodyWaits_nothingCanBeLeft() {
        assertThat(future.leave(() -> {})).isFalse();
        answer();
        assertThat(future.leave(() -> {})).isFalse();
    }

    /** It was promised, so it is done, whatever ends the wait. */
    @Test
    void whatIsLeftToWhoWaits_isDoneToo_ifTheyAreInterrupted_orTheCallIsCancelled() throws Exception {
        AtomicInteger done = new AtomicInteger();
        Thread[] thread = new Thread[1];
        FutureTask<Thread> interrupted = waiting(() -> {
            thread[0] = Thread.currentThread();
            return future.get();
        });
        assertThat(future.leave(done::incrementAndGet)).isTrue();
        thread[0].interrupt();
        assertThatThrownBy(interrupted::get).cause().isInstanceOf(InterruptedException.class);
        assertThat(done).hasValue(1);

        FutureTask<Thread> waiter = waiting(future::join);
        assertThat(future.leave(done::incrementAndGet)).isTrue();
        future.cancel(false);
        assertThatThrownBy(waiter::get).cause().isInstanceOf(CancellationException.class);
        assertThat(done).hasValue(2);
    }

    /** Either it was taken on and is done, or it was not and is not. */
    @Test
    void whatIsLeft_atTheMomentTheWaitEnds_isDoneExactlyIfItWasTakenOn() throws Exception {
        for (int round = 0; round < 300; round++) {
            CallFuture<Thread> call = new CallFuture<>();
            AtomicInteger done = new AtomicInteger();
            FutureTask<Thread> waiter = waiting(call::join);
            CyclicBarrier atOnce = new CyclicBarrier(2);
            FutureTask<Boolean> ends = new FutureTask<>(() -> {
                atOnce.await();
                return call.complete(null);
            });
            new Thread(ends, "ends").start();
            atOnce.await();

            boolean takenOn = call.leave(done::incrementAndGet);

            ends.get();
            waiter.get();
            assertThat(done).as("round %s", round).hasValue(takenOn ? 1 : 0);
        }
    }

    @Test
    void interrupted_whileGetting_leavesTheWorkToOthers() throws Exception {
        Thread[] thread = new Thread[1];
        FutureTask<Thread> waiter = waiting(() -> {
            thread[0] = Thread.currentThread();
            return future.get();
        });

        thread[0].interrupt();
        assertThatThrownBy(waiter::get).cause().isInstanceOf(InterruptedException.class);

        answer();
        assertThat(callbacks).hasSize(1);
    }

    @Test
    void interrupted_whileJoining_waitsOnAndStaysInterrupted() throws Exception {
        Thread[] thread = new Thread[1];
        FutureTask<Boolean> waiter = waiting(() -> {
            thread[0] = Thread.currentThread();
            future.join();
            return Thread.interrupted();
        });

        thread[0].interrupt();
        answer();

        assertThat(waiter.get()).isTrue();
    }

    @Test
    void getWithATimeLimit_waitsForTheCallbackThreads() throws Exception {
        answer();
        callbacks.remove().run();

        assertThat(future.get(1, TimeUnit.NANOSECONDS)).isSameAs(Thread.currentThread());
    }

    @Test
    void aForkJoinThread_thatWaits_isCompensatedFor() throws Exception {
        ForkJoinPool pool = new ForkJoinPool(1);
        try {
            var waiter = pool.submit(() -> future.join());
            future.completeBy(() -> future.complete(Thread.currentThread()), pool);

            assertThat(waiter.get()).isNotNull();
        } finally {
            pool.shutdown();
        }
    }
}
