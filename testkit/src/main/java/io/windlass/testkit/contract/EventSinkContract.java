package io.windlass.testkit.contract;

import static io.windlass.testkit.contract.ContractEvents.appeared;
import static io.windlass.testkit.contract.ContractEvents.head;
import static io.windlass.testkit.contract.ContractEvents.log;
import static io.windlass.testkit.contract.ContractEvents.logs;
import static io.windlass.testkit.contract.ContractEvents.other;
import static io.windlass.testkit.contract.ContractEvents.pending;
import static io.windlass.testkit.contract.ContractEvents.removalOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.windlass.ChainEvent;
import io.windlass.EventId;
import io.windlass.spi.EventSink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link EventSink} must do. A sink's author extends this class and says how to open the sink under test and how to
 * read what it wrote; every test gets an empty directory.
 */
public abstract class EventSinkContract {
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    private Path directory;

    private EventSink sink;

    /**
     * One event as a reader finds it where the sink wrote it.
     *
     * @param id {@link EventId#toString()}
     * @param occurrence as {@link ChainEvent#occurrence()}
     * @param removed as {@link ChainEvent#removed()}
     */
    public record Written(String id, int occurrence, boolean removed) {
        static Written of(ChainEvent<?> event) {
            return new Written(event.id().toString(), event.occurrence(), event.removed());
        }

        static List<Written> of(List<? extends ChainEvent<?>> events) {
            return events.stream().map(Written::of).toList();
        }
    }

    /** For subclasses. */
    protected EventSinkContract() {}

    /**
     * Opens the sink under test: an empty one in an empty directory, and one that goes on behind what was written before in a
     * directory where one was opened and closed.
     */
    protected abstract EventSink open(Path directory) throws Exception;

    /** Everything that was written, in order, as a reader finds it now; the sink may be open. */
    protected abstract List<Written> read(Path directory) throws Exception;

    @BeforeEach
    void openSink() throws Exception {
        sink = open(directory);
    }

    @AfterEach
    void closeSink() {
        sink.close();
    }

    private void assertWritten(List<? extends ChainEvent<?>> events) throws Exception {
        assertEquals(Written.of(events), read(directory));
    }

    @Test
    void write_isVisibleToAReaderWhenItReturns() throws Exception {
        sink.write(logs(1, 3));

        assertWritten(logs(1, 3));
    }

    @Test
    void write_keepsTheOrderOfEventsAndOfBatches() throws Exception {
        List<ChainEvent<?>> all = new ArrayList<>();
        for (int batch = 0; batch < 20; batch++) {
            List<ChainEvent<?>> next = logs(batch * 10L, 1 + batch % 7);
            sink.write(next);
            all.addAll(next);
        }

        assertWritten(all);
    }

    @Test
    void write_takesRemovalsAsEventsOfTheirOwn() throws Exception {
        ChainEvent<?> event = log(1, 0);
        List<ChainEvent<?>> story = List.of(event, removalOf(event), appeared(event, 2), removalOf(appeared(event, 2)));
        sink.write(story.subList(0, 1));
        sink.write(story.subList(1, 3));
        sink.write(story.subList(3, 4));

        assertWritten(story);
    }

    @Test
    void write_takesEventsOfEveryKind() throws Exception {
        List<ChainEvent<?>> all = List.of(head(1), log(1, 0), log(1, 1), pending("one"), other("a plugin's"));
        sink.write(all);

        assertWritten(all);
    }

    @Test
    void write_takesALargeBatch() throws Exception {
        sink.write(logs(1, 20_000));

        assertWritten(logs(1, 20_000));
    }

    @Test
    void write_ofWhatWasWrittenBefore_doesNotFail() throws Exception {
        sink.write(logs(1, 2));
        sink.write(logs(1, 2)); // as after a crash, when the acknowledgement was lost

        List<Written> found = read(directory);
        assertEquals(Written.of(logs(1, 2)), found.stream().distinct().toList());
    }

    @Test
    void open_again_goesOnBehindWhatWasWritten() throws Exception {
        sink.write(logs(1, 2));
        sink.close();
        sink = open(directory);
        sink.write(logs(3, 2));

        assertWritten(logs(1, 4));
    }

    @Test
    void write_fromSeveralThreads_keepsEachBatchInOrder() throws Exception {
        int threads = 4;
        int batches = 50;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                long first = thread * 1_000L;
                done.add(pool.submit(() -> {
                    for (int batch = 0; batch < batches; batch++) {
                        sink.write(logs(first + batch * 3L, 3));
                    }
                    return null;
                }));
            }
            for (Future<?> each : done) {
                each.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }

        List<Written> found = read(directory);
        assertEquals(threads * batches * 3, found.size());
        for (int thread = 0; thread < threads; thread++) {
            List<Written> own = Written.of(logs(thread * 1_000L, batches * 3));
            assertEquals(own, found.stream().filter(own::contains).toList());
        }
    }

    @Test
    void write_onAThreadThatIsInterrupted_leavesTheSinkUsable() throws Exception {
        List<ChainEvent<?>> first = logs(1, 1);
        Thread.currentThread().interrupt();
        try {
            sink.write(first);
        } catch (Exception refused) {
            first = List.of(); // none of it counts, then
        } finally {
            Thread.interrupted();
        }
        sink.write(logs(2, 1));

        List<Written> expected = new ArrayList<>(Written.of(first));
        expected.addAll(Written.of(logs(2, 1)));
        assertEquals(expected, read(directory));
    }

    @Test
    void write_afterClose_failsAndWritesNothing() throws Exception {
        sink.write(logs(1, 1));
        sink.close();

        assertThrows(Exception.class, () -> sink.write(logs(2, 1)));
        assertWritten(logs(1, 1));
    }

    @Test
    void close_twice_isAsGoodAsOnce() throws Exception {
        sink.close();
        sink.close();

        assertTrue(read(directory).isEmpty());
    }
}
