package io.windlass.core.connection;

import io.windlass.BlockchainException;
import io.windlass.Feed;
import io.windlass.Registration;
import io.windlass.core.feed.FeedHub;
import io.windlass.core.feed.PushListener;
import io.windlass.core.feed.Pushes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;

/**
 * Subscriptions dealt out over sockets, where an endpoint limits how many one socket may carry: the connection's own first, then
 * further connections to the same endpoint, which end with it. Thread-safe.
 */
final class PushShards implements Pushes {
    /** A socket and how many subscriptions it carries. */
    private static final class Shard {
        private final Pushes pushes;
        private int carried;

        Shard(Pushes pushes) {
            this.pushes = pushes;
        }
    }

    private final int most;
    private final IntFunction<ManagedConnection> further;
    private final List<Shard> shards = new ArrayList<>();
    private final List<ManagedConnection> opened = new ArrayList<>();
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
        shards.add(new Shard(own));
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
        for (Shard shard : shards) {
            if (shard.carried < most) {
                shard.carried++;
                return shard;
            }
        }
        ManagedConnection another = further.apply(opened.size() + 1);
        opened.add(another);
        if (closed) {
            another.close();
        } else {
            var unused = another.start();
        }
        Shard shard = new Shard(another.pushes());
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
        opened.forEach(ManagedConnection::close);
    }
}
