package io.windlass.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Bytes;
import io.windlass.CloseReason;
import io.windlass.ConnectionClosedException;
import io.windlass.Feeds;
import io.windlass.SubscriptionFailedException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WatchTest {
    private final FakeNode node = new FakeNode();
    private final CommandRun run = new CommandRun().manager(FakeManager.of(node));

    private CompletableFuture<Integer> start(String line) {
        CompletableFuture<Integer> exitCode =
                CompletableFuture.supplyAsync(() -> run.run((line + " --url ws://fake:8545").split(" ")));
        node.subscribed.orTimeout(20, TimeUnit.SECONDS).join();
        return exitCode;
    }

    private static int join(CompletableFuture<Integer> exitCode) {
        return exitCode.orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Test
    void json_count_stopsAfterSoManyEvents() throws Exception {
        CompletableFuture<Integer> exitCode = start("watch --json --count 3");
        node.isLive();
        for (int number = 1; number <= 4; number++) {
            node.deliver(FakeEvent.head(number));
        }

        assertThat(join(exitCode)).isEqualTo(ExitCode.DONE);
        assertThat(run.outLines())
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).startsWith("{\"kind\":\"head\",\"chainId\":31337,\"number\":"));
        assertThat(run.errLines().get(0)).isEqualTo("windlass: connected to ws://fake:8545, chain 31337");
        assertThat(run.errLines().get(1)).matches("windlass: 3 blocks, 7 dropped, 2 reconnects, \\d+\\.\\ds");
    }

    @Test
    void table_showsItsHeaderAndRemovedBlocks() throws Exception {
        node.isLive();
        CompletableFuture<Integer> exitCode = start("watch --count 2");
        node.deliver(FakeEvent.head(1));
        node.deliver(FakeEvent.removedHead(1));

        assertThat(join(exitCode)).isEqualTo(ExitCode.DONE);
        assertThat(run.outLines()).hasSize(3);
        assertThat(run.outLines().get(0)).contains("BLOCK", "HASH", "TXS", "LOGS", "AGE");
        assertThat(run.outLines().get(2)).endsWith("removed");
        assertThat(run.errLines().get(1))
                .startsWith("windlass: 2 blocks, 0 transactions, 0 logs, 1 removed, 7 dropped");
    }

    @Test
    void logs_areFilteredByTheNodeAndCountedByBlock() throws Exception {
        CompletableFuture<Integer> exitCode = start("watch logs --json --count 3 --address " + FakeLog.CONTRACT);
        node.isLive();
        node.deliver(FakeEvent.log(FakeLog.of(1, 0, List.of(), Bytes.EMPTY)));
        node.deliver(FakeEvent.log(FakeLog.of(1, 1, List.of(), Bytes.EMPTY)));
        node.deliver(FakeEvent.log(FakeLog.of(2, 0, List.of(), Bytes.EMPTY)));

        assertThat(join(exitCode)).isEqualTo(ExitCode.DONE);
        assertThat(node.subscribed).isCompletedWithValue(Feeds.logs().address(FakeLog.CONTRACT));
        assertThat(run.outLines()).hasSize(3);
        assertThat(run.errLines().get(1)).startsWith("windlass: 3 logs in 2 blocks, ");
    }

    @Test
    void pending_showsHashes() throws Exception {
        CompletableFuture<Integer> exitCode = start("watch pending --json --count 1");
        node.isLive();
        node.deliver(FakeEvent.pending(1));

        assertThat(join(exitCode)).isEqualTo(ExitCode.DONE);
        assertThat(run.outLines()).singleElement().asString().startsWith("{\"kind\":\"pending\"");
        assertThat(run.errLines().get(1)).startsWith("windlass: 1 transaction, ");
    }

    @Test
    void duration_endsAQuietWatch() {
        node.isLive();
        CompletableFuture<Integer> exitCode = start("watch --json --duration 1ms");

        assertThat(join(exitCode)).isEqualTo(ExitCode.DONE);
        assertThat(run.out()).isEmpty();
        assertThat(run.errLines().get(1)).startsWith("windlass: 0 blocks, ");
    }

    @Test
    void stop_whileWatching_printsWhatCameAndTheTotals() throws Exception {
        node.isLive();
        run.terminal(new Terminal(false, true, false));
        CompletableFuture<Integer> exitCode = start("watch --json");
        node.deliver(FakeEvent.head(1));
        Awaitility.await().until(() -> run.outLines().size() == 1);
        run.stop.request();

        assertThat(join(exitCode)).isEqualTo(ExitCode.DONE);
        assertThat(run.err()).contains("\rwindlass: 1 block, ");
    }

    @Test
    void stop_whileConnecting_endsQuietly() {
        FakeManager silent = FakeManager.silent();
        CompletableFuture<Integer> exitCode =
                CompletableFuture.supplyAsync(() -> run.manager(silent).run("watch", "--url", "ws://fake:8545"));
        run.stop.request();

        assertThat(join(exitCode)).isEqualTo(ExitCode.DONE);
        assertThat(run.err()).isEmpty();
        assertThat(silent.isClosed()).isTrue();
    }

    @Test
    void closedPipe_endsCleanlyWithTheTotals() throws Exception {
        BrokenPipe head = new BrokenPipe(1);
        run.out(head);
        node.isLive();
        CompletableFuture<Integer> exitCode = start("watch --json");
        node.deliver(FakeEvent.head(1));
        Awaitility.await().until(() -> !head.read().isEmpty());
        node.deliver(FakeEvent.head(2));

        assertThat(join(exitCode)).isEqualTo(ExitCode.DONE);
        assertThat(run.errLines()).hasSize(2);
        assertThat(run.errLines().get(1)).matches("windlass: [12] blocks?, .*");
    }

    @Test
    void feedFails_printsTotalsAndTheReason() throws Exception {
        node.isLive();
        CompletableFuture<Integer> exitCode = start("watch --json");
        node.deliver(FakeEvent.head(1));
        node.ended.completeExceptionally(
                new ConnectionClosedException("the node closed ws://fake:8545", "fake-1", CloseReason.local(), null));

        assertThat(join(exitCode)).isEqualTo(ExitCode.FAILED);
        assertThat(run.outLines()).hasSize(1);
        assertThat(run.errLines()).hasSize(3);
        assertThat(run.errLines().get(1)).startsWith("windlass: 1 block, ");
        assertThat(run.errLines().get(2)).isEqualTo("windlass: the node closed ws://fake:8545");
    }

    @Test
    void nodeRefusesTheSubscription_isOneLine() {
        node.live.cancel(false);
        node.ended.completeExceptionally(new SubscriptionFailedException("the node refused logs", "logs", null));

        assertThat(join(start("watch logs"))).isEqualTo(ExitCode.FAILED);
        assertThat(run.errLines()).containsExactly("windlass: the node refused logs");
    }
}
