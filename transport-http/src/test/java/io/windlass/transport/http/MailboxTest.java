package io.windlass.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MailboxTest {
    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final Mailbox mailbox = new Mailbox(threads::add);
    private final List<Integer> done = new ArrayList<>();

    @Test
    void tasks_runInOrder_onOneBorrowedThread() {
        IntStream.range(0, 10).forEach(i -> mailbox.execute(() -> done.add(i)));

        assertThat(done).isEmpty();
        assertThat(threads).hasSize(1);
        threads.remove().run();
        assertThat(done).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(threads).isEmpty();
    }

    @Test
    void taskPostedByATask_runsAfterIt() {
        mailbox.execute(() -> {
            mailbox.execute(() -> done.add(2));
            done.add(1);
        });
        threads.remove().run();

        assertThat(done).containsExactly(1, 2);
        assertThat(threads).isEmpty();
    }

    @Test
    void longQueue_yieldsTheThreadNowAndThen() {
        IntStream.range(0, 1000).forEach(i -> mailbox.execute(() -> done.add(i)));
        threads.remove().run();

        assertThat(done).hasSizeLessThan(1000);
        assertThat(threads).hasSize(1);
        while (!threads.isEmpty()) {
            threads.remove().run();
        }
        assertThat(done).hasSize(1000).isSorted();
    }

    @Test
    void taskToRunHere_runsOnTheCallersThread_ifNobodyIsAtWork() {
        mailbox.executeHere(() -> {
            mailbox.executeHere(() -> done.add(2));
            done.add(1);
        });

        assertThat(done).containsExactly(1, 2);
        assertThat(threads).isEmpty();
    }

    @Test
    void threadThatCameToRunItsOwnTask_runsShortOnesOfOthers_butNoLongOne() {
        mailbox.executeHere(() -> {
            mailbox.executeHere(() -> done.add(1));
            mailbox.execute(() -> done.add(2));
            mailbox.executeHere(() -> done.add(3));
        });

        assertThat(done).containsExactly(1);
        assertThat(threads).as("the long one gets a thread").hasSize(1);
        threads.remove().run();
        assertThat(done).containsExactly(1, 2, 3);
    }

    @Test
    void threadThatCameToRunItsOwnTask_isNotKeptForEver() {
        mailbox.executeHere(() -> IntStream.range(0, 100).forEach(i -> mailbox.executeHere(() -> done.add(i))));

        assertThat(done).hasSizeBetween(1, 99);
        threads.remove().run();
        assertThat(done).hasSize(100).isSorted();
    }

    @Test
    void taskToRunHere_waitsItsTurn_ifSomeoneIsAtWork() {
        mailbox.execute(() -> done.add(1));
        mailbox.executeHere(() -> done.add(2));

        assertThat(done).isEmpty();
        threads.remove().run();
        assertThat(done).containsExactly(1, 2);
    }

    @Test
    void taskThatThrows_doesNotStopTheNext() {
        mailbox.execute(() -> {
            throw new OnPurpose();
        });
        mailbox.execute(() -> done.add(1));
        threads.remove().run();

        assertThat(done).containsExactly(1);
    }
}
