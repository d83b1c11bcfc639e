package io.windlass.it;

import io.windlass.Address;
import io.windlass.BlockRef;
import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.ChainEvent;
import io.windlass.EventHandler;
import io.windlass.Feeds;
import io.windlass.Log;
import io.windlass.ManagerConfig;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Follows a contract's logs under a name, from the chain's first block, and writes a line for each: {@code +} or {@code -}, and
 * where it is. Run in a JVM of its own, to be killed.
 */
final class NamedFollower {
    static final String NAME = "storm";

    private NamedFollower() {}

    /** Arguments: the node's URL, the contract, the state directory. */
    public static void main(String[] args) throws Exception {
        try (FileOutputStream out = new FileOutputStream(FileDescriptor.out);
                BlockchainConnectionManager manager = BlockchainConnectionManager.create(
                        ManagerConfig.builder().stateDirectory(Path.of(args[2])).build())) {
            BlockchainConnection node = manager.connectWebSocket(args[0]).join();
            node.subscribe(Feeds.logs().address(Address.of(args[1])))
                    .named(NAME)
                    .from(BlockRef.number(0))
                    .onRemoved(writer(out))
                    .onEvent(writer(out))
                    .ended()
                    .join();
        }
    }

    /** One write a line, so that a line is in the file or is not. */
    private static EventHandler<Log> writer(FileOutputStream out) {
        return event -> out.write(line(event).getBytes(StandardCharsets.US_ASCII));
    }

    private static String line(ChainEvent<Log> event) {
        String place = Holdings.place(event.id().hash().toHex(), event.id().index());
        return (event.removed() ? "-" : "+") + place + "\n";
    }
}
