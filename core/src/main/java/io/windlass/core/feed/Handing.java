package io.windlass.core.feed;

import io.windlass.AsyncEventHandler;
import io.windlass.BatchHandler;
import io.windlass.BatchPolicy;
import io.windlass.ChainEvent;
import io.windlass.EventHandler;
import io.windlass.spi.AcknowledgingBatchHandler;
import io.windlass.spi.AcknowledgingHandler;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Users' code that receives additions, in whatever form it was given. */
interface Handing<T> {
    /** Hands one over; null if it is handled, else what tells when it is. */
    @Nullable
    CompletionStage<?> hand(ChainEvent<T> event) throws Exception;

    /** Hands several over. Only if there is a {@link #batch} policy. */
    default void handAll(List<ChainEvent<T>> events) throws Exception {
        throw new IllegalStateException("this handler takes one event at a time");
    }

    /** How batches are made; null if events are handed over one by one. */
    default @Nullable BatchPolicy batch() {
        return null;
    }

    /** The handler, if it writes acknowledgements itself; else null. */
    default @Nullable AcknowledgingHandler<T> acknowledging() {
        return null;
    }

    /** The same for several events at once. */
    default @Nullable AcknowledgingBatchHandler<T> acknowledgingBatches() {
        return null;
    }

    static <T> Handing<T> of(EventHandler<T> handler) {
        return new Handing<>() {
            @Override
            public @Nullable CompletionStage<?> hand(ChainEvent<T> event) throws Exception {
                handler.onEvent(event);
                return null;
            }

            @Override
            public @Nullable AcknowledgingHandler<T> acknowledging() {
                return handler instanceof AcknowledgingHandler<T> acknowledging ? acknowledging : null;
            }
        };
    }

    static <T> Handing<T> ofAsync(AsyncEventHandler<T> handler) {
        return event -> Objects.requireNonNull(
                handler.onEvent(event), "the asynchronous handler returned null where a CompletionStage is due");
    }

    static <T> Handing<T> of(BatchPolicy policy, BatchHandler<T> handler) {
        return new Handing<>() {
            @Override
            public @Nullable CompletionStage<?> hand(ChainEvent<T> event) throws Exception {
                handler.onBatch(List.of(event));
                return null;
            }

            @Override
            public void handAll(List<ChainEvent<T>> events) throws Exception {
                handler.onBatch(events);
            }

            @Override
            public BatchPolicy batch() {
                return policy;
            }

            @Override
            public @Nullable AcknowledgingBatchHandler<T> acknowledgingBatches() {
                return handler instanceof AcknowledgingBatchHandler<T> acknowledging ? acknowledging : null;
            }
        };
    }
}
