package io.windlass.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Stands before a node on the loopback interface: passes on what both say, and breaks it on demand in the ways that networks,
 * load balancers and providers do. It holds so many connections at most; {@link #close} ends them all, and its threads.
 */
final class FaultProxy implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 100;

    private volatile int nodePort;
    private volatile Optional<SSLContext> tls;
    private volatile boolean asksForCertificates;
    private final int port;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final Set<FaultProxyConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final List<FaultProxyRequest> requests = new CopyOnWriteArrayList<>();
    private final Deque<FaultReaction> next = new ConcurrentLinkedDeque<>();
    private final AtomicBoolean cutInMidFrame = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Optional<FaultReaction> always = Optional.empty();
    private volatile Optional<Duration> pace = Optional.empty();
    private volatile FaultLoss loss = FaultLoss.NOTHING;
    private ServerSocket listener;
    private Thread acceptor;

    private FaultProxy(int nodePort, Optional<SSLContext> tls) {
        this.nodePort = nodePort;
        this.tls = tls;
        listener = bind(0);
        port = listener.getLocalPort();
        acceptor = run(() -> accept(listener));
    }

    static FaultProxy before(int nodePort) {
        return new FaultProxy(nodePort, Optional.empty());
    }

    /** Speaks TLS to the client; behind it all is plain. */
    static FaultProxy withTls(int nodePort, SSLContext context) {
        return new FaultProxy(nodePort, Optional.of(context));
    }

    // ---- where it stands, and what it saw

    int port() {
        return port;
    }

    String authority() {
        return "127.0.0.1:" + port;
    }

    String url(Wire wire) {
        return wire.scheme() + (tls.isPresent() ? "s" : "") + "://" + authority();
    }

    String wsUrl() {
        return url(Wire.WEBSOCKET);
    }

    /** How many connections were accepted so far. */
    int accepted() {
        return accepted.get();
    }

    /** How many connections clients hold now. */
    int open() {
        return open.size();
    }

    /** The requests and upgrades that came so far. Those that were lost on the way did not come. */
    List<FaultProxyRequest> requests() {
        return List.copyOf(requests);
    }

    /** Those of them with which an attempt to connect begins, whatever the wire. */
    List<FaultProxyRequest> attempts() {
        return requests.stream().filter(FaultProxyRequest::beginsAttempt).toList();
    }

    // ---- the faults

    /** Ends all connections by FIN, without a word of the protocol above. */
    void cutByFin() {
        // those there are now: a client may be back already while this goes on
        List.copyOf(open).forEach(FaultProxyConnection::hangUp);
    }

    /** Ends all connections by RST. */
    void cutByReset() {
        List.copyOf(open).forEach(FaultProxyConnection::reset);
    }

    /** The next thing a node says is cut off before its last byte, and its connection ended by FIN. */
    void cutInMidFrame() {
        cutInMidFrame.set(true);
    }

    /** What is lost on the connections there are, for good, and on those to come. */
    void lose(FaultLoss what) {
        loss = what;
        open.forEach(connection -> connection.lose(what));
    }

    /** Connections to come work again. Those there are stay as they are: bytes of theirs are missing. */
    void loseNoMore() {
        loss = FaultLoss.NOTHING;
    }

    /** Nobody listens any more; connections there are stay. */
    void refuse() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        join(acceptor);
    }

    /** Listens again, on the same port. */
    void listen() {
        ServerSocket again = bind(port);
        listener = again;
        acceptor = run(() -> accept(again));
    }

    /** Each of these is what one of the next requests or upgrades meets. */
    void meet(FaultReaction... reactions) {
        next.addAll(List.of(reactions));
    }

    /** What all further requests and upgrades meet. */
    void meetAlways(FaultReaction reaction) {
        always = Optional.of(reaction);
    }

    /** On connections to come, what the node says comes byte by byte, with a pause after each. */
    void drip(Duration pause) {
        pace = Optional.of(pause);
    }

    /** Connections to come go to another node. */
    void forwardTo(int anotherPort) {
        nodePort = anotherPort;
    }

    /** Connections to come meet another certificate. */
    void showCertificate(SSLContext context) {
        tls = Optional.of(context);
    }

    /** Connections to come need a certificate that the proxy's context trusts. */
    void askForCertificates() {
        asksForCertificates = true;
    }

    // ---- for its connections

    int nodePort() {
        return nodePort;
    }

    Optional<FaultReaction> reactionTo(FaultProxyRequest request) {
        requests.add(request);
        return Optional.ofNullable(next.poll()).or(() -> always);
    }

    boolean cutsHere() {
        return cutInMidFrame.getAndSet(false);
    }

    Socket secured(Socket socket) throws IOException {
        if (tls.isEmpty()) {
            return socket;
        }
        SSLSocket secured = (SSLSocket) tls.get().getSocketFactory().createSocket(socket, null, port, true);
        secured.setUseClientMode(false);
        secured.setNeedClientAuth(asksForCertificates);
        secured.startHandshake();
        return secured;
    }

    Thread run(Runnable task) {
        Thread thread = new Thread(task, "fault-proxy");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return thread;
    }

    void pause(Duration length) throws IOException {
        try {
            if (closed.await(length.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException("the proxy is closed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    void gone(FaultProxyConnection connection) {
        open.remove(connection);
    }

    private static ServerSocket bind(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + port, e);
        }
    }

    private void accept(ServerSocket from) {
        try {
            while (true) {
                accepted(from.accept());
            }
        } catch (IOException e) {
            // closed: it refuses, or the test is over
        }
    }

    private void accepted(Socket socket) throws IOException {
        accepted.incrementAndGet();
        if (open.size() >= MOST_CONNECTIONS) {
            socket.close();
            return;
        }
        FaultProxyConnection connection = new FaultProxyConnection(this, socket, pace);
        open.add(connection);
        connection.lose(loss);
        run(connection::serve);
    }

    private static void join(Thread thread) {
        try {
            thread.join(Patience.LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new IllegalStateException("a thread of the proxy does not end: " + List.of(thread.getStackTrace()));
        }
    }

    @Override
    public void close() {
        closed.countDown();
        refuse();
        open.forEach(FaultProxyConnection::close);
        threads.forEach(FaultProxy::join);
    }
}
