package io.windlass.core.feed;

import io.windlass.BatchPolicy;
import io.windlass.BlockchainException;
import io.windlass.ChainEvent;
import io.windlass.DeadLetter;
import io.windlass.EventHandler;
import io.windlass.core.delivery.Lane;
import io.windlass.core.delivery.Notices;
import io.windlass.core.delivery.Recipient;
import io.windlass.core.delivery.Setback;
import io.windlass.core.delivery.Taps;
import io.windlass.core.delivery.Terms;
import io.windlass.core.runtime.EngineRuntime;
import io.windlass.spi.AcknowledgingBatchHandler;
import io.windlass.spi.AcknowledgingHandler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Hands events to a handler, on a lane of its own. */
final class HandlerOutlet<T> implements Outlet<T>, Recipient<Arrival<T>> {
    private static final long MAX_BYTES = 64L * 1024 * 1024;
    private static final int MOST_LETTERS_UNTOLD = 10_000;

    private final FeedRequest<T> request;
    private final Handing<T> handing;
    private final EngineRuntime runtime;
    private final Taps taps;
    private final FeedCounters counters;
    private final Lane<Arrival<T>> lane;
    private final Notices<DeadLetter> letters;
    private final FailureLog log;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private volatile Runnable progress = () -> {};

    HandlerOutlet(FeedRequest<T> request, Handing<T> handing, EngineRuntime runtime, Taps taps, FeedCounters counters) {
        this.request = request;
        this.handing = handing;
        this.runtime = runtime;
        this.taps = taps;
        this.counters = counters;
        this.letters = new Notices<>(MOST_LETTERS_UNTOLD, runtime.callbacks(), request.deadLetter);
        this.log = new FailureLog(request);
        BatchPolicy batch = handing.batch();
        int buffer = batch == null ? request.buffer : Math.max(request.buffer, batch.maxSize());
        Terms terms = new Terms(
                buffer, MAX_BYTES, request.retry, request.deadline, request.parallel, batch, request.name != null);
        this.lane = new Lane<>(terms, this, runtime, () -> progress.run());
    }

    /** Completes when the subscription has ended and its handler has returned. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    // ---- what the lane says

    @Override
    public @Nullable CompletionStage<?> receive(Arrival<T> arrival) throws Exception {
        ChainEvent<T> event = arrival.event();
        if (event == null) {
            return null;
        }
        EventHandler<T> removed = request.removed;
        EventHandler<T> acknowledging = event.removed() ? removed : handing.acknowledging();
        Committing<T> committing = request.committing;
        if (committing != null
                && acknowledging instanceof AcknowledgingHandler<T> to
                && arrival instanceof WalkArrival<T> walked) {
            committing.hand(to, walked);
            return null;
        }
        if (!event.removed()) {
            return handing.hand(event);
        }
        if (removed != null) {
            removed.onEvent(event);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> receiveAll(List<Arrival<T>> arrivals) throws Exception {
        AcknowledgingBatchHandler<T> acknowledging = handing.acknowledgingBatches();
        if (request.committing != null && acknowledging != null) {
            List<WalkArrival<T>> walked =
                    arrivals.stream().map(arrival -> (WalkArrival<T>) arrival).toList();
            request.committing.handAll(acknowledging, walked);
            return null;
        }
        List<ChainEvent<T>> events = new ArrayList<>(arrivals.size());
        for (Arrival<T> arrival : arrivals) {
            ChainEvent<T> event = arrival.event();
            if (event != null) {
                events.add(event);
            }
        }
        if (!events.isEmpty()) {
            handing.handAll(Collections.unmodifiableList(events));
        }
        return null;
    }

    @Override
    public @Nullable Object key(Arrival<T> arrival) {
        ChainEvent<T> event = arrival.event();
        return event == null ? null : request.key.apply(event);
    }

    @Override
    public boolean isAlone(Arrival<T> arrival) {
        return arrival instanceof WalkArrival<?> walked && walked.walked().removed();
    }

    @Override
    public void overdue(Arrival<T> arrival) {
        if (request.committing != null) {
            request.committing.overdue(arrival.ordinal());
        }
    }

    @Override
    public boolean isDurable(Arrival<T> arrival) {
        return request.committing != null && request.committing.hasWritten(arrival.ordinal());
    }

    @Override
    public boolean accepted(Arrival<T> arrival) {
        ChainEvent<T> event = arrival.event();
        boolean heard = event != null && (!event.removed() || request.removed != null);
        if (heard) {
            counters.delivered.increment();
        }
        if (event != null) {
            taps.hand(event);
        }
        return heard;
    }

    @Override
    public void failed(Setback<Arrival<T>> setback) {
        ChainEvent<T> event = firstOf(setback.items());
        counters.failed.increment();
        counters.lastFailure = setback.failure();
        log.write(setback, event);
        switch (setback.next()) {
            case AGAIN, PAUSED -> counters.retries.increment();
            case DEAD -> {
                counters.deadLetters.increment();
                if (request.name == null && event != null) {
                    letters.tell(Letters.about(dead(setback), event, 0, request.feed.name()));
                }
                if (request.committing != null) {
                    lane.hold();
                    request.committing.awaitsLetter(setback.item().ordinal(), lane::goOn);
                }
                if (event != null) {
                    taps.hand(event);
                }
            }
            case HALVES, NOTHING -> {}
        }
    }

    /** The first that is an event: what was pushed and not understood may be among others, and its handler never saw it. */
    private static <T> @Nullable ChainEvent<T> firstOf(List<Arrival<T>> arrivals) {
        for (Arrival<T> arrival : arrivals) {
            ChainEvent<T> event = arrival.event();
            if (event != null) {
                return event;
            }
        }
        return null;
    }

    private Dead<T> dead(Setback<Arrival<T>> setback) {
        return new Dead<>(setback.item(), setback.failure(), setback.attempts(), setback.first(), setback.last());
    }

    // ---- what the feed says

    @Override
    public void flush() {
        lane.flush();
    }

    @Override
    public boolean isPushed() {
        return true;
    }

    @Override
    public CompletableFuture<Void> stop() {
        lane.close();
        return lane.ended();
    }

    @Override
    public boolean offer(Arrival<T> arrival) {
        return lane.offer(arrival, arrival.bytes());
    }

    @Override
    public List<Arrival<T>> withdraw(Predicate<Arrival<T>> which) {
        return lane.withdraw(which);
    }

    @Override
    public @Nullable Arrival<T> withdrawOldest() {
        return lane.withdrawOldest();
    }

    @Override
    public @Nullable Arrival<T> acknowledged() {
        return lane.settled();
    }

    @Override
    public List<Dead<T>> dead(long through) {
        return lane.dead(arrival -> arrival.ordinal() <= through).stream()
                .map(this::dead)
                .sorted(Comparator.comparingLong(dead -> dead.arrival().ordinal()))
                .toList();
    }

    @Override
    public @Nullable Instant failingSince() {
        return lane.failingSince();
    }

    @Override
    public int waiting() {
        return lane.waiting();
    }

    @Override
    public boolean isIdle() {
        return lane.isIdle();
    }

    @Override
    public void onProgress(Runnable listener) {
        progress = listener;
    }

    @Override
    public void fail(BlockchainException failure) {
        end(() -> {
            ended.completeExceptionally(failure);
            request.failure.accept(failure);
        });
    }

    @Override
    public void close() {
        end(() -> ended.complete(null));
    }

    private void end(Runnable tell) {
        lane.close();
        Consumer<@Nullable Void> told = nothing -> tell.run();
        var unused = lane.ended().thenAcceptAsync(told, runtime.handlers());
    }
}
