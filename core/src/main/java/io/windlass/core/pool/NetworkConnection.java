package io.windlass.core.pool;

import io.windlass.BlockchainConnection;
import io.windlass.BlockchainNetwork;
import io.windlass.ConnectionType;
import io.windlass.EventStream;
import io.windlass.Feed;
import io.windlass.NetworkConfig;
import io.windlass.SubscriptionBuilder;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A network: one connection that pushes, for feeds, and one for calls; either may stand in for the other's calls. */
public final class NetworkConnection extends CombinedConnection implements BlockchainNetwork {
    private final NetworkConfig config;
    private final Optional<BlockchainConnection> push;
    private final Optional<BlockchainConnection> exchange;
    private final List<BlockchainConnection> members;

    /** A network over these connections, at least one of them. */
    public NetworkConnection(
            NetworkConfig config,
            Optional<? extends BlockchainConnection> push,
            Optional<? extends BlockchainConnection> exchange) {
        super(config.name());
        this.config = config;
        this.push = push.map(c -> c);
        this.exchange = exchange.map(c -> c);
        this.members = Stream.concat(this.push.stream(), this.exchange.stream()).toList();
    }

    @Override
    public NetworkConfig config() {
        return config;
    }

    @Override
    List<BlockchainConnection> members() {
        return members;
    }

    @Override
    BlockchainConnection forCall() {
        if (exchange.isPresent() && (push.isEmpty() || !exchange.get().state().isTerminal())) {
            return exchange.get();
        }
        return push.orElseThrow();
    }

    @Override
    public ConnectionType type() {
        return members.get(0).type();
    }

    @Override
    public String endpoint() {
        return members.get(0).endpoint();
    }

    /** The configured chain id: every endpoint is checked against it. */
    @Override
    public long chainId() {
        return config.chainId();
    }

    @Override
    public <T> SubscriptionBuilder<T> subscribe(Feed<T> feed) {
        return forFeeds(feed).subscribe(feed);
    }

    @Override
    public <T> EventStream<T> listen(Feed<T> feed) {
        return forFeeds(feed).listen(feed);
    }

    @Override
    public EventStream<Object> listen(Feed<?> first, Feed<?> second, Feed<?>... more) {
        return forFeeds(first).listen(first, second, more);
    }

    private BlockchainConnection forFeeds(Feed<?> feed) {
        return push.orElseThrow(() -> new UnsupportedOperationException("network " + config.name() + " cannot follow "
                + feed.name() + ": it has no WebSocket endpoint; set " + config.environmentVariable("WS_URL")));
    }
}
