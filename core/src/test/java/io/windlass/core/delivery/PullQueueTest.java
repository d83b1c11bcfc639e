package io.windlass.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PullQueueTest {
    private final PullQueue<String> queue = new PullQueue<>(2, 100);

    @Test
    void take_returnsWhatWasOfferedInOrder() throws Exception {
        queue.offer("a", 1);
        queue.offer("b", 1);

        assertThat(queue.take(0)).isEqualTo("a");
        assertThat(queue.take(0)).isEqualTo("b");
        assertThat(queue.take(0)).isNull();
    }

    @Test
    void finish_letsWhatWaitsBeReadFirst() throws Exception {
        queue.offer("a", 1);
        queue.finish();

        assertThat(queue.isExhausted()).isFalse();
        assertThat(queue.take(Long.MAX_VALUE)).isEqualTo("a");
        assertThat(queue.take(Long.MAX_VALUE)).isNull();
        assertThat(queue.isExhausted()).isTrue();
        assertThat(queue.offer("b", 1)).isFalse();
    }

    @Test
    void offer_toAFullQueue_isRefused() {
        queue.offer("a", 1);
        queue.offer("b", 1);

        assertThat(queue.offer("c", 1)).isFalse();
        assertThat(queue.waiting(item -> true)).isEqualTo(2);
        assertThat(queue.waiting(item -> item.equals("a"))).isEqualTo(1);
    }

    @Test
    void take_thatWaits_isWokenByAnOfferAndByTheEnd() throws Exception {
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            try {
                first.complete(queue.take(Long.MAX_VALUE));
                ended.complete(queue.take(Long.MAX_VALUE) == null);
            } catch (InterruptedException e) {
                first.completeExceptionally(e);
                ended.completeExceptionally(e);
            }
        });
        reader.start();

        queue.offer("a", 1);
        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("a");
        queue.finish();
        assertThat(ended.get(10, TimeUnit.SECONDS)).isTrue();
        reader.join(10_000);
    }
}
