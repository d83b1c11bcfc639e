package io.windlass.testkit;

import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A devnet and what a test asks for around it, made when asked for, closed together. */
final class DevnetFixture implements AutoCloseable {
    private final Devnet devnet;
    private @Nullable BlockchainConnectionManager manager;
    private @Nullable BlockchainConnection connection;

    private DevnetFixture(Devnet devnet) {
        this.devnet = devnet;
    }

    static DevnetFixture start(WithDevnet settings) {
        return new DevnetFixture(Devnet.builder()
                .chainId(settings.chainId())
                .seed(settings.seed())
                .blockTime(Duration.ofMillis(settings.blockTimeMillis()))
                .transactionsPerBlock(settings.transactionsPerBlock())
                .logsPerBlock(settings.logsPerBlock())
                .start());
    }

    Devnet devnet() {
        return devnet;
    }

    synchronized BlockchainConnectionManager manager() {
        if (manager == null) {
            manager = BlockchainConnectionManager.create();
        }
        return manager;
    }

    /** Connecting is bounded by the connection's own timeout and retries. */
    synchronized BlockchainConnection connection() {
        if (connection == null) {
            connection = manager().connectWebSocket(devnet.wsUrl()).join();
        }
        return connection;
    }

    @Override
    public synchronized void close() {
        if (manager != null) {
            manager.close();
        }
        devnet.close();
    }
}
