package io.windlass.core.rpc;

import io.windlass.BlockchainException;
import io.windlass.CallTimeoutException;
import io.windlass.RpcError;
import io.windlass.core.runtime.Ticker;
import io.windlass.spi.Codec;
import io.windlass.spi.Request;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls that are the same share one request while it is in flight: the first begins it, the others ride along. One that
 * is cancelled leaves the others alone; the last one takes the request with it. Thread-safe.
 */
public final class Coalescer {
    /** Begins a request. */
    @FunctionalInterface
    public interface Start {
        /** Begins it; the completion may be told before this returns. */
        Attempt begin(Duration timeout, Completion shared);
    }

    /** One who waits, for one ride after the other. */
    private static final class Rider implements Attempt {
        final Completion completion;
        final Start start;
        private final long startNanos;
        private final Duration timeout;
        private volatile @Nullable Ride ride;
        private volatile boolean cancelled;

        Rider(Completion completion, Start start, long startNanos, Duration timeout) {
            this.completion = completion;
            this.start = start;
            this.startNanos = startNanos;
            this.timeout = timeout;
        }

        Duration left(long nowNanos) {
            return timeout.minusNanos(nowNanos - startNanos);
        }

        @Override
        public void cancel() {
            cancelled = true;
            leave();
        }

        /** It was cancelled while it changed rides, perhaps. */
        void leaveIfCancelled() {
            if (cancelled) {
                leave();
            }
        }

        private void leave() {
            Ride present = ride;
            if (present != null) {
                present.leave(this);
            }
        }
    }

    private final Codec codec;
    private final Ticker ticker;
    private final ConcurrentMap<ByteBuffer, Ride> rides = new ConcurrentHashMap<>();
    private final LongAdder joined = new LongAdder();

    /** With nothing in flight. */
    public Coalescer(Codec codec, Ticker ticker) {
        this.codec = codec;
        this.ticker = ticker;
    }

    /**
     * Joins a request for the same that is in flight, or begins one. Only for what may be asked once for many: see {@link
     * MethodTable#isIdempotent}.
     *
     * @param timeout how long the rider waits
     * @param rider told how it ended, on the thread that brings the news
     */
    public Attempt ride(String method, List<Object> params, Duration timeout, Completion rider, Start start) {
        byte[] same = codec.encode(List.of(new Request(0, method, params)), false);
        Rider made = new Rider(rider, start, ticker.nanos(), timeout);
        if (ride(ByteBuffer.wrap(same), made) == Seat.JOINED) {
            joined.increment();
        }
        return made;
    }

    private Seat ride(ByteBuffer key, Rider rider) {
        while (true) {
            Ride ride = rides.computeIfAbsent(key, Ride::new);
            Seat seat = ride.join(rider);
            if (seat == Seat.ENDED) {
                rides.remove(key, ride);
                continue;
            }
            if (seat == Seat.FIRST) {
                ride.begin(rider);
            }
            rider.leaveIfCancelled();
            return seat;
        }
    }

    /** How many joined a request that was on its way; each once, whatever became of that request. */
    public long joined() {
        return joined.sum();
    }

    private enum Seat {
        FIRST,
        JOINED,
        ENDED
    }

    /** One request and those who wait for it. */
    private final class Ride implements Completion {
        private final ByteBuffer key;
        private final List<Rider> riders = new ArrayList<>();
        private boolean begun;
        private boolean ended;
        private @Nullable Attempt request;

        Ride(ByteBuffer key) {
            this.key = key;
        }

        synchronized Seat join(Rider rider) {
            if (ended) {
                return Seat.ENDED;
            }
            rider.ride = this;
            riders.add(rider);
            Seat seat = begun ? Seat.JOINED : Seat.FIRST;
            begun = true;
            return seat;
        }

        void begin(Rider first) {
            Attempt made = first.start.begin(first.left(ticker.nanos()), this);
            boolean nobodyLeft;
            synchronized (this) {
                request = made;
                nobodyLeft = ended;
            }
            if (nobodyLeft) {
                made.cancel();
            }
        }

        void leave(Rider rider) {
            Attempt made;
            synchronized (this) {
                if (!riders.remove(rider) || !riders.isEmpty()) {
                    return;
                }
                ended = true;
                made = request;
            }
            rides.remove(key, this);
            if (made != null) {
                made.cancel();
            }
        }

        private List<Rider> end() {
            List<Rider> all;
            synchronized (this) {
                ended = true;
                all = List.copyOf(riders);
                riders.clear();
            }
            rides.remove(key, this);
            return all;
        }

        @Override
        public void result(byte[] bytes, int offset, int length) {
            end().forEach(rider -> rider.completion.result(bytes, offset, length));
        }

        @Override
        public void error(RpcError error) {
            end().forEach(rider -> rider.completion.error(error));
        }

        /** The first one's deadline is not that of those who joined later: they go on with the next request. */
        @Override
        public void failed(BlockchainException failure) {
            long now = ticker.nanos();
            boolean late = failure instanceof CallTimeoutException;
            for (Rider rider : end()) {
                if (late && rider.left(now).compareTo(Duration.ZERO) > 0) {
                    Coalescer.this.ride(key, rider);
                } else {
                    rider.completion.failed(failure);
                }
            }
        }
    }
}
