package io.windlass.core.connection;

import io.windlass.BlockchainException;
import io.windlass.Feed;
import io.windlass.Registration;
import io.windlass.core.feed.push.FeedHub;
import io.windlass.core.feed.push.PushListener;
import io.windlass.core.feed.push.Pushes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;

/**
 * Subscriptions dealt out over sockets, where an endpoint limits how many one socket may carry: the connection's own first, then
 * further connections to the same endpoint, which end with it. Thread-safe.
 */
final class PushShards implements Pushes {
    /** A socket and how many subscriptions it carries; its connection, if it is not the own one. */
    private static final class Shard {
        private final Pushes pushes;
        private final Optional<ManagedConnection> connection;
        private int carried;

        Shard(Pushes pushes, Optional<ManagedConnection> connection) {
            this.pushes = pushes;
            this.connection = connection;
        }

        void close() {
            connection.ifPresent(ManagedConnection::close);
        }

        boolean hasEnded() {
            return connection.filter(each -> each.state().isTerminal()).isPresent();
        }
    }

    private final int most;
    private final IntFunction<ManagedConnection> further;
    private final List<Shard> shards = new ArrayList<>();
    private int opened;
    private boolean closed;

    /**
     * Shards.
     *
     * @param own the connection's own subscriptions
     * @param most how many one socket carries
     * @param further opens the n-th connection more, n from 1 on; it may throw
     */
    PushShards(FeedHub own, int most, IntFunction<ManagedConnection> further) {
        this.most = most;
        this.further = further;
        shards.add(new Shard(own, Optional.empty()));
    }

    @Override
    public Registration follow(Feed<?> feed, PushListener listener) {
        Shard shard;
        try {
            shard = take();
        } catch (BlockchainException noRoom) {
            listener.ended(noRoom);
            return () -> {};
        }
        Registration subscription = shard.pushes.follow(feed, listener);
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.compareAndSet(true, false)) {
                subscription.close();
                release(shard);
            }
        };
    }

    private synchronized Shard take() {
        shards.removeIf(Shard::hasEnded);
        for (Shard shard : shards) {
            if (shard.carried < most) {
                shard.carried++;
                return shard;
            }
        }
        ManagedConnection another = further.apply(opened + 1);
        opened++;
        if (closed) {
            another.close();
        } else {
            // one that fails for good carries nothing, and leaves its place to another
            var unused = another.failed().thenRun(another::close);
            var unusedToo = another.start();
        }
        Shard shard = new Shard(another.pushes(), Optional.of(another));
        shard.carried = 1;
        shards.add(shard);
        return shard;
    }

    /** The socket stays: who has needed it may need it again. */
    private synchronized void release(Shard shard) {
        shard.carried--;
    }

    /** The connection ends, and so do those that were opened for it. */
    synchronized void close() {
        closed = true;
        shards.forEach(Shard::close);
    }
}
