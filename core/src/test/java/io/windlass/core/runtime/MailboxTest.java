package io.windlass.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MailboxTest {
    private final Mailbox mailbox = new Mailbox();
    private final List<String> done = new ArrayList<>();

    @Test
    void task_postedFromATask_runsAfterIt() {
        mailbox.post(() -> {
            mailbox.post(() -> done.add("second"));
            done.add("first");
        });

        assertThat(done).containsExactly("first", "second");
    }

    @Test
    void task_thatFailsInWhicheverWay_doesNotWedgeThoseAfterIt() {
        mailbox.post(() -> {
            throw new IllegalStateException("no");
        });
        mailbox.post(() -> {
            throw new NoClassDefFoundError("org/example/Missing");
        });

        mailbox.post(() -> done.add("after"));

        assertThat(done).containsExactly("after");
    }
}
