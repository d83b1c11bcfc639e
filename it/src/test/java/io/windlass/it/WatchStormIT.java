package io.windlass.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The command {@code watch logs} as a process of its own, over two URLs of one node whose links are cut in every way while the
 * chain goes on and reorgs: whoever adds and deletes as its lines say holds what the node holds.
 */
class WatchStormIT {
    /** The last line on standard error. */
    private static final Pattern TOTALS = Pattern.compile(
            "^windlass: ([\\d,]+) logs in [\\d,]+ blocks(?:, [\\d,]+ backfilled)?, ([\\d,]+) removed"
                    + "(?:, [\\d,]+ late)?, ([\\d,]+) reconnects, \\S+$",
            Pattern.MULTILINE);

    @AutoClose
    private final Anvil anvil = Anvil.start();

    @AutoClose
    private final FaultProxy one = FaultProxy.before(anvil.port());

    @AutoClose
    private final FaultProxy two = FaultProxy.before(anvil.port());

    private final Emitter emitter = anvil.deployEmitter();

    @TempDir
    private Path directory;

    private Path out;
    private Path err;
    private Process watch;

    @AfterEach
    void endWatch() {
        if (watch != null) {
            CrashRuns.kill(watch);
        }
    }

    private void start(String option) {
        out = directory.resolve("out");
        err = directory.resolve("err");
        List<String> arguments = new ArrayList<>(List.of("watch", "logs", "--json", "--from", "1"));
        arguments.addAll(List.of("--url", one.wsUrl() + "," + two.wsUrl()));
        arguments.addAll(List.of("--address", emitter.address().toHex()));
        if (!option.isEmpty()) {
            arguments.add(option);
        }
        watch = ChildJvm.start("io.windlass.cli.Main", out, err, arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--immediate"})
    void cutsAndReorgs_leaveLinesWhoseNetIsWhatGetLogsSays(String option) throws Exception {
        start(option);
        awaitLive();
        anvil.rpc("anvil_reorg", 2, List.of());
        awaitLive();
        assertThat(removals()).as("of a feed that was level").isPositive();

        during(emission -> one.cutByFin());
        during(emission -> {
            one.cutByReset();
            two.cutByReset();
            emission.reorg(3);
        });
        during(emission -> {
            one.refuse();
            one.cutByReset();
        });
        one.listen();
        during(emission -> {
            // what the node says is lost, and when the links are gone at last there is another branch
            one.lose(FaultLoss.EVERYTHING);
            two.lose(FaultLoss.EVERYTHING);
            emission.awaitMore(5);
            emission.reorg(5);
            emission.awaitMore(5);
            one.loseNoMore();
            two.loseNoMore();
            one.cutByFin();
            two.cutByReset();
        });
        during(emission -> {
            two.refuse();
            two.cutByFin();
            emission.reorg(2);
        });
        two.listen();
        awaitLive();

        watch.destroy();
        assertThat(CrashRuns.codeOf(watch)).as(said()).isZero();
        assertThat(said()).contains("windlass: connected to " + one.wsUrl() + ", " + two.wsUrl() + ", chain 31337\n");
        List<MatchResult> totals = TOTALS.matcher(said()).results().toList();
        assertThat(totals).as(said()).hasSize(1);
        assertThat(number(totals.get(0), 1)).isEqualTo(lines().size());
        assertThat(number(totals.get(0), 2)).isEqualTo(removals());
        assertThat(number(totals.get(0), 3)).isPositive();
    }

    /** Something happens to the links while the chain goes on. */
    private interface Cut {
        void happen(Emission emission);
    }

    private void during(Cut cut) throws IOException {
        try (Emission emission = Emission.of(emitter)) {
            emission.awaitMore(5);
            cut.happen(emission);
            int before = lines().size();
            Patience.until("more lines", () -> lines().size() > before);
            emission.awaitMore(5);
        }
        awaitLive();
    }

    /** Waits until the lines hold what the chain holds, and a new log comes as it is made. */
    private void awaitLive() {
        Patience.until("it is live", () -> {
            emitter.emitSeq(3);
            awaitNet(new LinkedHashSet<>(Followers.logsOf(anvil, emitter, 0)));
            List<String> lines = lines();
            return lines.get(lines.size() - 1).endsWith("\"removed\":false,\"source\":\"live\"}");
        });
    }

    private static long number(MatchResult totals, int group) {
        return Long.parseLong(totals.group(group).replace(",", ""));
    }

    /** The whole lines so far. */
    private List<String> lines() throws IOException {
        String text = Files.exists(out) ? Files.readString(out) : "";
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    private String said() throws IOException {
        return Files.readString(err);
    }

    private static boolean isRemoval(String line) {
        return line.contains("\"removed\":true");
    }

    private long removals() throws IOException {
        return lines().stream().filter(WatchStormIT::isRemoval).count();
    }

    private void awaitNet(Set<String> expected) throws IOException {
        try {
            Patience.until("the lines hold what the chain holds", () -> net().equals(expected));
        } catch (RuntimeException e) {
            assertThat(net()).as(said()).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    /** What was printed and not taken back; each line must be possible after those before it. */
    private Set<String> net() throws IOException {
        Set<String> held = new LinkedHashSet<>();
        for (String line : lines()) {
            Map<?, ?> log = (Map<?, ?>) PlainJson.read(line);
            String place = Holdings.place((String) log.get("blockHash"), ((Number) log.get("logIndex")).intValue());
            boolean possible = isRemoval(line) ? held.remove(place) : held.add(place);
            assertThat(possible).as("%s in %s", line, out).isTrue();
        }
        return held;
    }
}
