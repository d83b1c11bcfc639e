package io.windlass.it;

import io.windlass.BlockRef;
import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.BlockchainException;
import io.windlass.ChainEvent;
import io.windlass.DeadLetter;
import io.windlass.DeadLetters;
import io.windlass.EventHandler;
import io.windlass.Feeds;
import io.windlass.Log;
import io.windlass.ManagerConfig;
import io.windlass.RetryPolicy;
import io.windlass.Subscription;
import io.windlass.it.HaltingStore.Halt;
import io.windlass.spi.FeedStore;
import io.windlass.store.EmbeddedFeedStoreProvider;
import io.windlass.store.JdbcFeedStore;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Follows all logs of a chain under a name, and writes a line for each: {@code +} or {@code -} and where it is; when it fails, an
 * exclamation mark and with what. Some events it does not take: they become dead letters. Run in a JVM of its own, which halts at
 * a durable step if told to.
 */
final class CrashingFollower {
    static final String NAME = "crashing";

    /** Short, yet longer than a busy machine keeps a process from renewing it. */
    static final Duration LEASE = Duration.ofSeconds(3);

    /** Held, so that the level stays. */
    private static final Logger ENGINE = Logger.getLogger("io.windlass");

    private CrashingFollower() {}

    /**
     * Arguments: the node's URL, a state directory or the JDBC URL of a PostgreSQL, what steps to count, where to halt, whether
     * there is poison, and whether to see to the dead letters.
     */
    public static void main(String[] args) throws Exception {
        ENGINE.setLevel(Level.OFF); // it fails on purpose, thousands of times
        try (FileOutputStream out = new FileOutputStream(FileDescriptor.out);
                FeedStore store = new HaltingStore(store(args[1]), DurableStep.valueOf(args[2]), Halt.of(args[3]));
                BlockchainConnectionManager manager = BlockchainConnectionManager.create(
                        ManagerConfig.builder().feedStore(store).build())) {
            Runtime.getRuntime().addShutdownHook(new Thread(manager::close)); // an end in good order
            BlockchainConnection node = manager.connectWebSocket(args[0]).join();
            Subscription followed = node.subscribe(Feeds.logs())
                    .named(NAME)
                    .from(BlockRef.number(0))
                    .retry(RetryPolicy.none().pauseAfter(0))
                    .onRemoved(writer(out))
                    .onFailure(failure -> tell(out, failure))
                    .onEvent(Boolean.parseBoolean(args[4]) ? refusesPoison(writer(out)) : writer(out));
            if (Boolean.parseBoolean(args[5])) {
                seeTo(followed.deadLetters());
            }
            followed.ended().handle((done, failure) -> null).join();
        }
    }

    /** Has those replayed that wait for somebody, and throws away those whose block left the chain. */
    private static void seeTo(DeadLetters letters) {
        var unused = letters.purge(letter -> letter.state() == DeadLetter.State.RETRACTED)
                .thenCompose(purged -> letters.requeueAll());
    }

    private static FeedStore store(String place) {
        if (!place.startsWith("jdbc:")) {
            return new EmbeddedFeedStoreProvider().open(Path.of(place));
        }
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(place);
        return JdbcFeedStore.of(source, LEASE);
    }

    private static EventHandler<Log> refusesPoison(EventHandler<Log> handler) {
        return event -> {
            if (isPoison(place(event))) {
                throw new IllegalArgumentException("poison");
            }
            handler.onEvent(event);
        };
    }

    /** What its handler fails on for good, if it does: all logs of a quarter of the blocks. */
    static boolean isPoison(String place) {
        return place.charAt(2) < '4';
    }

    private static String place(ChainEvent<?> event) {
        return Holdings.place(event.id().hash().toHex(), event.id().index());
    }

    /** One write a line, so that a line is in the file or is not. */
    private static EventHandler<Log> writer(FileOutputStream out) {
        return event -> out.write(line(event).getBytes(StandardCharsets.US_ASCII));
    }

    private static String line(ChainEvent<Log> event) {
        return (event.removed() ? "-" : "+") + place(event) + "\n";
    }

    private static void tell(FileOutputStream out, BlockchainException failure) {
        try {
            out.write(("!" + failure.getClass().getSimpleName() + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new IllegalStateException("nobody reads what is told", e);
        }
    }
}
