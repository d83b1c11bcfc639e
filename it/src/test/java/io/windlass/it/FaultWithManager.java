package io.windlass.it;

import static io.windlass.it.Patience.done;

import io.windlass.BlockHeader;
import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.ConnectionConfig;
import io.windlass.Feeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

/** A manager whose connections go through proxies. After each test no thread of it lives, and no socket. */
abstract class FaultWithManager {
    private final Set<Thread> threadsBefore = Leftovers.threads();
    private final List<FaultProxy> proxies = new ArrayList<>();
    final BlockchainConnectionManager manager = BlockchainConnectionManager.create();

    /** The proxy is closed after the test, when it was seen that nobody is connected any more. */
    final FaultProxy watched(FaultProxy proxy) {
        proxies.add(proxy);
        return proxy;
    }

    final BlockchainConnection connect(ConnectionConfig.Builder config) {
        return done(manager.connect(config.build()));
    }

    static Received<BlockHeader> followHeads(BlockchainConnection connection) {
        Received<BlockHeader> heads = new Received<>();
        done(connection.subscribe(Feeds.newHeads()).onEvent(heads).live());
        return heads;
    }

    /** Tries again soon, and often enough for a machine that is busy. */
    static ConnectionConfig.Builder impatient(String url) {
        return ConnectionConfig.builder(url)
                .timeout(Duration.ofSeconds(1))
                .maxRetries(10)
                .retryDelay(Duration.ofMillis(20))
                .maxRetryDelay(Duration.ofMillis(100));
    }

    /** Finds silence soon, too. */
    static ConnectionConfig.Builder watchful(String url) {
        return impatient(url).heartbeatInterval(Duration.ofMillis(300)).heartbeatTimeout(Duration.ofMillis(300));
    }

    @AfterEach
    final void nothingIsLeft() {
        try {
            manager.close();
            Leftovers.awaitNoThreadsBut(threadsBefore);
            for (FaultProxy proxy : proxies) {
                Patience.until("no socket is left", () -> proxy.open() == 0);
            }
        } finally {
            proxies.forEach(FaultProxy::close);
        }
    }
}
