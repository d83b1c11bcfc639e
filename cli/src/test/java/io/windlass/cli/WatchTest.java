package io.windlass.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Bytes;
import io.windlass.CheckpointMismatchException;
import io.windlass.CloseReason;
import io.windlass.ConnectionClosedException;
import io.windlass.ConnectionLimitException;
import io.windlass.FeedGap;
import io.windlass.FeedProgress;
import io.windlass.Feeds;
import io.windlass.SubscriptionFailedException;
import io.windlass.SubscriptionState;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WatchTest {
    private final FakeNode node = new FakeNode();
    private final CommandRun run = new CommandRun().manager(FakeManager.of(node));

    private CompletableFuture<Integer> start(String line) {
        CompletableFuture<Integer> exitCode = CompletableFuture.supplyAsync(
                () -> run.run((line + (line.contains("--url") ? "" : " --url ws://fake:8545")).split(" ")));
        node.subscribed.orTimeout(20, TimeUnit.SECONDS).join();
        return exitCode;
    }

    private static int join(CompletableFuture<Integer> exitCode) {
        return exitCode.orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Test
    void json_count_stopsAfterSoManyEvents() {
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
    void table_showsItsHeaderAndRemovedBlocks() {
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
    void logs_areFilteredByTheNodeAndCountedByBlock() {
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
    void pending_showsHashes() {
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
    void stop_whileWatching_printsWhatCameAndTheTotals() {
        node.isLive();
        run.terminal(new Terminal(false, true, false));
        CompletableFuture<Integer> exitCode = start("watch --json");
        node.deliver(FakeEvent.head(1));
        Awaitility.await().until(() -> run.outLines().size() == 1);
        run.stop.request();

        assertThat(join(exitCode)).isEqualTo(ExitCode.DONE);
        assertThat(run.err()).contains("\rwindlass: 1 block, ");
        assertThat(node.stream.isClosed()).isTrue();
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
    void closedPipe_endsCleanlyWithTheTotals() {
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
    void feedFails_printsTotalsAndTheReason() {
        node.isLive();
        CompletableFuture<Integer> exitCode = start("watch --json");
        node.deliver(FakeEvent.head(1));
        node.stream.fail(
                new ConnectionClosedException("the node closed ws://fake:8545", "fake-1", CloseReason.local(), null));

        assertThat(join(exitCode)).isEqualTo(ExitCode.FAILED);
        assertThat(run.outLines()).hasSize(1);
        assertThat(run.errLines()).hasSize(3);
        assertThat(run.errLines().get(1)).startsWith("windlass: 1 block, ");
        assertThat(run.errLines().get(2)).isEqualTo("windlass: the node closed ws://fake:8545");
    }

    @Test
    void nodeRefusesTheSubscription_isOneLine() {
        node.stream.fail(new SubscriptionFailedException("the node refused logs", "logs", null));

        assertThat(join(start("watch logs"))).isEqualTo(ExitCode.FAILED);
        assertThat(run.errLines()).containsExactly("windlass: the node refused logs");
    }

    @Test
    void options_areWhatTheFeedIsAskedFor(@TempDir Path state) {
        node.isLive();
        join(start("watch logs --json --duration 1ms --from 12 --confirmations 3 --name mine --state-dir " + state));

        assertThat(node.asked).containsExactly("from #12", "confirmations 3", "named mine");
    }

    @Test
    void options_withoutAny_leaveTheDefaults() {
        node.isLive();
        join(start("watch --json --duration 1ms"));

        assertThat(node.asked).isEmpty();
    }

    @Test
    void immediate_fromTheFirstBlock_isAskedFor() {
        node.isLive();
        join(start("watch logs --json --duration 1ms --from earliest --immediate"));

        assertThat(node.asked).containsExactly("from earliest", "immediate");
    }

    @Test
    void history_isPrintedBeforeTheFeedIsLive_andCounted() {
        CompletableFuture<Integer> exitCode = start("watch logs --json --from 0 --count 2");
        node.state(SubscriptionState.CATCHING_UP);
        node.deliver(FakeEvent.log(FakeLog.of(1, 0, List.of(), Bytes.EMPTY)));
        node.deliver(FakeEvent.removedLog(FakeLog.of(1, 0, List.of(), Bytes.EMPTY)));

        assertThat(join(exitCode)).isEqualTo(ExitCode.DONE);
        assertThat(run.outLines()).hasSize(2);
        assertThat(run.errLines().get(1)).startsWith("windlass: 2 logs in 1 block, 1 backfilled, 1 removed, ");
    }

    @Test
    void named_eventIsAcknowledgedAfterItsLineWasHandedOver(@TempDir Path state) {
        List<Integer> linesWhenAcknowledged = new CopyOnWriteArrayList<>();
        node.stream.onAcknowledged(
                event -> linesWhenAcknowledged.add(run.outLines().size()));
        node.isLive();
        for (int number = 1; number <= 4; number++) {
            node.deliver(FakeEvent.head(number));
        }
        CompletableFuture<Integer> exitCode = start("watch --json --count 3 --name mine --state-dir " + state);

        assertThat(join(exitCode)).isEqualTo(ExitCode.DONE);
        assertThat(linesWhenAcknowledged).containsExactly(1, 2, 3);
        assertThat(run.outLines()).hasSize(3);
    }

    @Test
    void named_lineThatCouldNotBeWritten_isNotAcknowledged(@TempDir Path state) {
        run.out(new BrokenPipe(1));
        node.isLive();
        node.deliver(FakeEvent.head(1));
        node.deliver(FakeEvent.head(2));
        CompletableFuture<Integer> exitCode = start("watch --json --name mine --state-dir " + state);

        assertThat(join(exitCode)).isEqualTo(ExitCode.DONE);
        assertThat(node.stream.acknowledged).hasSize(1);
    }

    @Test
    void gap_ofPendingTransactions_isALineWithTheTimesItLiesBetween() {
        node.isLive();
        CompletableFuture<Integer> exitCode = start("watch pending --json --count 2");
        node.deliver(FakeEvent.pending(1));
        Awaitility.await().until(() -> run.outLines().size() == 1);
        node.gap(new FeedGap(FeedGap.Reason.RECONNECT, 0));
        Awaitility.await().until(() -> run.outLines().size() == 2);
        node.deliver(FakeEvent.pending(2));

        assertThat(join(exitCode)).isEqualTo(ExitCode.DONE);
        assertThat(run.outLines()).hasSize(3);
        assertThat(run.outLines().get(1))
                .isEqualTo("{\"kind\":\"gap\",\"chainId\":31337,\"from\":1700000000,\"to\":1700000000,"
                        + "\"reason\":\"reconnect\"}");
    }

    @Test
    void gap_inATable_isToldOnStandardError() {
        node.isLive();
        CompletableFuture<Integer> exitCode = start("watch pending --duration 1h --count 1");
        node.gap(new FeedGap(FeedGap.Reason.OVERFLOW, 3));
        Awaitility.await().until(() -> run.errLines().size() == 2);
        node.deliver(FakeEvent.pending(1));

        assertThat(join(exitCode)).isEqualTo(ExitCode.DONE);
        assertThat(run.errLines().get(1))
                .isEqualTo("windlass: warning: 3 transactions dropped, since the output is read too slowly");
    }

    @Test
    void progress_onATerminal_isABarThatIsErasedAtTheEnd() {
        run.terminal(new Terminal(false, true, false));
        CompletableFuture<Integer> exitCode = start("watch --json --from 0 --count 1");
        node.state(SubscriptionState.CATCHING_UP);
        node.progress(new FeedProgress(0, 500, 999, 1200));
        String bar = "windlass: [############------------] 50%  block 500 of 999, 1,200 blocks";
        Awaitility.await().until(() -> run.err().contains("\r" + bar));
        node.state(SubscriptionState.LIVE);
        Awaitility.await().until(() -> run.err().endsWith("\r" + " ".repeat(bar.length()) + "\r"));
        node.deliver(FakeEvent.head(1));

        assertThat(join(exitCode)).isEqualTo(ExitCode.DONE);
        assertThat(run.outLines()).hasSize(1);
    }

    @Test
    void progress_whereNobodyLooks_isNotShown() {
        CompletableFuture<Integer> exitCode = start("watch --json --from 0 --count 1");
        node.state(SubscriptionState.CATCHING_UP);
        node.progress(new FeedProgress(0, 500, 999, 1200));
        node.deliver(FakeEvent.head(1));

        assertThat(join(exitCode)).isEqualTo(ExitCode.DONE);
        assertThat(run.err()).doesNotContain("%", "\r");
    }

    @Test
    void urls_several_areAGroupInTheirOrder() {
        node.isLive();
        FakeManager manager = FakeManager.of(node);
        run.manager(manager);
        join(start("watch --json --duration 1ms --url ws://a:1/0123456789abcdef,http://b:2"));

        assertThat(manager.group().endpoints())
                .extracting(each -> each.config().endpoint() + " " + each.priority())
                .containsExactly("ws://a:1/… 0", "http://b:2 1");
    }

    @Test
    void named_rememberedForAnotherFilter_isOneLineInTheWordsOfTheCommand(@TempDir Path state) {
        node.stream.fail(new CheckpointMismatchException("say onOtherCheckpoint(…)", "mine", "filter"));

        assertThat(join(start("watch logs --name mine --state-dir " + state))).isEqualTo(ExitCode.FAILED);
        assertThat(run.errLines())
                .containsExactly("windlass: --name mine remembers another feed or filter; watch what it was begun with,"
                        + " or give another name");
    }

    @Test
    void connectionGivesUp_isToldByItsReason() {
        ConnectionLimitException reason = new ConnectionLimitException("too many connections", 1, null);
        node.stream.fail(new ConnectionClosedException("closed", "fake-1", CloseReason.local(), reason));

        assertThat(join(start("watch"))).isEqualTo(ExitCode.FAILED);
        assertThat(run.errLines()).containsExactly("windlass: too many connections");
    }
}
