package io.windlass.cli;

import io.windlass.BlockHeader;
import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.Feeds;
import io.windlass.Hash;
import io.windlass.Log;
import io.windlass.LogsFeed;
import io.windlass.testkit.Devnet;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code windlass watch}. */
@Command(
        customSynopsis = "windlass watch [heads|logs|pending] [--url U | --network N] [OPTIONS]",
        description =
                "Shows what happens on a chain, until Ctrl-C. Without --url and --network it runs an embedded devnet.")
final class WatchCommand implements Callable<Integer> {
    private final WindlassCommand windlass;
    private final Session session;

    @Parameters(arity = "0..1", paramLabel = "heads|logs|pending", description = "What to watch; heads by default.")
    private String feed = "heads";

    @Mixin
    private final Target target = new Target();

    @Option(
            names = "--address",
            paramLabel = "A",
            split = ",",
            description = "Only logs of this contract; repeat it for alternatives.")
    private List<String> addresses = List.of();

    @Option(
            names = "--topic",
            paramLabel = "T",
            description = "Only logs with this topic. The first is for position 0, the second for position 1 and so on;"
                    + " T,T are alternatives and * is anything.")
    private List<String> topics = List.of();

    @Mixin
    private final FeedOptions options = new FeedOptions();

    @Option(names = "--count", paramLabel = "N", description = "Stop after N events.")
    private long count = Long.MAX_VALUE;

    @Option(names = "--duration", paramLabel = "D", description = "Stop after this time: 500ms, 30s, 5m, 1h.")
    private @Nullable String duration;

    @Option(
            names = "--json",
            description =
                    "Print a JSON object a line instead of a table. A gap line says that pending transactions may be missing"
                            + " from the time 'from' to the time 'to', in seconds of Unix time.")
    private boolean json;

    WatchCommand(WindlassCommand windlass, Session session) {
        this.windlass = windlass;
        this.session = session;
    }

    @Override
    public Integer call() {
        FeedKind kind = FeedKind.parse(feed);
        LogsFeed logs = LogFilter.parse(addresses, topics);
        if (kind != FeedKind.LOGS && !logs.equals(Feeds.logs())) {
            throw new UsageException("--address and --topic choose logs; write windlass watch logs …");
        }
        if (count < 1) {
            throw new UsageException("--count must be 1 or more, was " + count);
        }
        WatchLimits limits = new WatchLimits(
                count, duration == null ? Duration.ofDays(36_500) : Durations.parse("--duration", duration));
        boolean embedded = !target.isGiven();
        options.check(kind, embedded);
        String pushed = kind == FeedKind.PENDING ? "pending transactions" : options.needsPushes() ? "logs" : "";
        if (!pushed.isEmpty()) {
            target.requirePush(pushed);
        }
        try (Devnet devnet = embedded ? startDevnet() : null;
                BlockchainConnectionManager manager = windlass.manager(options.stateDirectory())) {
            if (!pushed.isEmpty()) {
                target.requirePush(pushed, manager);
            }
            Connector connector = new Connector(session, manager);
            BlockchainConnection node = connector.await(
                    devnet == null ? target.connect(session, manager) : manager.connect(devnet.wsUrl()),
                    "the node to answer");
            switch (kind) {
                case HEADS ->
                    new Watch<>(session, connector, node, kind, heads(node), options)
                            .run(Feeds.newHeads(), limits, embedded);
                case LOGS -> new Watch<>(session, connector, node, kind, logs(), options).run(logs, limits, embedded);
                case PENDING ->
                    new Watch<>(session, connector, node, kind, pending(), options)
                            .run(Feeds.newPendingTransactions(), limits, embedded);
            }
        }
        return ExitCode.DONE;
    }

    private EventView<BlockHeader> heads(BlockchainConnection node) {
        return json ? JsonLines.heads() : new HeadTable(node, session.clock(), colour());
    }

    private EventView<Log> logs() {
        return json ? JsonLines.logs() : new LogTable(colour());
    }

    private EventView<Hash> pending() {
        return json ? JsonLines.pending() : new PendingTable(colour());
    }

    private boolean colour() {
        return session.terminal().colour();
    }

    private static Devnet startDevnet() {
        return Devnet.builder().blockTime(Duration.ofSeconds(1)).start();
    }
}
