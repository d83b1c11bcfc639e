package io.windlass.core.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.RetryPolicy;
import io.windlass.core.delivery.Lane;
import io.windlass.core.delivery.Recipient;
import io.windlass.core.delivery.Setback;
import io.windlass.core.delivery.Terms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lanes on the threads that handlers really run on: virtual ones where there are any, else those of the pool. */
class HandlerThreadsTest {
    private static final RetryPolicy QUICK = RetryPolicy.exponential(1_000, Duration.ofMillis(1));

    private final EngineThreads threads = new EngineThreads();
    private final CountDownLatch done = new CountDownLatch(1);
    private final CountDownLatch never = new CountDownLatch(1);
    private final List<Setback<String>> setbacks = Collections.synchronizedList(new ArrayList<>());
    private final List<Boolean> interruptedAtTheBeginning = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void end() {
        threads.close();
    }

    /** Receives: hangs a few times on the first, then accepts; knows of the last. */
    private final class Hanging implements Recipient<String> {
        private int hangs = 3;

        @Override
        public CompletionStage<?> receive(String item) throws Exception {
            interruptedAtTheBeginning.add(Thread.currentThread().isInterrupted());
            if (item.equals("first") && hangs-- > 0) {
                never.await();
            }
            return null;
        }

        @Override
        public CompletionStage<?> receiveAll(List<String> items) {
            throw new AssertionError(items);
        }

        @Override
        public Object key(String item) {
            return item;
        }

        @Override
        public boolean isAlone(String item) {
            return false;
        }

        @Override
        public boolean accepted(String item) {
            if (item.equals("last")) {
                done.countDown();
            }
            return true;
        }

        @Override
        public void failed(Setback<String> setback) {
            setbacks.add(setback);
        }
    }

    private void hangsAndGoesOn(int attempts) throws Exception {
        Lane<String> lane = new Lane<>(
                new Terms(10, 100, QUICK, Duration.ofMillis(50), attempts, null, false),
                new Hanging(),
                threads.runtime(),
                () -> {});
        lane.offer("first", 1);
        lane.offer("second", 1);
        lane.offer("last", 1);

        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        lane.close();
        lane.ended().get(30, TimeUnit.SECONDS);
    }

    @Test
    void aHangingHandler_isInterrupted_andTheInterruptGoesNoFurther() throws Exception {
        hangsAndGoesOn(1);

        assertThat(setbacks).hasSize(3).allSatisfy(setback -> {
            assertThat(setback.item()).isEqualTo("first");
            assertThat(setback.failure()).isInstanceOf(TimeoutException.class);
            assertThat(setback.failure().getSuppressed()[0]).isInstanceOf(InterruptedException.class);
        });
        assertThat(interruptedAtTheBeginning).hasSize(6).containsOnly(false);
    }

    @Test
    void aHangingHandler_ofSeveral_isTheOnlyOneInterrupted() throws Exception {
        hangsAndGoesOn(3);

        assertThat(setbacks).allSatisfy(setback -> assertThat(setback.item()).isEqualTo("first"));
        assertThat(interruptedAtTheBeginning).containsOnly(false);
    }

    @Test
    void handlers_runOnVirtualThreadsWhereThereAreAny() throws Exception {
        List<String> names = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch told = new CountDownLatch(1);
        threads.runtime().handlers().execute(() -> {
            names.add(Thread.currentThread().getClass().getSimpleName() + " "
                    + Thread.currentThread().getName());
            told.countDown();
        });

        assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
        String kind = Runtime.version().feature() >= 21 ? "VirtualThread" : "Thread";
        assertThat(names.get(0)).startsWith(kind + " windlass-handler-");
    }
}
