package io.windlass.core.connection;

import io.windlass.BlockchainException;
import io.windlass.ConnectionClosedException;
import io.windlass.ConnectionLostException;
import io.windlass.RpcError;
import io.windlass.core.rpc.Coalescer;
import io.windlass.core.rpc.Completion;
import io.windlass.core.runtime.Ticker;
import io.windlass.spi.Codec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the connections of a pool to one URL ask on their own behalf: which chain the node serves, and whether it is there. Over
 * HTTP that is no question to a socket, and all of them ask it at the same moment: asked once it takes one request of the
 * endpoint's limit and one socket, not as many as there are connections. Thread-safe.
 */
final class SharedQuestions {
    /** Puts the question to the node. */
    @FunctionalInterface
    interface Question {
        /** The completion is told the outcome once, perhaps before this returns. */
        void ask(Duration timeout, Completion completion);
    }

    private final Coalescer coalescer;
    private final Ticker ticker;

    SharedQuestions(Codec codec, Ticker ticker) {
        this.coalescer = new Coalescer(codec, ticker);
        this.ticker = ticker;
    }

    /** Waits for the answer to the same question of another, or puts it. */
    void ask(String method, List<Object> params, Duration timeout, Completion asker, Question question) {
        long startNanos = ticker.nanos();
        AtomicBoolean asked = new AtomicBoolean();
        Completion rider = new Completion() {
            @Override
            public void result(byte[] bytes, int offset, int length) {
                asker.result(bytes, offset, length);
            }

            @Override
            public void error(RpcError error) {
                asker.error(error);
            }

            @Override
            public void failed(BlockchainException failure) {
                boolean ofItsConnection =
                        failure instanceof ConnectionClosedException || failure instanceof ConnectionLostException;
                if (ofItsConnection && asked.compareAndSet(false, true)) {
                    // the one that asked is gone, its user may have closed it: that says nothing of the node
                    question.ask(timeout.minusNanos(ticker.nanos() - startNanos), asker);
                } else {
                    asker.failed(failure);
                }
            }
        };
        var unused = coalescer.ride(method, params, timeout, rider, (left, all) -> {
            asked.set(true);
            question.ask(left, all);
            return () -> {}; // nobody gives it up: it has a deadline
        });
    }
}
