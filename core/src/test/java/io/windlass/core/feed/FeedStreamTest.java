package io.windlass.core.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BlockRef;
import io.windlass.BlockchainException;
import io.windlass.ChainEvent;
import io.windlass.CloseReason;
import io.windlass.ConnectionLostException;
import io.windlass.EventStream;
import io.windlass.Feeds;
import io.windlass.Log;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a stream acknowledges, and what it tells of its end. */
class FeedStreamTest {
    private final FeedFixture f = new FeedFixture();

    private EventStream<Log> named() {
        EventStream<Log> stream = f.engine.subscribe(Feeds.logs()).named("pulled").from(BlockRef.number(1)).stream();
        f.settle();
        return stream;
    }

    /** Takes so many, and lets be written what there is to write. */
    private void take(EventStream<Log> stream, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            Optional<ChainEvent<Log>> next = stream.poll(Duration.ZERO);
            f.note(next.orElseThrow());
        }
        f.settle();
    }

    @Test
    void event_isAcknowledgedWhenTheNextOneIsAskedFor() throws InterruptedException {
        EventStream<Log> stream = named();
        f.chain.mineMany(3);
        f.settle();
        take(stream, 2);
        stream.close();
        f.settle();

        f.restart();
        take(named(), 2);
        assertThat(f.got).containsExactly("+2/0", "+3/0");
    }

    @Test
    void event_isAcknowledgedToo_whenNoneFollows() throws InterruptedException {
        EventStream<Log> stream = named();
        f.chain.mineMany(2);
        f.settle();
        take(stream, 2);
        assertThat(stream.poll(Duration.ZERO)).isEmpty();
        f.settle();
        stream.close();
        f.settle();

        f.restart();
        assertThat(named().poll(Duration.ZERO)).isEmpty();
    }

    @Test
    void removalOfWhatWasTaken_comesAmongTheEventsAlsoInALaterRun() throws InterruptedException {
        EventStream<Log> stream = named();
        f.chain.mineMany(2);
        f.settle();
        take(stream, 2);
        assertThat(stream.poll(Duration.ZERO)).isEmpty();
        f.settle();
        stream.close();
        f.settle();

        f.restart();
        f.chain.reorg(1);
        take(named(), 3);
        assertThat(f.got).containsExactly("-2/0", "+2/0", "+3/0");
    }

    @Test
    void failure_endsTheIterationAndIsToldToTheListener() {
        List<BlockchainException> told = new ArrayList<>();
        EventStream<Log> stream = f.engine.subscribe(Feeds.logs()).onFailure(told::add).stream();
        f.settle();

        f.engine.end(
                () -> new ConnectionLostException("gone", "node", "eth_subscribe", false, CloseReason.local(), null));
        f.settle();

        assertThatThrownBy(() -> stream.poll(Duration.ZERO)).isSameAs(told.get(0));
    }
}
