package io.windlass.transport.websocket;

import io.netty.channel.IoEventLoop;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One event loop and what its links share. All but the life cycle is for its own thread. */
final class IoThread {
    private static final Logger log = LoggerFactory.getLogger(IoThread.class);

    private final IoEventLoop loop;
    private final Scratch scratch = new Scratch();
    private final Masks masks = new Masks();
    private final Inflaters inflaters = new Inflaters();

    IoThread(ThreadFactory factory) {
        // a loop without a group: a group's termination would wake Netty's global thread, which outlives the transport.
        // The wrapper gives a thread that is not Netty's own the allocator's thread-local caches.
        loop = new SingleThreadIoEventLoop(
                null,
                (ThreadFactory) task -> factory.newThread(() -> FastThreadLocalThread.runWithFastThreadLocal(task)),
                NioIoHandler.newFactory());
    }

    IoEventLoop loop() {
        return loop;
    }

    Scratch scratch() {
        return scratch;
    }

    Masks masks() {
        return masks;
    }

    Inflaters inflaters() {
        return inflaters;
    }

    /** Runs the task there and not within the caller, so that a listener is never called while it is being called. */
    void execute(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // the transport has ended, and with it everything that a task could be about
            log.trace("too late for an I/O thread that has ended", e);
        }
    }

    boolean isCurrent() {
        return loop.inEventLoop();
    }

    void end() {
        execute(inflaters::end);
        var unused = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
