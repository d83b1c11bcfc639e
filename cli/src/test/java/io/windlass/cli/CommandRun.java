package io.windlass.cli;

import io.windlass.BlockchainConnectionManager;
import io.windlass.ManagerConfig;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;

/** Runs a command line in-process. */
final class CommandRun {
    static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    final Stop stop = new Stop();
    private final ByteArrayOutputStream captured = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private OutputStream out = captured;
    private Terminal terminal = new Terminal(false, false, false);
    private Function<ManagerConfig, BlockchainConnectionManager> managers = config -> {
        throw new AssertionError("no connection was expected");
    };

    CommandRun managers(Function<ManagerConfig, BlockchainConnectionManager> value) {
        managers = value;
        return this;
    }

    CommandRun manager(FakeManager value) {
        return managers(config -> value.manager());
    }

    CommandRun terminal(Terminal value) {
        terminal = value;
        return this;
    }

    CommandRun out(OutputStream value) {
        out = value;
        return this;
    }

    int run(String... args) {
        Secrets secrets = Secrets.ofArguments(args);
        return new WindlassCommand(new Session(
                        new Output(out),
                        secrets,
                        new Messages(new PrintStream(err, true, StandardCharsets.UTF_8), terminal.err(), secrets),
                        terminal,
                        stop,
                        Clock.fixed(NOW, ZoneOffset.UTC),
                        managers))
                .run(args);
    }

    String out() {
        return captured.toString(StandardCharsets.UTF_8);
    }

    List<String> outLines() {
        return out().lines().toList();
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    List<String> errLines() {
        return err().lines().toList();
    }
}
