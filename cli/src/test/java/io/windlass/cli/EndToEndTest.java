package io.windlass.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockHeader;
import io.windlass.BlockchainConnectionManager;
import io.windlass.Log;
import io.windlass.testkit.Devnet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command with the real engine, transports and sockets. */
@Timeout(120)
class EndToEndTest {
    private final Devnet devnet = Devnet.start();
    private final CommandRun run = new CommandRun().managers(BlockchainConnectionManager::create);

    @AfterEach
    void stop() {
        devnet.close();
    }

    private CompletableFuture<Integer> start(String... args) {
        return CompletableFuture.supplyAsync(() -> run.run(args));
    }

    private static int join(CompletableFuture<Integer> exitCode) {
        return exitCode.orTimeout(60, TimeUnit.SECONDS).join();
    }

    private void awaitSubscriber() {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> devnet.subscriptions() == 1);
    }

    @Test
    void watch_heads_printsTheBlocksOfTheChain() {
        CompletableFuture<Integer> exitCode = start("watch", "--json", "--count", "3", "--url", devnet.wsUrl());
        awaitSubscriber();
        List<BlockHeader> mined = devnet.mine(3);

        assertThat(join(exitCode)).isEqualTo(ExitCode.DONE);
        assertThat(run.outLines().stream().map(EndToEndTest::anySource))
                .containsExactlyElementsOf(mined.stream()
                        .map(head -> "{\"kind\":\"head\",\"chainId\":1337,\"number\":" + head.number() + ",\"hash\":\""
                                + head.hash() + "\",\"parentHash\":\"" + head.parentHash() + "\",\"timestamp\":"
                                + head.timestamp() + ",\"removed\":false,\"source\":…}")
                        .toList());
        assertThat(run.errLines()).contains("windlass: connected to " + devnet.wsUrl() + ", chain 1337");
    }

    @Test
    void watch_table_readsTransactionsAndLogs() {
        CompletableFuture<Integer> exitCode = start("watch", "--count", "1", "--url", devnet.wsUrl());
        awaitSubscriber();
        devnet.mine(1);

        assertThat(join(exitCode)).isEqualTo(ExitCode.DONE);
        assertThat(run.outLines().get(1)).matches(" +1  0x[0-9a-f]{8}…[0-9a-f]{6} +2 +3 +\\S+");
        assertThat(run.errLines().get(1)).startsWith("windlass: 1 block, 2 transactions, 3 logs, 0 reconnects, ");
    }

    @Test
    void watch_logsOfOneContract_printsTheseOnly() {
        String contract = devnet.contracts().get(0).toHex();
        CompletableFuture<Integer> exitCode =
                start("watch", "logs", "--json", "--count", "5", "--address", contract, "--url", devnet.wsUrl());
        awaitSubscriber();
        devnet.mine(40);

        assertThat(join(exitCode)).isEqualTo(ExitCode.DONE);
        assertThat(run.outLines().stream().map(EndToEndTest::anySource))
                .containsExactlyElementsOf(devnet.logs(1, 40).stream()
                        .filter(log -> log.address().toHex().equals(contract))
                        .limit(5)
                        .map(EndToEndTest::added)
                        .toList());
    }

    @Test
    void watch_fromTheFirstBlock_printsWhatGetLogsTells_historyThenLive() {
        devnet.mine(150);
        CompletableFuture<Integer> exitCode = start("watch", "logs", "--json", "--from", "0", "--url", devnet.wsUrl());
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> run.outLines().size() == 450);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            devnet.mine(1);
            return run.out().contains("\"source\":\"live\"");
        });
        long head = devnet.head().number();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> run.outLines().size() == devnet.logs(0, head).size());
        run.stop.request();

        assertThat(join(exitCode)).isEqualTo(ExitCode.DONE);
        assertThat(run.outLines().stream().map(EndToEndTest::anySource))
                .containsExactlyElementsOf(
                        devnet.logs(0, head).stream().map(EndToEndTest::added).toList());
        assertThat(run.outLines().get(0)).endsWith("\"source\":\"backfill\"}");
        assertThat(run.errLines().get(1)).contains(" backfilled, ");
    }

    @Test
    void watch_overHttp_followsByPolling() {
        devnet.mine(5);
        CompletableFuture<Integer> exitCode =
                start("watch", "logs", "--json", "--from", "1", "--count", "21", "--url", devnet.httpUrl());
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> run.outLines().size() == 15);
        devnet.mine(2);

        assertThat(join(exitCode)).isEqualTo(ExitCode.DONE);
        assertThat(run.outLines().stream().map(EndToEndTest::anySource))
                .containsExactlyElementsOf(
                        devnet.logs(1, 7).stream().map(EndToEndTest::added).toList());
    }

    @Test
    void watch_severalUrls_areOneNode() {
        devnet.mine(2);

        assertThat(run.run(
                        "watch",
                        "--json",
                        "--from",
                        "1",
                        "--count",
                        "2",
                        "--url",
                        devnet.httpUrl() + "," + devnet.wsUrl()))
                .isEqualTo(ExitCode.DONE);
        assertThat(run.outLines()).hasSize(2);
        assertThat(run.errLines())
                .contains("windlass: connected to " + devnet.httpUrl() + ", " + devnet.wsUrl() + ", chain 1337");
    }

    @Test
    void watch_reorgs_netOfAdditionsAndRemovalsIsWhatGetLogsTells() {
        devnet.mine(5);
        CompletableFuture<Integer> exitCode = start("watch", "logs", "--json", "--from", "1", "--url", devnet.wsUrl());
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> run.outLines().size() == 15);
        for (int depth = 1; depth <= 4; depth++) {
            devnet.mine(3);
            devnet.reorg(depth);
            devnet.mine(1);
            awaitNet(run::outLines);
        }
        run.stop.request();

        assertThat(join(exitCode)).isEqualTo(ExitCode.DONE);
        assertThat(run.out()).contains("\"removed\":true");
        assertThat(run.errLines().get(1)).contains(" removed, ");
    }

    @Test
    void watch_named_goesOnWhereItStopped(@TempDir Path state) {
        devnet.mine(4);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            CommandRun part = new CommandRun().managers(BlockchainConnectionManager::create);
            assertThat(part.run(named(state, "logs", "--from", "1", "--count", "3")))
                    .isEqualTo(ExitCode.DONE);
            lines.addAll(part.outLines());
        }

        assertThat(lines.stream().map(EndToEndTest::anySource))
                .containsExactlyElementsOf(
                        devnet.logs(1, 4).stream().map(EndToEndTest::added).toList());
    }

    @Test
    void watch_nameThatIsInUse_isRefusedWithOneLine(@TempDir Path state) {
        devnet.mine(1);
        CompletableFuture<Integer> first = start(named(state, "heads", "--from", "1"));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> run.outLines().size() == 1);
        CommandRun second = new CommandRun().managers(BlockchainConnectionManager::create);

        assertThat(second.run(named(state, "heads"))).isEqualTo(ExitCode.FAILED);
        assertThat(second.out()).isEmpty();
        assertThat(second.errLines())
                .singleElement()
                .asString()
                .startsWith("windlass: feed 'mine' is in use by ")
                .contains(String.valueOf(ProcessHandle.current().pid()), "use another name or state directory");
        run.stop.request();
        assertThat(join(first)).isEqualTo(ExitCode.DONE);
    }

    @Test
    void watch_namedAndKilled_missesNothing_andTakesBackWhatLeftTheChain(@TempDir Path directory) {
        Path state = directory.resolve("state");
        devnet.mine(30);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int atLeast = 4 + 7 * i;
            try (ChildCommand child = ChildCommand.start(directory, named(state, "logs", "--from", "1"))) {
                Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
                    devnet.mine(1);
                    return child.lines().size() >= atLeast;
                });
                child.kill();
                lines.addAll(child.lines());
            }
            devnet.reorg(1 + i);
            devnet.mine(5);
        }
        try (ChildCommand child = ChildCommand.start(directory, named(state, "logs", "--from", "1"))) {
            awaitNet(() -> Stream.concat(lines.stream(), child.lines().stream()).toList());
            child.terminate();
            assertThat(child.exitCode()).isEqualTo(ExitCode.DONE);
            assertThat(child.err()).containsPattern("windlass: \\d+ logs? in ").doesNotContain("WARNING");
        }
    }

    private String[] named(Path state, String feed, String... more) {
        List<String> arguments = new ArrayList<>(List.of("watch", feed, "--json", "--url", devnet.wsUrl()));
        arguments.addAll(List.of("--name", "mine", "--state-dir", state.toString()));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    /** Waits until what was added and not removed again, in order, is what the chain holds. */
    private void awaitNet(Supplier<List<String>> lines) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            Set<String> net = new LinkedHashSet<>();
            for (String line : lines.get()) {
                String event = anySource(line);
                if (event.contains("\"removed\":true")) {
                    net.remove(event.replace("\"removed\":true", "\"removed\":false"));
                } else {
                    net.add(event);
                }
            }
            assertThat(net)
                    .containsExactlyInAnyOrderElementsOf(
                            devnet.logs(1, devnet.head().number()).stream()
                                    .map(EndToEndTest::added)
                                    .toList());
        });
    }

    /** When a watch has caught up is not in the hands of these tests: a block may still be read or be announced already. */
    private static String anySource(String line) {
        return line.replaceFirst("\"source\":\"(live|backfill)\"}$", "\"source\":…}");
    }

    private static String added(Log log) {
        String topics = log.topics().stream().map(topic -> "\"" + topic + "\"").collect(Collectors.joining(","));
        return "{\"kind\":\"log\",\"chainId\":1337,\"blockNumber\":" + log.blockNumber() + ",\"blockHash\":\""
                + log.blockHash() + "\",\"transactionHash\":\"" + log.transactionHash() + "\",\"logIndex\":"
                + log.logIndex() + ",\"address\":\"" + log.address() + "\",\"topics\":[" + topics + "],\"data\":\""
                + log.data() + "\",\"removed\":false,\"source\":…}";
    }

    @Test
    void watch_pending_printsSubmittedTransactions() {
        CompletableFuture<Integer> exitCode =
                start("watch", "pending", "--json", "--count", "1", "--url", devnet.wsUrl());
        awaitSubscriber();
        String hash = devnet.submitTransaction().toHex();

        assertThat(join(exitCode)).isEqualTo(ExitCode.DONE);
        assertThat(run.out()).isEqualTo("{\"kind\":\"pending\",\"chainId\":1337,\"hash\":\"" + hash + "\"}\n");
    }

    @Test
    void watch_withoutANode_runsAnEmbeddedDevnet() {
        assertThat(join(start("watch", "--count", "1"))).isEqualTo(ExitCode.DONE);
        assertThat(run.outLines()).hasSize(2);
        assertThat(run.errLines().get(0))
                .matches("windlass: connected to ws://127.0.0.1:\\d+, chain 1337 \\(embedded devnet\\)");
    }

    @Test
    void call_overWebSocketAndHttp_givesTheSame() {
        devnet.mine(2);
        for (String url : List.of(devnet.wsUrl(), devnet.httpUrl())) {
            CommandRun call = new CommandRun().managers(BlockchainConnectionManager::create);

            assertThat(call.run("call", "eth_getBlockByNumber", "[\"0x2\", false]", "--url", url))
                    .isEqualTo(ExitCode.DONE);
            assertThat(call.outLines())
                    .singleElement()
                    .asString()
                    .startsWith("{")
                    .contains("\"hash\":\"" + devnet.block(2).hash() + "\"");
            assertThat(call.err()).isEmpty();
        }
    }

    @Test
    void call_methodThatDoesNotExist_failsWithTheNodesWords() {
        assertThat(run.run("call", "eth_nothing", "--url", devnet.httpUrl())).isEqualTo(ExitCode.FAILED);
        assertThat(run.out()).isEmpty();
        assertThat(run.errLines())
                .singleElement()
                .asString()
                .startsWith("windlass: eth_nothing failed: the node answered -32601 ");
    }

    @Test
    void connect_nobodyListens_isOneLineAndFailed() {
        String url = devnet.wsUrl();
        devnet.close();

        assertThat(run.run("watch", "--url", url + "/0123456789abcdef")).isEqualTo(ExitCode.FAILED);
        assertThat(run.errLines())
                .singleElement()
                .asString()
                .startsWith("windlass: cannot connect to " + url + "/…")
                .doesNotContain("0123456789abcdef");
    }

    @Test
    void connect_schemeThatNobodySpeaks_isAUsageError() {
        assertThat(run.run("watch", "--url", "ftp://127.0.0.1")).isEqualTo(ExitCode.USAGE);
        assertThat(run.errLines())
                .singleElement()
                .asString()
                .startsWith("windlass: --url: ")
                .contains("ftp");
    }

    @Test
    void network_unknown_isAUsageErrorThatListsTheKnownOnes() {
        assertThat(run.run("watch", "--network", "nowhere")).isEqualTo(ExitCode.USAGE);
        assertThat(run.errLines()).singleElement().asString().contains("nowhere", "ethereum.sepolia");
    }

    @Test
    void network_whoseNodeIsDown_isOneLineAndFailed(@TempDir Path directory) throws IOException {
        String url = devnet.wsUrl();
        devnet.close();
        Path config = Files.writeString(
                directory.resolve("windlass.conf"),
                "windlass.networks.acme.test { chain-id = 1337, ws-url = \"" + url + "/0123456789abcdef\" }");

        assertThat(run.run("watch", "--network", "acme.test", "--config", config.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(run.errLines())
                .filteredOn(line -> !line.startsWith("windlass: waiting for "))
                .singleElement()
                .asString()
                .contains("cannot connect to " + url + "/…")
                .doesNotContain("0123456789abcdef");
    }

    @Test
    void doctor_nodeThatIsWell_saysSoOfEachCheck() {
        devnet.mine(3);

        assertThat(run.run("doctor", "--url", devnet.wsUrl() + "," + devnet.httpUrl()))
                .isEqualTo(ExitCode.DONE);
        assertThat(run.outLines().stream()
                        .map(line ->
                                line.substring(0, Math.min(16, line.length())).strip()))
                .filteredOn(line -> !line.contains("://"))
                .containsExactly(
                        "ok    dns",
                        "ok    tcp",
                        "ok    upgrade",
                        "ok    chain",
                        "ok    head",
                        "ok    latency",
                        "ok    heads",
                        "ok    logs",
                        "ok    pending",
                        "ok    history",
                        "ok    finality",
                        "ok    limits",
                        "ok    dns",
                        "ok    tcp",
                        "ok    http",
                        "ok    chain",
                        "ok    head",
                        "ok    latency",
                        "ok    heads",
                        "ok    logs",
                        "ok    history",
                        "ok    finality",
                        "ok    limits");
        assertThat(run.errLines()).containsExactly("windlass: 2 endpoints: all is well");
    }

    @Test
    void doctor_nodeThatIsDown_saysWhatToDo_andHidesTheKey() {
        String url = devnet.wsUrl();
        devnet.close();

        assertThat(run.run("doctor", "--url", url + "/0123456789abcdef")).isEqualTo(ExitCode.FAILED);
        assertThat(run.out())
                .startsWith(url + "/…\n  ok    dns ")
                .contains("  bad   tcp       nothing listens on port " + devnet.port()
                        + " of 127.0.0.1; check host and port")
                .doesNotContain("0123456789abcdef");
        assertThat(run.errLines()).containsExactly("windlass: 1 endpoint: 1 fault, 0 notes");
    }

    @Test
    void doctor_portWithoutTls_saysSo() {
        assertThat(run.run("doctor", "--url", devnet.wsUrl().replace("ws:", "wss:")))
                .isEqualTo(ExitCode.FAILED);
        assertThat(run.out()).contains("  bad   tls       ").contains("check that the port speaks TLS");
    }

    @Test
    void doctor_networkOnAnotherChain_saysWhatToChange(@TempDir Path directory) throws IOException {
        Path config = Files.writeString(
                directory.resolve("windlass.conf"),
                "windlass.networks.acme.test { chain-id = 5, rpc-url = \"" + devnet.httpUrl()
                        + "/0123456789abcdef\" }");

        assertThat(run.run("doctor", "--network", "acme.test", "--config", config.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(run.out())
                .contains("serves chain 1337, expected 5; point the URL at the right network")
                .doesNotContain("0123456789abcdef");
    }

    @Test
    void devnet_printsItsUrlsAndRunsUntilStopped() {
        CompletableFuture<Integer> exitCode =
                start("devnet", "--port", "0", "--chain-id", "7", "--block-time", "10ms", "--verbose");
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> run.err().contains("windlass: block "));
        String url = run.outLines().get(1);
        CommandRun call = new CommandRun().managers(BlockchainConnectionManager::create);

        assertThat(run.outLines()).hasSize(2);
        assertThat(run.outLines().get(0)).startsWith("ws://127.0.0.1:");
        assertThat(call.run("call", "eth_chainId", "--url", url)).isEqualTo(ExitCode.DONE);
        assertThat(call.out()).isEqualTo("\"0x7\"\n");
        run.stop.request();
        assertThat(join(exitCode)).isEqualTo(ExitCode.DONE);
        assertThat(run.errLines().get(run.errLines().size() - 1)).endsWith(" blocks mined");
    }

    @Test
    void devnet_portThatIsTaken_isOneLine() {
        assertThat(run.run("devnet", "--port", String.valueOf(devnet.port()))).isEqualTo(ExitCode.FAILED);
        assertThat(run.errLines())
                .containsExactly("windlass: cannot listen on port " + devnet.port()
                        + "; choose another port, or 0 for a free one");
    }
}
