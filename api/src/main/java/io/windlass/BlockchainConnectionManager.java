package io.windlass;

import io.windlass.spi.EngineProvider;
import io.windlass.spi.EventSink;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Opens connections and holds them until they are closed. The entry to Windlass.
 *
 * <pre>{@code
 * try (var manager = BlockchainConnectionManager.create()) {
 *     BlockchainConnection node = manager.connectWebSocket("wss://…").join();
 *     node.subscribe(Feeds.newHeads()).onEvent(e -> System.out.println(e.value().number()));
 *     …
 * }
 * }</pre>
 *
 * <p>Thread-safe.
 */
public interface BlockchainConnectionManager extends AutoCloseable {
    /**
     * A manager with default settings. Finds the engine, transports and networks on the class or module path.
     *
     * @throws PluginException if no engine is there; the message names the artifact to add
     */
    static BlockchainConnectionManager create() {
        return create(ManagerConfig.defaults());
    }

    /** A manager with the given settings; see {@link #create()}. */
    static BlockchainConnectionManager create(ManagerConfig config) {
        return EngineProvider.find().createManager(config);
    }

    /**
     * Connects with default settings; the scheme of the URL picks the transport.
     *
     * @return completes when the link is up and the chain id is known; fails with {@link ConnectionFailedException}, {@link
     *     EndpointRefusedException}, {@link ChainMismatchException}, {@link ConnectionLimitException}, or {@link
     *     PluginException} if no transport speaks the scheme
     * @throws IllegalArgumentException if the URL has no scheme or host
     */
    default CompletableFuture<BlockchainConnection> connect(String url) {
        return connect(ConnectionConfig.of(url));
    }

    /** Connects; see {@link #connect(String)}. */
    CompletableFuture<BlockchainConnection> connect(ConnectionConfig config);

    /**
     * Connects to a WebSocket endpoint; see {@link #connect(String)}.
     *
     * @throws IllegalArgumentException if the URL's scheme is {@code http} or {@code https}
     */
    default CompletableFuture<BlockchainConnection> connectWebSocket(String url) {
        return connectWebSocket(ConnectionConfig.of(url));
    }

    /**
     * Connects to a WebSocket endpoint; see {@link #connect(String)}.
     *
     * @throws IllegalArgumentException if the URL's scheme is {@code http} or {@code https}
     */
    CompletableFuture<BlockchainConnection> connectWebSocket(ConnectionConfig config);

    /**
     * Makes a pool of logical HTTP connections to one endpoint; see {@link #connect(String)}.
     *
     * @param size how many, 1 or more
     * @throws IllegalArgumentException if the URL's scheme is not {@code http} or {@code https}, or the size is less than 1
     */
    default CompletableFuture<HttpPool> connectHttpPool(String url, int size) {
        return connectHttpPool(ConnectionConfig.of(url), size);
    }

    /** Makes a pool of logical HTTP connections to one endpoint; see {@link #connectHttpPool(String, int)}. */
    default CompletableFuture<HttpPool> connectHttpPool(ConnectionConfig config, int size) {
        return connectHttpPool(PoolConfig.builder().endpoint(config).size(size).build());
    }

    /**
     * Makes a pool of logical HTTP connections to one or several endpoints of the same chain.
     *
     * @return completes when all connections to one of the endpoints are up; those to the others go on connecting. Fails as
     *     {@link #connect(String)} does when no connection comes up at all
     * @throws IllegalArgumentException if an endpoint's scheme is not {@code http} or {@code https}
     */
    CompletableFuture<HttpPool> connectHttpPool(PoolConfig config);

    /**
     * Connects to several endpoints of the same chain, WebSocket and HTTP mixed: calls go to the best of them, feeds run over
     * the best one that can push, and both move when it fails.
     *
     * @return as {@link #connectHttpPool(PoolConfig)}
     */
    CompletableFuture<ConnectionGroup> connectGroup(PoolConfig config);

    /**
     * A configured network; it connects when first used. The same object on every call, until it is disconnected.
     *
     * @param name such as {@code ethereum.sepolia}
     * @throws ConfigurationException if there is no such network, or it has no endpoint; the message says what to set
     */
    BlockchainNetwork network(String name);

    /** The networks that are configured. */
    BlockchainConfig config();

    /** The connection with this id, be it a connection, a pool, or one of a pool. */
    Optional<BlockchainConnection> connection(String id);

    /**
     * Hands every event whose value is of a type to the handler, whichever subscription of whichever connection it comes
     * from, beside the subscription's own handler and after it. {@code BlockHeader} stands for {@code newHeads}, {@code Log} for
     * {@code logs}. It sees removals, too: check {@link ChainEvent#removed()}. What it throws is logged and changes nothing.
     *
     * <p>The handler runs in the subscription it serves: one event at a time for each subscription, several subscriptions at
     * once.
     *
     * @return takes the handler away
     */
    <T> Registration addEventHandler(Class<T> type, EventHandler<? super T> handler);

    /**
     * Opens a sink that subscriptions can be led {@link SubscriptionBuilder#toSink into}. Blocks while it opens. The manager
     * closes it when it is closed itself, after all subscriptions have ended; it may be closed before.
     *
     * <p>Windlass brings {@code json-lines}, which appends one JSON object a line to a file, with the keys of the command line's
     * {@code watch --json} and the event's {@code id} and {@code occurrence}. Its settings:
     *
     * <ul>
     *   <li>{@code path}: the file; its directory must be there
     *   <li>{@code max-size}: when the file would grow beyond so many bytes it is renamed, with {@code .1} behind its name, and
     *       a new one begun; a batch is never split. Default 134217728 (128 MiB), at least 1024
     *   <li>{@code keep}: how many renamed files are kept, {@code .1} being the newest. Default 10, 1 to 10000
     *   <li>{@code fsync}: {@code true} to have events on the disk before they are acknowledged, {@code false} to leave
     *       them to the operating system, which loses some if the machine fails. Default {@code true}
     * </ul>
     *
     * @param sink the name of the kind of sink, as its {@link io.windlass.spi.EventSinkProvider} says it
     * @param settings what it needs to know
     * @throws PluginException if there is no such sink or more than one; the message says what to do
     * @throws IllegalArgumentException if a setting is missing, unknown or wrong
     * @throws EventSinkException if the sink cannot be used
     * @throws IllegalStateException if the manager is closed
     */
    EventSink openSink(String sink, Map<String, String> settings);

    /** Resumes the heartbeats of all connections; they run from the start, so this undoes {@link #stopHeartbeatMonitoring}. */
    void startHeartbeatMonitoring();

    /** Suspends the heartbeats of all connections. */
    void stopHeartbeatMonitoring();

    /** The numbers of the manager and each connection now. */
    ManagerStats connectionStats();

    /**
     * Closes one connection and forgets it.
     *
     * @return completes when it is gone; at once if there is none with this id
     */
    CompletableFuture<Void> disconnect(String id);

    /** Closes all connections. */
    CompletableFuture<Void> disconnectAll();

    /**
     * Closes everything. First subscriptions read no further and their handlers get what waits for them already, for up to {@link
     * ManagerConfig#shutdownTimeout()}; what they acknowledge is durable when this returns. What is left then is dropped, and a
     * named subscription gets it when it runs again. Then all connections are closed, which may take up to 10 s more, and the
     * manager's threads stop. A handler that still runs is not interrupted.
     *
     * <p>Blocks meanwhile; called from a handler it waits for no handler. Idempotent.
     */
    @Override
    void close();
}
