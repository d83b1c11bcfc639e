package io.windlass;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One managed connection to a node: it survives the links it runs on. Pools and networks are connections too, so code and
 * tests depend on this type alone.
 *
 * <p>Thread-safe. Futures complete on threads of the engine, or on one that waits in {@code join} or {@code get}: a stage that is attached without an executor must not block;
 * calls that are made from a stage or a handler never wait for one another.
 */
public interface BlockchainConnection extends AutoCloseable {
    /** Names this connection within its manager, for statistics, logs and {@link BlockchainConnectionManager#disconnect}. */
    String id();

    /** What kind of link it uses. */
    ConnectionType type();

    /** The endpoint as it may be shown. */
    String endpoint();

    /** Where it is in its life; may be stale as soon as it is read. */
    ConnectionState state();

    /** The chain that the node serves; known from the first connect on. */
    long chainId();

    /**
     * Makes a typed call.
     *
     * @return completes with the decoded result, or with {@link RpcException} if the node answered with an error, {@link
     *     CallTimeoutException}, {@link ConnectionLostException}, {@link ConnectionClosedException}, {@link
     *     EndpointException} or {@link DecodeException}. Cancelling it gives up the call's place.
     */
    <T> CompletableFuture<T> call(Call<T> call);

    /**
     * Makes a raw call.
     *
     * @param method any method
     * @param params as {@link Call#params()} describes
     * @return completes with the node's answer, be it a result or an error; fails like {@link #call} but never with {@link
     *     RpcException}
     */
    CompletableFuture<RpcResponse> send(String method, Object... params);

    /**
     * Begins a subscription. Nothing happens until its receiving method is called.
     *
     * @throws UnsupportedOperationException if this connection's transport cannot push
     */
    <T> SubscriptionBuilder<T> subscribe(Feed<T> feed);

    /**
     * Subscribes to a feed and iterates over what it delivers.
     *
     * @throws UnsupportedOperationException if this connection's transport cannot push
     */
    <T> EventStream<T> listen(Feed<T> feed);

    /** Subscribes to several feeds and iterates over what they deliver, in the order of arrival. */
    EventStream<Object> listen(Feed<?> first, Feed<?> second, Feed<?>... more);

    /** A snapshot of this connection's numbers. */
    ConnectionStats stats();

    /**
     * Tells of each change of state, in order, on a thread of the engine. What the listener throws is logged and changes
     * nothing.
     *
     * @return takes the listener away
     */
    Registration onStateChange(Consumer<StateChange> listener);

    /**
     * Replaces the link by a new one without a gap: the new link is opened and checked, subscriptions move to it, and only
     * then the old one is closed. Calls go over the new link from the moment it is up; those in flight end on the old one.
     *
     * @return completes when the old link is gone; fails as {@link BlockchainConnectionManager#connect(ConnectionConfig)}
     *     does if no new link comes up, and then the old one stays. Completes at once where there is no link to replace: HTTP,
     *     or a connection that is reconnecting anyway
     */
    CompletableFuture<Void> rotate();

    /**
     * Closes the connection: no more calls are taken, those in flight may end for {@link ConnectionConfig#closeTimeout()} and
     * then fail, subscriptions end, the link is closed in good order.
     *
     * @return completes when the link is gone; the same future on every call
     */
    CompletableFuture<Void> disconnect();

    /** As {@link #disconnect()}, without waiting. Idempotent. */
    @Override
    void close();
}
