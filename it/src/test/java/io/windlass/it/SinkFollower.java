package io.windlass.it;

import io.windlass.BlockRef;
import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.Feeds;
import io.windlass.ManagerConfig;
import io.windlass.it.HaltingStore.Halt;
import io.windlass.spi.FeedStore;
import io.windlass.store.EmbeddedFeedStoreProvider;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes all logs of a chain to a file, and halts when it is about to acknowledge the first that it wrote. Run in a JVM of its
 * own.
 */
final class SinkFollower {
    private SinkFollower() {}

    /** Arguments: the node's URL, the state directory, the feed's name, the file. */
    public static void main(String[] args) throws Exception {
        try (FeedStore store = new HaltingStore(
                        new EmbeddedFeedStoreProvider().open(Path.of(args[1])),
                        DurableStep.ACKNOWLEDGEMENT,
                        new Halt(1, true));
                BlockchainConnectionManager manager = BlockchainConnectionManager.create(
                        ManagerConfig.builder().feedStore(store).build())) {
            BlockchainConnection node = manager.connectWebSocket(args[0]).join();
            node.subscribe(Feeds.logs())
                    .named(args[2])
                    .from(BlockRef.number(1))
                    .toSink(manager.openSink("json-lines", Map.of("path", args[3])))
                    .ended()
                    .join();
        }
    }
}
