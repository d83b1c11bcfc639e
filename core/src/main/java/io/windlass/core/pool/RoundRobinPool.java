package io.windlass.core.pool;

import io.windlass.BlockchainConnection;
import io.windlass.ConnectionState;
import io.windlass.ConnectionType;
import io.windlass.EventStream;
import io.windlass.Feed;
import io.windlass.HttpPool;
import io.windlass.SubscriptionBuilder;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A pool whose members take calls in turn; one that is not open is passed over while another is. */
public final class RoundRobinPool extends CombinedConnection implements HttpPool {
    private final List<BlockchainConnection> members;
    private final AtomicInteger turn = new AtomicInteger();

    /** A pool of these members, one or more. */
    public RoundRobinPool(String id, List<? extends BlockchainConnection> members) {
        super(id);
        this.members = List.copyOf(members);
    }

    @Override
    public List<BlockchainConnection> connections() {
        return members;
    }

    @Override
    List<BlockchainConnection> members() {
        return members;
    }

    @Override
    BlockchainConnection forCall() {
        int first = Math.floorMod(turn.getAndIncrement(), members.size());
        for (int i = 0; i < members.size(); i++) {
            BlockchainConnection candidate = members.get((first + i) % members.size());
            if (candidate.state() == ConnectionState.OPEN) {
                return candidate;
            }
        }
        return members.get(first);
    }

    @Override
    public ConnectionType type() {
        return ConnectionType.HTTP;
    }

    @Override
    public String endpoint() {
        return members.get(0).endpoint();
    }

    @Override
    public long chainId() {
        return members.get(0).chainId();
    }

    @Override
    public <T> SubscriptionBuilder<T> subscribe(Feed<T> feed) {
        return members.get(0).subscribe(feed);
    }

    @Override
    public <T> EventStream<T> listen(Feed<T> feed) {
        return members.get(0).listen(feed);
    }

    @Override
    public EventStream<Object> listen(Feed<?> first, Feed<?> second, Feed<?>... more) {
        return members.get(0).listen(first, second, more);
    }
}
