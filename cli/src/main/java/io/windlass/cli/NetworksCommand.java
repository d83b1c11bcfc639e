package io.windlass.cli;

import io.windlass.BlockchainConnectionManager;
import io.windlass.Endpoints;
import io.windlass.NetworkConfig;
import io.windlass.cli.Table.Column;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** {@code windlass networks}. */
@Command(
        customSynopsis = "windlass networks [OPTIONS]",
        description = "Lists the configured networks and the environment variables that set their endpoints.")
final class NetworksCommand implements Callable<Integer> {
    private final WindlassCommand windlass;
    private final Session session;

    NetworksCommand(WindlassCommand windlass, Session session) {
        this.windlass = windlass;
        this.session = session;
    }

    @Override
    public Integer call() {
        try (BlockchainConnectionManager manager = windlass.manager()) {
            List<NetworkConfig> networks = session.networks(manager);
            int width = networks.stream()
                    .mapToInt(network -> network.name().length())
                    .max()
                    .orElse(0);
            Table table = new Table(
                    session.terminal().colour(),
                    Column.left("NETWORK", width, Style.BOLD),
                    Column.right("CHAIN ID", 10, Style.PLAIN),
                    Column.left("ENDPOINTS", 4, Style.DIM),
                    Column.left("", 0, Style.ACCENT));
            session.output().line(table.header());
            for (NetworkConfig network : networks) {
                show(network, table);
            }
            session.output().flush();
            networks.stream()
                    .filter(network -> network.successor().isEmpty())
                    .findFirst()
                    .ifPresent(network -> session.messages()
                            .say("set " + network.environmentVariable("WS_URL") + " or "
                                    + network.environmentVariable("RPC_URL")
                                    + ", and likewise for the others, to use your own"
                                    + " endpoints"));
        }
        return ExitCode.DONE;
    }

    private void show(NetworkConfig network, Table table) {
        List<String[]> lines = new ArrayList<>();
        if (network.successor().isPresent()) {
            lines.add(new String[] {"shut down; use " + network.successor().get()});
        } else {
            addEndpoints(lines, "ws", network.wsUrls(), network.environmentVariable("WS_URL"));
            addEndpoints(lines, "http", network.rpcUrls(), network.environmentVariable("RPC_URL"));
        }
        String name = network.name();
        String chainId = String.valueOf(network.chainId());
        for (String[] line : lines) {
            session.output()
                    .line(table.row(Stream.concat(Stream.of(name, chainId), Stream.of(line))
                            .toArray(String[]::new)));
            name = "";
            chainId = "";
        }
    }

    private static void addEndpoints(List<String[]> lines, String kind, List<String> urls, String variable) {
        if (urls.isEmpty()) {
            lines.add(new String[] {kind, "none; set " + variable});
        }
        for (String url : urls) {
            lines.add(new String[] {kind, Endpoints.redact(URI.create(url))});
        }
    }
}
