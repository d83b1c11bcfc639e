package io.windlass.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakTracker;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows every buffer of Netty's allocators that is not released, and where it was allocated. Netty makes it, by name, in place of
 * its own leak detector, which sees only some and only when they are collected.
 */
@SuppressWarnings("exports") // public for Netty alone
public final class OpenBuffers<T> extends ResourceLeakDetector<T> {
    private static final Map<Tracker<?>, Throwable> OPEN = new ConcurrentHashMap<>();

    /** For Netty. */
    public OpenBuffers(Class<?> resource, int samplingInterval) {
        super(resource, samplingInterval);
    }

    /** Netty complains where this is missing. */
    public OpenBuffers(Class<?> resource, int samplingInterval, long unused) {
        this(resource, samplingInterval);
    }

    static int count() {
        return OPEN.size();
    }

    static void assertNone() {
        assertThat(OPEN.values()).as("buffers that were not released").isEmpty();
    }

    @Override
    public ResourceLeakTracker<T> track(T buffer) {
        Tracker<T> tracker = new Tracker<>();
        OPEN.put(tracker, new Throwable("allocated here"));
        return tracker;
    }

    @Override
    public ResourceLeakTracker<T> trackForcibly(T buffer) {
        return track(buffer);
    }

    @Override
    public boolean isRecordEnabled() {
        return false;
    }

    private static final class Tracker<T> implements ResourceLeakTracker<T> {
        @Override
        public void record() {}

        @Override
        public void record(Object hint) {}

        @Override
        public boolean close(T tracked) {
            return OPEN.remove(this) != null;
        }
    }
}
