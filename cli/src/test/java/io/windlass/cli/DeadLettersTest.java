package io.windlass.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.DeadLetter;
import io.windlass.DeadLetter.Cause;
import io.windlass.DeadLetter.State;
import io.windlass.EventId;
import io.windlass.Hash;
import io.windlass.Json;
import io.windlass.Position;
import io.windlass.spi.FeedChange;
import io.windlass.spi.FeedIdentity;
import io.windlass.spi.FeedLease;
import io.windlass.spi.FeedStore;
import io.windlass.store.EmbeddedFeedStoreProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLettersTest {
    private static final Hash BLOCK = new Hash(0x1234567812345678L, 0, 0, 1);

    @TempDir
    private Path state;

    private CommandRun run = new CommandRun();

    private int run(String... args) {
        run = new CommandRun();
        List<String> line = new ArrayList<>(List.of("dead-letters"));
        line.addAll(List.of(args));
        line.addAll(List.of("--state-dir", state.toString()));
        return run.run(line.toArray(String[]::new));
    }

    private void keep(String feed, DeadLetter... letters) {
        try (FeedStore store = new EmbeddedFeedStoreProvider().open(state);
                FeedLease lease = store.acquire(feed)) {
            FeedChange.Builder change = FeedChange.builder().identity(new FeedIdentity(1, Hash.ZERO, "logs{}", 1));
            for (DeadLetter letter : letters) {
                change.put(letter);
            }
            lease.apply(change.build());
        }
    }

    private List<String> kept(String feed) {
        try (FeedStore store = new EmbeddedFeedStoreProvider().open(state);
                FeedLease lease = store.acquire(feed)) {
            return lease.letters(0, 10_000).stream()
                    .map(letter -> letter.id() + " " + letter.state())
                    .toList();
        }
    }

    private static DeadLetter letter(String feed, long id, State state) {
        return new DeadLetter(
                id,
                feed,
                new EventId(1, BLOCK, 4),
                Optional.of(new Position(1_000 + id, BLOCK, 4)),
                1,
                false,
                Json.of("{\"data\": \"0x\"}"),
                List.of(
                        new Cause("java.lang.IllegalStateException", "no \"room\"\nleft"),
                        new Cause("java.sql.SQLException", "")),
                3,
                CommandRun.NOW.minus(Duration.ofHours(3)),
                CommandRun.NOW.minus(Duration.ofMinutes(5)),
                state);
    }

    // ---- list

    @Test
    void list_withoutLetters_saysSo() {
        keep("orders");

        assertThat(run("list")).isEqualTo(ExitCode.DONE);
        assertThat(run.out()).isEmpty();
        assertThat(run.errLines()).containsExactly("windlass: 0 dead letters");
    }

    @Test
    void list_showsTheLettersOfAllFeedsAsATable() {
        keep("orders", letter("orders", 7, State.DEAD), letter("orders", 9, State.REQUEUED));
        keep("trades", letter("trades", 7, State.RETRACTED));

        assertThat(run("list")).isEqualTo(ExitCode.DONE);
        assertThat(run.outLines())
                .containsExactly(
                        "FEED                    ID  STATE              BLOCK    LOG  ATTEMPTS  FAILED  CAUSE",
                        "orders                   7  dead               1,007      4         3      5m"
                                + "  IllegalStateException: no \"room\" left",
                        "orders                   9  requeued           1,009      4         3      5m"
                                + "  IllegalStateException: no \"room\" left",
                        "trades                   7  retracted          1,007      4         3      5m"
                                + "  IllegalStateException: no \"room\" left");
        assertThat(run.errLines()).containsExactly("windlass: 3 dead letters");
    }

    @Test
    void list_asJson_isAnObjectALine() {
        keep("orders", letter("orders", 7, State.DEAD));

        assertThat(run("list", "--json", "--name", "orders")).isEqualTo(ExitCode.DONE);
        assertThat(run.outLines())
                .containsExactly("{\"kind\":\"letter\",\"feed\":\"orders\",\"id\":7,\"state\":\"dead\",\"chainId\":1,"
                        + "\"blockNumber\":1007,\"hash\":\"" + BLOCK.toHex()
                        + "\",\"logIndex\":4,\"occurrence\":1,\"removed\":false,\"attempts\":3,"
                        + "\"firstFailure\":\"2023-11-14T19:13:20Z\",\"lastFailure\":\"2023-11-14T22:08:20Z\","
                        + "\"causes\":[{\"type\":\"java.lang.IllegalStateException\",\"message\":\"no \\\"room\\\"\\nleft\"},"
                        + "{\"type\":\"java.sql.SQLException\",\"message\":\"\"}],\"payload\":{\"data\":\"0x\"}}");
    }

    @Test
    void list_byState_leavesTheOthersOut() {
        keep("orders", letter("orders", 7, State.DEAD), letter("orders", 9, State.REQUEUED));

        assertThat(run("list", "--state", "requeued", "--json")).isEqualTo(ExitCode.DONE);
        assertThat(run.outLines()).singleElement().asString().contains("\"id\":9");
    }

    @Test
    void list_ofMoreThanAPage_showsAll() {
        keep(
                "orders",
                LongStream.rangeClosed(1, 1_201)
                        .mapToObj(id -> letter("orders", id, State.DEAD))
                        .toArray(DeadLetter[]::new));

        assertThat(run("list", "--json")).isEqualTo(ExitCode.DONE);
        assertThat(run.outLines()).hasSize(1_201);
    }

    @Test
    void list_whileAFeedIsInUse_showsTheOthersAndNamesTheOwner() {
        keep("orders", letter("orders", 7, State.DEAD));
        keep("trades", letter("trades", 7, State.DEAD));
        try (FeedStore store = new EmbeddedFeedStoreProvider().open(state)) {
            store.acquire("orders");

            assertThat(run("list", "--json")).isEqualTo(ExitCode.FAILED);
            assertThat(run.outLines()).singleElement().asString().contains("trades");
            assertThat(run.err())
                    .contains("feed 'orders' is in use by this process (")
                    .contains(String.valueOf(ProcessHandle.current().pid()));
        }
    }

    // ---- show

    @Test
    void show_tellsAllOfALetter() {
        keep("orders", letter("orders", 7, State.DEAD));

        assertThat(run("show", "7")).isEqualTo(ExitCode.DONE);
        assertThat(run.outLines())
                .containsExactly(
                        "feed          orders",
                        "id            7",
                        "state         dead",
                        "event         1:" + BLOCK + ":4",
                        "block         1007 " + BLOCK,
                        "occurrence    1",
                        "attempts      3",
                        "failed first  2023-11-14T19:13:20Z",
                        "failed last   2023-11-14T22:08:20Z",
                        "cause         java.lang.IllegalStateException: no \"room\" left",
                        "  of          java.sql.SQLException",
                        "{",
                        "  \"data\": \"0x\"",
                        "}");
        assertThat(run.err()).isEmpty();
    }

    // ---- requeue and purge

    @Test
    void requeue_marksWhatWasNamed() {
        keep(
                "orders",
                letter("orders", 7, State.DEAD),
                letter("orders", 8, State.DEAD),
                letter("orders", 9, State.DEAD));

        assertThat(run("requeue", "9", "7")).isEqualTo(ExitCode.DONE);
        assertThat(kept("orders")).containsExactly("7 REQUEUED", "8 DEAD", "9 REQUEUED");
        assertThat(run.errLines())
                .containsExactly(
                        "windlass: 2 dead letters of 'orders' requeued; the application replays what is requeued"
                                + " when it starts");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void requeue_ofAll_leavesOutWhatWasRetracted() {
        keep("orders", letter("orders", 7, State.DEAD), letter("orders", 8, State.RETRACTED));

        assertThat(run("requeue", "--all", "--name", "orders")).isEqualTo(ExitCode.DONE);
        assertThat(kept("orders")).containsExactly("7 REQUEUED", "8 RETRACTED");
        assertThat(run.err()).contains("1 dead letter of 'orders' requeued");
    }

    @Test
    void requeue_ofARetractedLetter_isRefused() {
        keep("orders", letter("orders", 7, State.DEAD), letter("orders", 8, State.RETRACTED));

        assertThat(run("requeue", "7", "8")).isEqualTo(ExitCode.FAILED);
        assertThat(run.errLines()).singleElement().asString().contains("dead letter 8 of 'orders' was retracted");
        assertThat(kept("orders")).containsExactly("7 DEAD", "8 RETRACTED");
    }

    @Test
    void purge_deletesWhatWasNamedOrAllInAState() {
        keep(
                "orders",
                letter("orders", 6, State.DEAD),
                letter("orders", 7, State.DEAD),
                letter("orders", 8, State.RETRACTED));

        assertThat(run("purge", "6")).isEqualTo(ExitCode.DONE);
        assertThat(kept("orders")).containsExactly("7 DEAD", "8 RETRACTED");
        assertThat(run("purge", "--all", "--state", "retracted")).isEqualTo(ExitCode.DONE);
        assertThat(run.errLines()).containsExactly("windlass: 1 dead letter of 'orders' purged");
        assertThat(kept("orders")).containsExactly("7 DEAD");
        assertThat(run("purge", "--all")).isEqualTo(ExitCode.DONE);
        assertThat(kept("orders")).isEmpty();
    }

    @Test
    void anUnknownLetter_isNamedAndNothingIsChanged() {
        keep("orders", letter("orders", 7, State.DEAD));

        for (String action : List.of("show", "requeue", "purge")) {
            assertThat(run(action, "7", "12")).isEqualTo(ExitCode.FAILED);
            assertThat(run.errLines())
                    .singleElement()
                    .asString()
                    .contains("there is no dead letter 12 of 'orders'; list shows those there are");
        }
        assertThat(kept("orders")).containsExactly("7 DEAD");
    }

    @Test
    void anUnknownFeed_isNamedBesideThoseThatThereAre() {
        keep("orders");

        assertThat(run("list", "--name", "order")).isEqualTo(ExitCode.FAILED);
        assertThat(run.errLines())
                .singleElement()
                .asString()
                .contains("there is no feed 'order' in " + state + "; there is orders");
        assertThat(run("list")).isEqualTo(ExitCode.DONE);
    }

    @Test
    void withoutAName_whereThereAreSeveral_asksForOne() {
        keep("orders", letter("orders", 7, State.DEAD));
        keep("trades", letter("trades", 7, State.DEAD));

        assertThat(run("purge", "7")).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("which feed? Give --name").contains("orders, trades");
        assertThat(kept("orders")).containsExactly("7 DEAD");
    }

    @Test
    void whileTheFeedIsInUse_itIsLeftAloneAndItsOwnerNamed() {
        keep("orders", letter("orders", 7, State.DEAD));
        try (FeedStore store = new EmbeddedFeedStoreProvider().open(state)) {
            store.acquire("orders");

            for (String action : List.of("show", "requeue", "purge")) {
                assertThat(run(action, "7")).isEqualTo(ExitCode.FAILED);
                assertThat(run.err())
                        .contains("in use by this process ("
                                + ProcessHandle.current().pid());
            }
        }
        assertThat(kept("orders")).containsExactly("7 DEAD");
    }
}
