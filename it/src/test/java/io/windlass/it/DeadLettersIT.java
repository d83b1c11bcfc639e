package io.windlass.it;

import static io.windlass.it.Patience.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockRef;
import io.windlass.BlockchainConnectionManager;
import io.windlass.ChainEvent;
import io.windlass.DeadLetter;
import io.windlass.DeadLetter.State;
import io.windlass.Feeds;
import io.windlass.Log;
import io.windlass.ManagerConfig;
import io.windlass.RetryPolicy;
import io.windlass.Subscription;
import io.windlass.testkit.Devnet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What handlers fail on for good, from the failure to the replay, over real sockets and with the store that users have. */
class DeadLettersIT {
    private static final String NAME = "transfers";

    private final Set<Thread> threadsBefore = Leftovers.threads();

    @AutoClose
    private final Devnet chain = Devnet.builder().logsPerBlock(1).start();

    @TempDir
    private Path directory;

    private final List<String> received = new CopyOnWriteArrayList<>();

    /** What the handler throws on: {@code +} or {@code -}, and the number of the block. */
    private final Set<String> broken = ConcurrentHashMap.newKeySet();

    private BlockchainConnectionManager manager;

    @BeforeEach
    void begin() {
        manager = open();
    }

    @AfterEach
    void nothingIsLeft() {
        manager.close();
        chain.close();
        Leftovers.awaitNoThreadsBut(threadsBefore);
    }

    private Path state() {
        return directory.resolve("state");
    }

    private BlockchainConnectionManager open() {
        return BlockchainConnectionManager.create(
                ManagerConfig.builder().stateDirectory(state()).build());
    }

    private void handle(ChainEvent<Log> event) {
        String what = (event.removed() ? "-" : "+") + event.value().blockNumber();
        if (broken.contains(what)) {
            throw new IllegalStateException("cannot take " + what);
        }
        received.add(what);
    }

    private Subscription follow() {
        Subscription subscription = done(manager.connectWebSocket(chain.wsUrl()))
                .subscribe(Feeds.logs())
                .named(NAME)
                .from(BlockRef.number(1))
                .retry(RetryPolicy.none())
                .onRemoved(this::handle)
                .onEvent(this::handle);
        done(subscription.live());
        return subscription;
    }

    private void restart() {
        manager.close();
        received.clear();
        manager = open();
    }

    private void awaitReceived(String... what) {
        Patience.until("received " + List.of(what), () -> received.size() >= what.length);
        assertThat(received).containsExactly(what);
    }

    private static List<DeadLetter> awaitLetters(Subscription subscription, int count) {
        Patience.until(
                count + " letters",
                () -> done(subscription.deadLetters().list(0, 100)).size() == count);
        return done(subscription.deadLetters().list(0, 100));
    }

    /** Blocks 1 to 4, of which 2 and 3 have become letters. */
    private Subscription withTwoLetters() {
        broken.addAll(Set.of("+2", "+3"));
        Subscription subscription = follow();
        chain.mine(4);
        awaitReceived("+1", "+4");
        awaitLetters(subscription, 2);
        broken.clear();
        received.clear();
        return subscription;
    }

    @Test
    void whatFailed_isListedAndReplayedOnceItCanBeHandled() {
        Subscription subscription = withTwoLetters();

        List<DeadLetter> letters = awaitLetters(subscription, 2);
        DeadLetter first = letters.get(0);
        assertThat(first.feed()).isEqualTo(NAME);
        assertThat(first.position().orElseThrow().blockNumber()).isEqualTo(2);
        assertThat(first.payload().text())
                .contains(first.position().orElseThrow().blockHash().toHex());
        assertThat(first.causes())
                .containsExactly(new DeadLetter.Cause("java.lang.IllegalStateException", "cannot take +2"));
        assertThat(subscription.stats().deadLetters()).isEqualTo(2);

        assertThat(done(subscription.deadLetters().requeueAll())).isEqualTo(2);
        awaitReceived("+2", "+3");
        awaitLetters(subscription, 0);
    }

    @Test
    void afterARestart_lettersAreStillThereAndTheirEventsDoNotComeByThemselves() {
        withTwoLetters();
        restart();
        Subscription subscription = follow();
        chain.mine(1);
        awaitReceived("+5");

        List<DeadLetter> letters = awaitLetters(subscription, 2);
        assertThat(letters).extracting(DeadLetter::state).containsOnly(State.DEAD);
        assertThat(done(subscription.deadLetters().requeue(letters.get(1).id())))
                .isTrue();
        awaitReceived("+5", "+3");
        assertThat(awaitLetters(subscription, 1)).containsExactly(letters.get(0));
    }

    @Test
    void theCommandLine_requeuesBetweenTwoRuns() throws Exception {
        withTwoLetters();
        ChildJvm.Result refused = ChildJvm.run(
                directory,
                Map.of(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.windlass.cli.Main",
                "dead-letters",
                "requeue",
                "--all",
                "--state-dir",
                state().toString());
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.text()).contains("process " + ProcessHandle.current().pid());
        manager.close();

        Command listed = run("dead-letters", "list", "--json", "--state-dir", state().toString());
        assertThat(listed.exitCode()).isZero();
        assertThat(listed.lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .startsWith("{\"kind\":\"letter\",\"feed\":\"" + NAME + "\",\"id\":")
                        .contains("\"message\":\"cannot take +"));
        Command requeued = run("dead-letters", "requeue", "--all", "--state-dir", state().toString());
        assertThat(requeued.exitCode()).isZero();

        restart();
        Subscription subscription = follow();
        awaitReceived("+2", "+3");
        awaitLetters(subscription, 0);
    }

    @Test
    void aDeadEventWhoseBlockLeavesTheChain_isRetractedAndTakenBack() {
        Subscription subscription = withTwoLetters();
        chain.reorg(2);

        awaitReceived("-4", "-3", "+3", "+4");
        List<DeadLetter> letters = awaitLetters(subscription, 2);
        assertThat(letters).extracting(DeadLetter::state).containsExactly(State.DEAD, State.RETRACTED);
        assertThat(done(subscription.deadLetters().requeueAll())).isEqualTo(1);
        awaitReceived("-4", "-3", "+3", "+4", "+2");
        assertThat(done(subscription.deadLetters().purge(letter -> true))).isEqualTo(1);
    }

    @Test
    void aReorgWhileNobodyLooks_retractsWhatWasRequeued() throws Exception {
        withTwoLetters();
        manager.close();
        assertThat(run("dead-letters", "requeue", "--all", "--state-dir", state().toString())
                        .exitCode())
                .isZero();
        chain.reorg(2);
        restart();
        Subscription subscription = follow();

        Patience.until("all came", () -> received.size() >= 5);
        assertThat(received).startsWith("-4", "-3").contains("+2", "+3", "+4").hasSize(5);
        assertThat(awaitLetters(subscription, 1)).extracting(DeadLetter::state).containsExactly(State.RETRACTED);
    }

    /** How a command ended. */
    private record Command(int exitCode, List<String> lines) {}

    private Command run(String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "windlass", ".out");
        Process command = ChildJvm.start("io.windlass.cli.Main", out, arguments);
        return new Command(command.waitFor(), Files.readAllLines(out));
    }
}
