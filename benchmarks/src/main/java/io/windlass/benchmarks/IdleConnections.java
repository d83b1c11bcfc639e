package io.windlass.benchmarks;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.ConnectionConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What many idle connections cost in one JVM: threads, heap and resident memory a connection, and how fast they are made. Prints
 * one line of JSON. The node runs in a JVM of its own.
 *
 * <pre>java -Xmx2g -cp 'benchmarks/target/windlass-benchmarks.jar:benchmarks/target/lib/*' \
 *     io.windlass.benchmarks.IdleConnections windlass|bareNetty 10000</pre>
 */
public final class IdleConnections {
    /** So many are being opened at once, for both alike. */
    private static final int OPENING_AT_ONCE = 64;

    private IdleConnections() {}

    /** Runs one measurement: {@code windlass} or {@code bareNetty}, and how many. */
    public static void main(String[] args) throws Exception {
        if (args.length == 1 && args[0].equals("serve")) {
            HeadServer server = new HeadServer();
            System.out.println(server.url());
            System.in.read(); // until the parent goes
            server.close();
            return;
        }
        int count = Integer.parseInt(args[1]);
        Process node = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        IdleConnections.class.getName(),
                        "serve")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String url = node.inputReader().readLine();
            if (args[0].equals("windlass")) {
                windlass(url, count);
            } else {
                bareNetty(url, count);
            }
        } finally {
            node.destroy();
        }
    }

    private static void windlass(String url, int count) throws Exception {
        try (BlockchainConnectionManager manager = BlockchainConnectionManager.create()) {
            manager.connectWebSocket(url).join(); // loads the classes
            Usage before = Usage.now();
            long start = System.nanoTime();
            Semaphore room = new Semaphore(OPENING_AT_ONCE);
            List<CompletableFuture<BlockchainConnection>> all = new ArrayList<>();
            ConnectionConfig config = ConnectionConfig.of(url);
            for (int i = 1; i < count; i++) {
                room.acquire();
                all.add(manager.connectWebSocket(config).whenComplete((c, e) -> room.release()));
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(5, TimeUnit.MINUTES);
            report("windlass", count, System.nanoTime() - start, before);
        }
    }

    private static void bareNetty(String url, int count) throws Exception {
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        URI uri = URI.create(url);
        Semaphore room = new Semaphore(OPENING_AT_ONCE);
        bareNettyConnection(loop, uri).get(10, TimeUnit.SECONDS);
        Usage before = Usage.now();
        long start = System.nanoTime();
        List<CompletableFuture<Channel>> all = new ArrayList<>();
        for (int i = 1; i < count; i++) {
            room.acquire();
            all.add(bareNettyConnection(loop, uri).whenComplete((c, e) -> room.release()));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(5, TimeUnit.MINUTES);
        report("bareNetty", count, System.nanoTime() - start, before);
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Connects, and asks for chain id and genesis block as Windlass does. */
    private static CompletableFuture<Channel> bareNettyConnection(EventLoopGroup loop, URI uri) {
        CompletableFuture<Channel> ready = new CompletableFuture<>();
        BareNetty.connect(loop, uri, new Handshake(ready));
        return ready;
    }

    private static final class Handshake extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        private final CompletableFuture<Channel> ready;
        private int answers;

        Handshake(CompletableFuture<Channel> ready) {
            this.ready = ready;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                context.writeAndFlush(new TextWebSocketFrame("{\"id\":1,\"method\":\"eth_chainId\",\"params\":[]}"));
                context.writeAndFlush(new TextWebSocketFrame(
                        "{\"id\":2,\"method\":\"eth_getBlockByNumber\",\"params\":[\"0x0\",false]}"));
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
            if (++answers == 2) {
                ready.complete(context.channel());
            }
        }
    }

    private static void report(String name, int count, long nanos, Usage before) throws IOException {
        Usage after = Usage.now();
        System.out.printf(
                "{\"client\":\"%s\",\"connections\":%d,\"threads\":%d,\"heapBytesEach\":%d,\"rssBytesEach\":%d,"
                        + "\"setUpsPerSecond\":%d,\"java\":\"%s\"}%n",
                name,
                count,
                after.threads,
                (after.heap - before.heap) / count,
                (after.rss - before.rss) / count,
                count * 1_000_000_000L / nanos,
                System.getProperty("java.version"));
    }

    private record Usage(int threads, long heap, long rss) {
        /** After a few collections: what is reachable, not what was allocated. */
        static Usage now() throws IOException {
            for (int i = 0; i < 5; i++) {
                System.gc();
            }
            Runtime runtime = Runtime.getRuntime();
            long rss = Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
            return new Usage(Thread.getAllStackTraces().size(), runtime.totalMemory() - runtime.freeMemory(), rss);
        }
    }
}
