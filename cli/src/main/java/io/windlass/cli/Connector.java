package io.windlass.cli;

import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.BlockchainNetwork;
import io.windlass.NetworkConfig;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Waits for a node and says on standard error who answers. */
final class Connector {
    private static final long PATIENCE_MILLIS = 1500;

    private final Session session;
    private final BlockchainConnectionManager manager;

    Connector(Session session, BlockchainConnectionManager manager) {
        this.session = session;
        this.manager = manager;
    }

    /** Waits, and tells people what they wait for if it takes long. */
    <T> T await(CompletableFuture<T> result, String waitingFor) {
        CompletableFuture<Void> impatient =
                new CompletableFuture<Void>().completeOnTimeout(null, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        CompletableFuture<Void> hint = impatient.thenRun(() -> {
            if (!result.isDone() && !session.stop().isRequested()) {
                session.messages().say("waiting for " + waitingFor + " …");
            }
        });
        try {
            return session.stop().await(result);
        } finally {
            hint.cancel(false);
        }
    }

    /** {@code ws://127.0.0.1:8545, chain 1 (ethereum.mainnet)}. */
    String describe(BlockchainConnection node, boolean devnet) {
        String name = devnet ? "embedded devnet" : nameOf(node);
        return node.endpoint() + ", chain " + node.chainId() + (name.isEmpty() ? "" : " (" + name + ")");
    }

    private String nameOf(BlockchainConnection node) {
        if (node instanceof BlockchainNetwork network) {
            return network.config().name();
        }
        return session.networks(manager).stream()
                .filter(network -> network.chainId() == node.chainId())
                .map(NetworkConfig::name)
                .findFirst()
                .orElse("");
    }
}
