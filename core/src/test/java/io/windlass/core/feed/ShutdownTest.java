package io.windlass.core.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockHeader;
import io.windlass.BlockRef;
import io.windlass.BlockchainException;
import io.windlass.ChainEvent;
import io.windlass.CloseReason;
import io.windlass.ConnectionClosedException;
import io.windlass.EventHandler;
import io.windlass.EventStream;
import io.windlass.Feeds;
import io.windlass.Hash;
import io.windlass.Log;
import io.windlass.Subscription;
import io.windlass.SubscriptionState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What becomes of events that wait, and of a handler that runs, when a subscription or everything is closed. */
class ShutdownTest {
    private final FeedFixture f = new FeedFixture();

    private Subscription follow(EventHandler<Log> handler) {
        Subscription made = f.subscribe(Feeds.logs())
                .named("orders")
                .from(BlockRef.number(1))
                .onEvent(handler);
        f.settle();
        return made;
    }

    private static BlockchainException closed() {
        return new ConnectionClosedException("closed", "node", CloseReason.local(), null);
    }

    private CompletableFuture<Void> drain() {
        CompletableFuture<Void> over = f.engine.drain(ShutdownTest::closed);
        f.settle();
        return over;
    }

    // ---- a subscription

    @Test
    void close_keepsWhatTheHandlerThatRunsAcknowledgesAndLeavesTheRest() {
        AtomicReference<Subscription> own = new AtomicReference<>();
        own.set(follow(event -> {
            f.note(event);
            if (event.value().blockNumber() == 2) {
                own.get().close();
            }
        }));
        f.handlers.hold();
        f.chain.mineMany(4);
        f.settle();
        f.handlers.release();
        f.settle();
        assertThat(f.got).containsExactly("+1/0", "+2/0");
        assertThat(own.get().ended()).isCompleted();

        f.restart();
        follow(f::note);
        assertThat(f.got).containsExactly("+3/0", "+4/0");
    }

    @Test
    void close_withAHandlerThatDoesNotReturn_givesTheNameFreeAfterTheTimeForThat() {
        List<Boolean> free = new ArrayList<>();
        Subscription stuck = follow(event -> {
            f.engine.end(ShutdownTest::closed);
            f.run(Duration.ofSeconds(9));
            free.add(f.engine.over().isDone());
            f.run(Duration.ofSeconds(2));
            free.add(f.engine.over().isDone());
        });
        f.chain.mineMany(1);
        f.settle();
        f.settle(); // the handler has moved the clock

        assertThat(free).containsExactly(false, true);
        assertThat(stuck.ended()).isCompleted();
        f.restart();
        follow(f::note);
        assertThat(f.got).containsExactly("+1/0");
    }

    // ---- everything

    /** A handler that is at work on its first event while two more come and everything is drained. */
    private Subscription busyWhileDrained(List<CompletableFuture<Void>> over) {
        Subscription running = follow(event -> {
            f.note(event);
            if (event.value().blockNumber() == 1) {
                f.chain.mineMany(2);
                f.settle();
                over.add(drain());
                f.chain.mineMany(3);
                f.settle();
            }
        });
        f.chain.mineMany(1);
        f.settle();
        f.settle(); // the handler has moved the clock
        return running;
    }

    @Test
    void drain_handsOverWhatWaitsAndReadsNoFurther() {
        List<CompletableFuture<Void>> over = new ArrayList<>();
        Subscription running = busyWhileDrained(over);

        assertThat(f.got).containsExactly("+1/0", "+2/0", "+3/0");
        assertThat(over.get(0)).isCompleted();
        assertThat(running.ended()).isCompleted();
        assertThat(running.state()).isEqualTo(SubscriptionState.CLOSED);
    }

    @Test
    void drain_keepsWhatIsAcknowledgedMeanwhile() {
        busyWhileDrained(new ArrayList<>());

        f.restart();
        follow(f::note);
        assertThat(f.got).containsExactly("+4/0", "+5/0", "+6/0");
    }

    @Test
    void end_afterADrainThatTookTooLong_leavesTheRestToTheNextRun() {
        follow(f::note);
        f.handlers.hold();
        f.chain.mineMany(3);
        f.settle();
        CompletableFuture<Void> over = drain();

        f.engine.end(ShutdownTest::closed);
        f.handlers.release();
        f.settle();
        assertThat(over).isCompleted();
        assertThat(f.got).isEmpty();

        f.restart();
        follow(f::note);
        assertThat(f.got).containsExactly("+1/0", "+2/0", "+3/0");
    }

    @Test
    void drain_ofAFeedThatIsOnlyPushed_handsOverWhatWaitsAndNoMore() {
        List<Hash> got = new ArrayList<>();
        f.engine.subscribe(Feeds.newPendingTransactions()).onEvent(event -> got.add(event.value()));
        f.settle();
        Hash transaction = Hash.keccak256(new byte[] {1});
        f.handlers.hold();
        f.chain.push("newPendingTransactions", "\"" + transaction + "\"");
        f.settle();
        CompletableFuture<Void> over = drain();
        f.chain.push("newPendingTransactions", "\"" + Hash.keccak256(new byte[] {2}) + "\"");
        f.settle();
        assertThat(over).isNotCompleted();

        f.handlers.release();
        f.settle();
        assertThat(got).containsExactly(transaction);
        assertThat(over).isCompleted();
    }

    @Test
    void drain_endsAStreamAtOnceSinceNobodyMayReadIt() {
        EventStream<BlockHeader> stream = f.engine.listen(List.of(Feeds.newHeads()));
        f.settle();
        f.chain.mineMany(2);
        f.settle();

        assertThat(drain()).isCompleted();
        List<Long> rest = new ArrayList<>();
        for (ChainEvent<BlockHeader> event : stream) {
            rest.add(event.value().number());
        }
        assertThat(rest).containsExactly(1L, 2L);
    }

    @Test
    void subscribe_whileAllIsDrained_endsAtOnce() {
        drain();
        Subscription late = f.engine.subscribe(Feeds.newHeads()).onEvent(f::note);
        f.settle();

        assertThat(late.ended()).isCompleted();
        assertThat(f.world.pending()).isZero();
    }
}
