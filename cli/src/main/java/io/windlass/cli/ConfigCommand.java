package io.windlass.cli;

import io.windlass.BlockchainConnectionManager;
import io.windlass.Endpoints;
import io.windlass.NetworkConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code windlass config}. */
@Command(
        customSynopsis = "windlass config [OPTIONS]",
        description =
                "Shows what is configured, as HOCON, after files and environment variables have had their say. No secret"
                        + " is shown.")
final class ConfigCommand implements Callable<Integer> {
    private final WindlassCommand windlass;
    private final Session session;

    ConfigCommand(WindlassCommand windlass, Session session) {
        this.windlass = windlass;
        this.session = session;
    }

    @Override
    public Integer call() {
        try (BlockchainConnectionManager manager = windlass.manager()) {
            session.networks(manager).forEach(this::show);
            session.output().flush();
        }
        return ExitCode.DONE;
    }

    private void show(NetworkConfig network) {
        line("windlass.networks." + network.name() + " {");
        line("  chain-id = " + network.chainId());
        line("  ws-urls = " + urls(network.wsUrls()) + "  # " + network.environmentVariable("WS_URL"));
        line("  rpc-urls = " + urls(network.rpcUrls()) + "  # " + network.environmentVariable("RPC_URL"));
        line("  block-time = " + duration(network.blockTime()));
        line("  bloom = " + network.bloom().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        line("  system-logs = " + network.systemLogs().name().toLowerCase(Locale.ROOT));
        line("  reorg-depth = " + network.reorgDepth());
        network.genesis().ifPresent(genesis -> line("  genesis = " + quoted(genesis.toString())));
        network.connection().shown().forEach(setting -> line("  connection." + setting));
        network.explorer().ifPresent(explorer -> line("  explorer = " + quoted(explorer)));
        network.successor().ifPresent(successor -> line("  successor = " + quoted(successor)));
        line("}");
    }

    private void line(String text) {
        session.output().line(text);
    }

    private static String urls(List<String> urls) {
        return urls.stream()
                .map(url -> quoted(Endpoints.redact(URI.create(url))))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static String duration(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}
