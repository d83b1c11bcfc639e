package io.windlass.cli;

import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.BlockchainException;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionType;
import io.windlass.NetworkConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code windlass doctor}. */
@Command(
        customSynopsis = "windlass doctor --url URL | --network NAME [OPTIONS]",
        description =
                "Looks at each endpoint from the name of its host to the limits of its node, and says what to do about"
                        + " what is wrong.")
final class DoctorCommand implements Callable<Integer> {
    private final WindlassCommand windlass;
    private final Session session;

    @Mixin
    private final Target target = new Target();

    private int bad;
    private int notes;

    DoctorCommand(WindlassCommand windlass, Session session) {
        this.windlass = windlass;
        this.session = session;
    }

    @Override
    public Integer call() {
        if (!target.isGiven()) {
            throw new UsageException("which node? Give --url URL or --network NAME");
        }
        try (BlockchainConnectionManager manager = windlass.manager()) {
            List<ConnectionConfig> endpoints = target.endpoints(session, manager);
            for (ConnectionConfig endpoint : endpoints) {
                session.output()
                        .line(Style.BOLD.apply(
                                endpoint.endpoint(), session.terminal().colour()));
                examine(endpoint, manager);
            }
            session.messages()
                    .say(Text.count(endpoints.size(), "endpoint") + ": "
                            + (bad == 0 && notes == 0
                                    ? "all is well"
                                    : Text.count(bad, "fault") + ", " + Text.count(notes, "note")));
        }
        return bad == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }

    /** Each check stands on those before it. */
    private void examine(ConnectionConfig endpoint, BlockchainConnectionManager manager) {
        Reachability reach = new Reachability(endpoint.url(), session.clock());
        if (!check("dns", reach::dns)
                || !check("tcp", reach::tcp)
                || reach.isEncrypted() && !check("tls", reach::tls)) {
            return;
        }
        boolean http = endpoint.type() == ConnectionType.HTTP;
        BlockchainConnection node = connect(http ? "http" : "upgrade", endpoint, manager);
        if (node == null) {
            return;
        }
        check("chain", () -> Finding.ok(chain(node.chainId(), manager)));
        Checkup checkup = new Checkup(node, session.clock());
        if (!check("head", checkup::head)) {
            return;
        }
        check("latency", checkup::latency);
        check("heads", checkup::heads);
        check("logs", checkup::logs);
        if (!http) {
            check("pending", checkup::pending);
        }
        check("history", checkup::history);
        check("finality", checkup::finality);
        check("limits", checkup::limits);
        node.close();
    }

    private @Nullable BlockchainConnection connect(
            String name, ConnectionConfig endpoint, BlockchainConnectionManager manager) {
        long start = System.nanoTime();
        try {
            BlockchainConnection node = session.stop()
                    .await(manager.connect(endpoint.toBuilder().maxRetries(0).build()));
            show(
                    name,
                    Finding.ok("the node answers after " + Text.millis(Duration.ofNanos(System.nanoTime() - start))));
            return node;
        } catch (BlockchainException e) {
            show(name, Finding.bad(Failure.of(e).message()));
            return null;
        }
    }

    private String chain(long id, BlockchainConnectionManager manager) {
        return session.networks(manager).stream()
                .filter(network -> network.chainId() == id)
                .map(NetworkConfig::name)
                .findFirst()
                .map(name -> id + ", " + name)
                .orElse(String.valueOf(id));
    }

    /** False if the check found a fault. */
    private boolean check(String name, Supplier<Finding> look) {
        Finding finding;
        try {
            finding = session.stop().await(CompletableFuture.supplyAsync(look));
        } catch (BlockchainException | IllegalStateException | UnsupportedOperationException e) {
            finding = Finding.bad(String.valueOf(e.getMessage()));
        }
        show(name, finding);
        return finding.mark() != Finding.Mark.BAD;
    }

    private void show(String name, Finding finding) {
        bad += finding.mark() == Finding.Mark.BAD ? 1 : 0;
        notes += finding.mark() == Finding.Mark.NOTE ? 1 : 0;
        String mark = String.format("  %-4s  ", finding.mark().word());
        session.output()
                .line(finding.mark().style().apply(mark, session.terminal().colour())
                        + String.format("%-8s  ", name)
                        + finding.text());
        session.output().flush();
    }
}
