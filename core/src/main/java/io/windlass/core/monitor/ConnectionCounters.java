package io.windlass.core.monitor;

import io.windlass.CloseReason;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What one connection counts while it lives. Written from any thread; cheap enough to leave on. */
public final class ConnectionCounters {
    public final LongAdder messagesReceived = new LongAdder();
    public final LongAdder bytesReceived = new LongAdder();
    public final LongAdder messagesSent = new LongAdder();
    public final LongAdder bytesSent = new LongAdder();
    public final LongAdder calls = new LongAdder();
    public final LongAdder failedCalls = new LongAdder();
    public final LongAdder events = new LongAdder();
    public final LongAdder strayMessages = new LongAdder();
    public final AtomicLong reconnects = new AtomicLong();
    public final Latencies latencies = new Latencies();
    public final BlindTime blindTime = new BlindTime();
    private final Map<CloseReason.Kind, LongAdder> linksEnded = new ConcurrentHashMap<>();

    private volatile long heardAtNanos;
    private volatile boolean heard;

    /** A link ended. */
    public void linkEnded(CloseReason.Kind reason) {
        linksEnded.computeIfAbsent(reason, kind -> new LongAdder()).increment();
    }

    /** How often links ended, by reason. */
    public Map<CloseReason.Kind, Long> linksEndedBy() {
        Map<CloseReason.Kind, Long> counts = new TreeMap<>();
        linksEnded.forEach((kind, count) -> counts.put(kind, count.sum()));
        return Collections.unmodifiableMap(counts);
    }

    /** The peer proved that it is there. */
    public void heardAt(long nanos) {
        heardAtNanos = nanos;
        heard = true;
    }

    /** True once the peer was heard. */
    public boolean heard() {
        return heard;
    }

    /** When it was heard last, by the monotonic clock; meaningless before {@link #heard()}. */
    public long heardAtNanos() {
        return heardAtNanos;
    }
}
