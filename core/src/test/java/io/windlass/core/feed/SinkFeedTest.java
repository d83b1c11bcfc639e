package io.windlass.core.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.BlockRef;
import io.windlass.ChainEvent;
import io.windlass.DeadLetter;
import io.windlass.Feeds;
import io.windlass.RetryPolicy;
import io.windlass.Subscription;
import io.windlass.spi.EventSink;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SinkFeedTest {
    private final FeedFixture f = new FeedFixture();
    private final Notes sink = new Notes();

    /** Notes what is written to it; refuses while it is broken. */
    private final class Notes implements EventSink {
        private boolean broken;
        private boolean closed;

        @Override
        public void write(List<? extends ChainEvent<?>> events) throws IOException {
            if (broken) {
                throw new IOException("No space left on device");
            }
            events.forEach(f::note);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void sink_getsAdditionsAndRemovalsInOrder() {
        f.engine.subscribe(Feeds.logs()).toSink(sink);
        f.settle();
        f.chain.mineMany(2);
        f.settle();
        f.chain.reorg(1);
        f.settle();

        assertThat(f.got).containsExactly("+1/0", "+2/0", "-2/0", "+2/0", "+3/0");
    }

    @Test
    void sink_ofANamedSubscription_needsNoWordOnRemovals() {
        Subscription running = f.engine.subscribe(Feeds.logs()).named("file").toSink(sink);
        f.settle();
        f.chain.mineMany(3);
        f.settle();
        assertThat(f.got).hasSize(3);

        running.close();
        f.settle();
        f.restart();
        f.engine.subscribe(Feeds.logs()).named("file").toSink(sink);
        f.chain.mineMany(1);
        f.settle();
        assertThat(f.got).containsExactly("+4/0");
    }

    @Test
    void sink_thatCannotWrite_isTriedAgainAndLosesNothing() {
        f.engine.subscribe(Feeds.logs()).named("file").toSink(sink);
        f.settle();
        sink.broken = true;
        f.chain.mineMany(3);
        f.run(Duration.ofMinutes(1));
        assertThat(f.got).isEmpty();

        sink.broken = false;
        f.run(Duration.ofMinutes(1));
        assertThat(f.got).containsExactly("+1/0", "+2/0", "+3/0");
    }

    @Test
    void sink_getsWhatWaitsTogether() {
        List<Integer> sizes = new ArrayList<>();
        f.chain.grow(50);
        f.engine.subscribe(Feeds.logs()).from(BlockRef.number(1)).toSink(new EventSink() {
            @Override
            public void write(List<? extends ChainEvent<?>> events) {
                sizes.add(events.size());
            }

            @Override
            public void close() {}
        });
        f.run(Duration.ofSeconds(5));

        assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(50);
        assertThat(sizes).anySatisfy(size -> assertThat(size).isGreaterThan(1));
    }

    @Test
    void sink_thatRefusesOneEventForGood_getsTheOthersAndALetterIsWritten() {
        List<DeadLetter> letters = new ArrayList<>();
        f.engine
                .subscribe(Feeds.logs())
                .retry(RetryPolicy.none())
                .onDeadLetter(letters::add)
                .toSink(new EventSink() {
                    @Override
                    public void write(List<? extends ChainEvent<?>> events) throws IOException {
                        for (ChainEvent<?> event : events) {
                            if (event.position().orElseThrow().blockNumber() == 3) {
                                throw new IOException("three");
                            }
                        }
                        events.forEach(f::note);
                    }

                    @Override
                    public void close() {}
                });
        f.settle();
        f.chain.mineMany(5);
        f.settle();

        assertThat(f.got).containsExactly("+1/0", "+2/0", "+4/0", "+5/0");
        assertThat(letters).singleElement().extracting(DeadLetter::removed).isEqualTo(false);
    }

    @Test
    void sink_isLeftOpenByASubscriptionThatEnds() {
        Subscription running = f.engine.subscribe(Feeds.logs()).toSink(sink);
        f.settle();
        running.close();
        f.settle();

        assertThat(running.ended()).isCompleted();
        assertThat(sink.closed).isFalse();
    }

    @Test
    void sink_excludesAWordOnRemovals() {
        assertThatThrownBy(() -> f.subscribe(Feeds.logs()).toSink(sink))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("leave out onRemoved and ignoreRemoved");
        assertThatThrownBy(
                        () -> f.engine.subscribe(Feeds.logs()).ignoreRemoved().toSink(sink))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("leave out onRemoved and ignoreRemoved");
    }

    @Test
    void sink_getsTheJsonOfWhatHasNoTypeItKnows() {
        List<ChainEvent<?>> written = new ArrayList<>();
        f.engine.subscribe(Feeds.syncing()).toSink(new EventSink() {
            @Override
            public void write(List<? extends ChainEvent<?>> events) {
                written.addAll(events);
            }

            @Override
            public void close() {}
        });
        f.settle();
        f.chain.push("syncing", "true");
        f.settle();

        assertThat(written)
                .singleElement()
                .satisfies(event -> assertThat(event.raw())
                        .hasValueSatisfying(json -> assertThat(json.text()).isEqualTo("true")));
    }
}
