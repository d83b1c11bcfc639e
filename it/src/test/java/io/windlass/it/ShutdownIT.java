package io.windlass.it;

import static io.windlass.it.Patience.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockRef;
import io.windlass.BlockchainConnectionManager;
import io.windlass.EventHandler;
import io.windlass.Feeds;
import io.windlass.Log;
import io.windlass.ManagerConfig;
import io.windlass.Subscription;
import io.windlass.testkit.Devnet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Closing while handlers are at work: they take what waits, within a time, and what they acknowledge is kept. */
class ShutdownIT {
    private static final int BLOCKS = 10;

    private final Set<Thread> threadsBefore = Leftovers.threads();

    @AutoClose
    private final Devnet chain = Devnet.builder().logsPerBlock(1).start();

    @TempDir
    private Path state;

    private final Received<Log> received = new Received<>();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void nothingIsLeft() {
        release.countDown();
        chain.close();
        Leftovers.awaitNoThreadsBut(threadsBefore);
    }

    private BlockchainConnectionManager manager(Duration timeout) {
        return BlockchainConnectionManager.create(ManagerConfig.builder()
                .stateDirectory(state)
                .shutdownTimeout(timeout)
                .build());
    }

    private Subscription follow(BlockchainConnectionManager manager, EventHandler<Log> handler) {
        return done(manager.connectWebSocket(chain.wsUrl()))
                .subscribe(Feeds.logs())
                .named("shutdown")
                .from(BlockRef.number(1))
                .ignoreRemoved()
                .onEvent(handler);
    }

    /** Its handler is at work on the first event, and all others wait. */
    private Subscription busy(BlockchainConnectionManager manager) throws InterruptedException {
        Subscription running = follow(manager, event -> {
            entered.countDown();
            release.await();
            received.onEvent(event);
        });
        chain.mine(BLOCKS);
        entered.await();
        Patience.until("the others wait", () -> running.stats().waiting() == BLOCKS - 1);
        return running;
    }

    private int receivedByTheNextRun() {
        Received<Log> again = new Received<>();
        try (BlockchainConnectionManager next = manager(Duration.ofSeconds(10))) {
            done(follow(next, again).live());
        }
        return again.values().size();
    }

    @Test
    void close_ofTheManager_letsTheHandlerTakeWhatWaitsAndKeepsWhatItAcknowledges() throws Exception {
        BlockchainConnectionManager manager = manager(Patience.LIMIT);
        Subscription running = busy(manager);
        CompletableFuture<Void> closed = CompletableFuture.runAsync(manager::close);
        chain.mine(5);
        assertThat(closed).isNotDone();

        release.countDown();
        done(closed);
        assertThat(received.values()).hasSizeBetween(BLOCKS, BLOCKS + 5);
        assertThat(running.ended()).isCompleted();
        assertThat(receivedByTheNextRun())
                .isEqualTo(BLOCKS + 5 - received.values().size());
    }

    @Test
    void close_ofTheManager_whileAHandlerHangs_returnsAndLeavesTheRestToTheNextRun() throws Exception {
        BlockchainConnectionManager manager = manager(Duration.ofMillis(200));
        Subscription running = busy(manager);

        done(CompletableFuture.runAsync(manager::close));
        assertThat(running.ended()).isNotCompleted();

        release.countDown();
        done(running.ended());
        assertThat(received.values()).hasSize(1);
        assertThat(receivedByTheNextRun()).isEqualTo(BLOCKS);
    }

    @Test
    void close_ofASubscription_keepsWhatItsHandlerAcknowledgesMeanwhile() throws Exception {
        try (BlockchainConnectionManager manager = manager(Duration.ofSeconds(10))) {
            Subscription running = busy(manager);
            running.close();
            assertThat(running.ended()).isNotCompleted();

            release.countDown();
            done(running.ended());
            assertThat(received.values()).hasSize(1);
        }
        assertThat(receivedByTheNextRun()).isEqualTo(BLOCKS - 1);
    }

    @Test
    void close_ofTheManager_byAHandlerOfANamedSubscription_waitsForNobody() throws Exception {
        BlockchainConnectionManager manager = manager(Patience.LIMIT.plusMinutes(10));
        CompletableFuture<Void> closed = new CompletableFuture<>();
        follow(manager, event -> {
            manager.close();
            closed.complete(null);
        });
        chain.mine(2);

        done(closed);
        assertThat(receivedByTheNextRun()).isEqualTo(2);
    }
}
