package io.windlass.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InboxTest {
    private final Inbox<Integer> inbox = new Inbox<>();

    private static long soon() {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    }

    @Test
    void take_itemsInOrder() throws Exception {
        inbox.put(1);
        inbox.put(2);

        assertThat(inbox.take(soon())).isEqualTo(1);
        assertThat(inbox.hasItem()).isTrue();
        assertThat(inbox.take(soon())).isEqualTo(2);
        assertThat(inbox.hasItem()).isFalse();
    }

    @Test
    void take_deadlinePassed_givesNothing() throws Exception {
        assertThat(inbox.take(System.nanoTime())).isNull();
    }

    @Test
    void take_waitsForTheOtherThread() throws Exception {
        CompletableFuture<Integer> taken = CompletableFuture.supplyAsync(() -> taken());
        inbox.put(5);

        assertThat(taken.get(20, TimeUnit.SECONDS)).isEqualTo(5);
    }

    @Test
    void close_leavesWhatIsThere_dropsWhatComes_keepsTheFirstReason() throws Exception {
        RuntimeException first = new RuntimeException("first");
        inbox.put(1);
        inbox.close(first);
        inbox.close(new RuntimeException("second"));
        inbox.put(2);

        assertThat(inbox.take(soon())).isEqualTo(1);
        assertThat(inbox.take(soon())).isNull();
        assertThat(inbox.failure()).isSameAs(first);
    }

    @Test
    void put_fullInbox_waitsUntilSomethingIsTakenOrItCloses() throws Exception {
        CompletableFuture<Void> producer = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 1000; i++) {
                put(i);
            }
        });
        for (int i = 0; i < 500; i++) {
            assertThat(inbox.take(soon())).isEqualTo(i);
        }
        assertThat(producer).isNotDone();
        inbox.close(null);

        assertThat(producer).succeedsWithin(20, TimeUnit.SECONDS);
    }

    private Integer taken() {
        try {
            return inbox.take(soon());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void put(int item) {
        try {
            inbox.put(item);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
