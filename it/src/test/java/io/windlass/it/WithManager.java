package io.windlass.it;

import static io.windlass.it.Patience.done;

import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

/** A manager for each test. When it is closed, none of its threads may be left: checked after every test. */
abstract class WithManager {
    // what a test that failed left behind is not to fail the next one
    final Set<Thread> threadsBefore = Leftovers.threads();
    final BlockchainConnectionManager manager = BlockchainConnectionManager.create();

    final BlockchainConnection connect(Anvil node, Wire wire) {
        return connect(wire.url(node));
    }

    final BlockchainConnection connect(String url) {
        return done(manager.connect(url));
    }

    @AfterEach
    final void closeManagerAndItsThreads() {
        manager.close();
        Leftovers.awaitNoThreadsBut(threadsBefore);
    }
}
