package io.windlass.cli;

import io.windlass.BlockHeader;
import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.Feeds;
import io.windlass.testkit.Devnet;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code windlass devnet}. */
@Command(
        customSynopsis = "windlass devnet [OPTIONS]",
        description = "Runs a chain of its own on this machine, for demos and tests, until Ctrl-C.")
final class DevnetCommand implements Callable<Integer> {
    private static final int HIGHEST_PORT = 65_535;

    private final WindlassCommand windlass;
    private final Session session;

    @Option(
            names = "--port",
            paramLabel = "P",
            description = "The port for HTTP and WebSocket; 0 for a free one. Default 8545.")
    private int port = 8545;

    @Option(names = "--chain-id", paramLabel = "N", description = "The chain's id. Default 1337.")
    private long chainId = 1337;

    @Option(names = "--block-time", paramLabel = "D", description = "The time from block to block. Default 1s.")
    private String blockTime = "1s";

    @Option(names = "--logs-per-block", paramLabel = "N", description = "How many logs a block has. Default 3.")
    private int logsPerBlock = 3;

    DevnetCommand(WindlassCommand windlass, Session session) {
        this.windlass = windlass;
        this.session = session;
    }

    @Override
    public Integer call() {
        Duration every = Durations.parse("--block-time", blockTime);
        requireRange("--port", port, 0, HIGHEST_PORT);
        requireRange("--chain-id", chainId, 1, Long.MAX_VALUE);
        requireRange("--logs-per-block", logsPerBlock, 0, 100_000);
        try (Devnet devnet = start(every)) {
            session.output().line(devnet.wsUrl());
            session.output().line(devnet.httpUrl());
            session.output().flush();
            session.messages()
                    .say("devnet with chain id " + devnet.chainId() + ", a block every " + blockTime
                            + "; Ctrl-C ends it");
            if (windlass.verbose()) {
                narrate(devnet);
            } else {
                session.stop().await();
            }
            session.messages().goodbye(Text.count(devnet.head().number(), "block") + " mined");
        }
        return ExitCode.DONE;
    }

    private Devnet start(Duration every) {
        return Devnet.builder()
                .port(port)
                .chainId(chainId)
                .blockTime(every)
                .logsPerBlock(logsPerBlock)
                .start();
    }

    /** Says each block on standard error. */
    private void narrate(Devnet devnet) {
        try (BlockchainConnectionManager manager = windlass.manager()) {
            BlockchainConnection node = session.stop().await(manager.connect(devnet.wsUrl()));
            node.subscribe(Feeds.newHeads()).onEvent(event -> {
                BlockHeader head = event.value();
                session.messages().say("block " + Text.number(head.number()) + " " + head.hash());
            });
            session.stop().await();
        }
    }

    private static void requireRange(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new UsageException(option + " must be "
                    + (most == Long.MAX_VALUE ? least + " or more" : least + " to " + most) + ", was " + value);
        }
    }
}
