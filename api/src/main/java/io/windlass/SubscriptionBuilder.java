package io.windlass;

import io.windlass.spi.EventSink;
import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * How to receive a feed. The receiving method comes last and starts the subscription at once. Not thread-safe; use once.
 *
 * @param <T> the type of the values
 */
public interface SubscriptionBuilder<T> {
    /**
     * How many events may wait for the handler. A feed that can be read again reads no further while so many wait; of one that
     * cannot, the oldest are dropped and counted. Default 1024, at least 1.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    SubscriptionBuilder<T> buffer(int events);

    /**
     * Where to begin: with this block, history first and then live, without a seam. Default {@link BlockRef#latest()}: with the
     * block after the head at the start. The checkpoint of a named subscription goes before it.
     *
     * @throws IllegalArgumentException if it is {@link BlockRef#pending()}
     */
    SubscriptionBuilder<T> from(BlockRef start);

    /** Where to begin: with what comes after this position, which must still be on the chain. */
    SubscriptionBuilder<T> from(Position after);

    /**
     * Where to end: with this block. A tag is resolved at the start. By default there is no end.
     *
     * @throws IllegalArgumentException if it is {@link BlockRef#pending()}
     */
    SubscriptionBuilder<T> to(BlockRef end);

    /**
     * Delivers a block's events when so many blocks are above it. Makes removals rare, not impossible. Default 0.
     *
     * @throws IllegalArgumentException if it is negative
     */
    SubscriptionBuilder<T> confirmations(int blocks);

    /** Delivers a block's events when the node calls it so. Default {@link Finality#LATEST}. */
    SubscriptionBuilder<T> finality(Finality finality);

    /**
     * Delivers logs as they are pushed, before their block was read. What only the read finds is delivered late, so order
     * within a block is not kept. For logs only; the node must push.
     */
    SubscriptionBuilder<T> immediate();

    /**
     * Makes it durable: what was acknowledged is kept in the manager's {@link ManagerConfig#feedStore() store} under this
     * name, and a later subscription of the same name goes on from there. One owner at a time.
     *
     * <p>Needs {@link #onRemoved}, {@link #ignoreRemoved} or {@code finality(FINALIZED)}.
     *
     * @param name 1 to 128 letters, digits, dots, dashes and underscores
     * @throws IllegalArgumentException if the name is none such
     */
    SubscriptionBuilder<T> named(String name);

    /** What to do if the checkpoint was written for another filter or chain. Default {@link CheckpointPolicy#FAIL}. */
    SubscriptionBuilder<T> onOtherCheckpoint(CheckpointPolicy policy);

    /**
     * What to do about a reorg below the window: below what is final, or so old or so much (see {@link ManagerConfig#windowBytes()})
     * that it is not remembered any more. Default {@link ReorgPolicy#FAIL}.
     */
    SubscriptionBuilder<T> onDeepReorg(ReorgPolicy policy);

    /** Keeps the JSON that each value was read from; see {@link ChainEvent#raw()}. It costs memory. */
    SubscriptionBuilder<T> keepRaw();

    /** Receives events that left the chain, newest first: what was delivered is taken back. By default they are dropped. */
    SubscriptionBuilder<T> onRemoved(EventHandler<T> handler);

    /** Says that events which left the chain need no handling, as a named subscription must. */
    SubscriptionBuilder<T> ignoreRemoved();

    /**
     * What happens when the handler fails, of additions and of removals alike. Default {@link RetryPolicy#unlimited()}: the
     * event is handed over again until it is accepted, and what follows waits.
     */
    SubscriptionBuilder<T> retry(RetryPolicy policy);

    /**
     * How long one attempt of the handler may take. Past it the handler's thread is interrupted; the stage of an asynchronous
     * handler is left alone, since to cancel it would complete it while its work goes on. Its answer no longer counts, and the
     * attempt has failed as one that may be repeated. What follows, a next attempt and a removal included, waits until the
     * attempt has ended: a stage must see to it that it completes. By default there is none.
     *
     * @throws IllegalArgumentException if it is not more than zero
     */
    SubscriptionBuilder<T> deadline(Duration perAttempt);

    /**
     * Lets several events be handled at once. Those with equal keys are handled in order, one after the other; a removal is
     * handled by itself, after all that came before it. For {@link #onEvent} and {@link #onEventAsync}.
     *
     * <p>An event that is not accepted holds up those of its key at first, then all: no more than eight times {@code n} are under
     * way. After a crash everything from the oldest one on that was not acknowledged is handed over again, also what came
     * after it and was.
     *
     * @param n how many attempts run at most, 1 or more
     * @param key what keeps two events in order if it is equal for both, such as {@code e -> e.value().address()}; must be quick.
     *     If it throws, the event has failed
     * @throws IllegalArgumentException if {@code n} is less than 1
     */
    SubscriptionBuilder<T> parallel(int n, Function<? super ChainEvent<T>, ?> key);

    /**
     * Told of each event that the handler failed on for good: of a named subscription once its letter is kept, else at once. On
     * a thread of the engine; must not block.
     */
    SubscriptionBuilder<T> onDeadLetter(Consumer<DeadLetter> listener);

    /**
     * Told while it catches up, after each block or range of blocks, on a thread of the engine; must not block. {@link #onStats} goes on
     * telling afterwards.
     */
    SubscriptionBuilder<T> onProgress(Consumer<FeedProgress> listener);

    /**
     * Told where it is, while it catches up and live alike: all its {@link Subscription#stats() numbers} whenever they have changed, at
     * most once in so long a time, and a last time when it has ended. On a thread of the engine, beside the other listeners; must
     * not block. One that is slow misses reports, but holds up no events, and what it is told is never old.
     *
     * @throws IllegalArgumentException if the time is shorter than a millisecond or longer than a day
     */
    SubscriptionBuilder<T> onStats(Duration every, Consumer<SubscriptionStats> listener);

    /** Told of each gap in a feed that cannot be read again, on a thread of the engine; must not block. */
    SubscriptionBuilder<T> onGap(Consumer<FeedGap> listener);

    /** Told of each change of state, in order, on a thread of the engine; must not block. */
    SubscriptionBuilder<T> onStateChange(Consumer<SubscriptionState> listener);

    /** Told once if the subscription ends without having been closed. */
    SubscriptionBuilder<T> onFailure(Consumer<BlockchainException> listener);

    /**
     * Starts, and hands each new event to the handler.
     *
     * @throws IllegalStateException if what was asked for does not fit together, such as a start for a feed that cannot be
     *     read again; the message says what to change
     */
    Subscription onEvent(EventHandler<T> handler);

    /**
     * Starts, and hands each new event to a handler that is done with it later.
     *
     * @throws IllegalStateException as {@link #onEvent}
     */
    Subscription onEventAsync(AsyncEventHandler<T> handler);

    /**
     * Starts, and hands new events over several at once. A removal is not among them: what was collected before it is handed over
     * first, then the removal goes to {@link #onRemoved}. The subscription's {@link #buffer} holds a batch at least.
     *
     * @throws IllegalStateException as {@link #onEvent}, and with {@link #parallel}
     */
    Subscription onBatch(BatchPolicy policy, BatchHandler<T> handler);

    /**
     * Starts, and lets the caller iterate. The stream shows removals too; it acknowledges an event when the next one is asked
     * for.
     *
     * @throws IllegalStateException as {@link #onEvent}, and if a handler for removals was given, or {@link #retry}, {@link
     *     #deadline} or {@link #parallel}, which are for handlers
     */
    EventStream<T> stream();

    /**
     * Starts, and writes each event to the sink, additions and removals alike and in order: nothing has to be said of removals. What
     * waits is written together, up to 1,000 events; what was written is acknowledged. What could not be written is a failure as a
     * handler's is: the {@link #retry} policy says what then, which by default is to try again until it can.
     *
     * @param sink from {@link BlockchainConnectionManager#openSink}, or one of the application's own, which closes it after
     *     {@link Subscription#ended()}
     * @throws IllegalStateException as {@link #onEvent}, if a handler for removals was given, and with {@link #parallel}
     */
    Subscription toSink(EventSink sink);

    /**
     * The feed as a publisher of the reactive streams, for libraries that speak {@link java.util.concurrent.Flow}. It is cold:
     * each {@code subscribe} begins a subscription of its own, which starts where the builder says; nothing happens before.
     *
     * <p>A subscriber gets only what it requested; beyond that events wait up to {@link #buffer}, and then the feed reads no
     * further. It sees additions and removals alike: check {@link ChainEvent#removed()}. Its signals come one at a time on the
     * engine's handler threads, where it may block. {@code onComplete} comes at the feed's {@link #to end} and when the
     * connection is closed, {@code onError} when the subscription fails; what still waits then is dropped. {@code cancel} ends
     * the subscription.
     *
     * <p>It cannot be {@link #named}: an {@code onNext} that returned does not prove that its event was handled.
     *
     * @throws IllegalStateException as {@link #onEvent}, if a name was given, if a handler for removals was given, and if {@link #retry},
     *     {@link #deadline} or {@link #parallel} was set
     * @throws UnsupportedOperationException if the feed is only announced and the connection does not push
     */
    Flow.Publisher<ChainEvent<T>> publisher();
}
