package io.windlass.it;

import static io.windlass.it.Patience.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.BlockRef;
import io.windlass.BlockchainConnectionManager;
import io.windlass.Feeds;
import io.windlass.Log;
import io.windlass.ManagerConfig;
import io.windlass.Subscription;
import io.windlass.testkit.Devnet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A named feed kept in files without a handler: what they say, read from the oldest on, is the chain. */
class SinkIT {
    private static final int KEPT = 100;
    private static final String NAME = "files";

    @AutoClose
    private final Devnet chain = Devnet.start();

    @TempDir
    private Path directory;

    @Test
    void files_ofSeveralRunsAndReorgs_holdWhatTheChainHolds() throws Exception {
        chain.mine(5);
        for (int run = 0; run < 3; run++) {
            try (BlockchainConnectionManager manager = BlockchainConnectionManager.create(ManagerConfig.builder()
                    .stateDirectory(directory.resolve("state"))
                    .build())) {
                Subscription running = done(manager.connectWebSocket(chain.wsUrl()))
                        .subscribe(Feeds.logs())
                        .named(NAME)
                        .from(BlockRef.number(1))
                        .toSink(manager.openSink(
                                "json-lines",
                                Map.of(
                                        "path", file().toString(),
                                        "max-size", "4096",
                                        "keep", Integer.toString(KEPT))));
                done(running.live());
                chain.mine(4);
                chain.reorg(2);
                Patience.until("the files hold what the chain holds", () -> held().equals(places()));
            }
            chain.reorg(3); // while nobody looks
        }
        List<String> lines = lines();
        assertThat(new LinkedHashSet<>(lines))
                .as("each line once, as no run crashed")
                .hasSameSizeAs(lines);
        assertThat(file().resolveSibling("logs.jsonl.1")).as("it has rotated").exists();
    }

    @Test
    void file_ofProcessesThatEndedBetweenWritingAndAcknowledging_holdsLinesTwiceButLacksNone() throws Exception {
        chain.mine(5);
        for (int run = 0; run < 3; run++) {
            Process child = ChildJvm.start(
                    SinkFollower.class,
                    directory.resolve("output"),
                    chain.wsUrl(),
                    directory.resolve("state").toString(),
                    NAME,
                    file().toString());
            assertThat(CrashRuns.codeOf(child)).isEqualTo(HaltingStore.CODE);
            assertThat(lines()).isNotEmpty();
            // a line that the crash cut off
            Files.writeString(file(), "{\"kind\":\"log\",\"blockNu", StandardOpenOption.APPEND);
            chain.mine(2);
            chain.reorg(2);
        }
        try (BlockchainConnectionManager manager = BlockchainConnectionManager.create(ManagerConfig.builder()
                .stateDirectory(directory.resolve("state"))
                .build())) {
            done(manager.connectWebSocket(chain.wsUrl()))
                    .subscribe(Feeds.logs())
                    .named(NAME)
                    .from(BlockRef.number(1))
                    .toSink(manager.openSink("json-lines", Map.of("path", file().toString())));
            Patience.until("the file holds what the chain holds", () -> held().equals(places()));
        }
        assertThat(lines())
                .as("what was not acknowledged came again")
                .hasSizeGreaterThan(Set.copyOf(lines()).size());
    }

    private Path file() {
        return directory.resolve("logs.jsonl");
    }

    private Set<String> places() {
        Set<String> places = new LinkedHashSet<>();
        for (Log log : chain.logs(0, chain.head().number())) {
            places.add(Holdings.place(log.blockHash().toHex(), log.logIndex()));
        }
        return places;
    }

    /** The oldest first: the file with the highest number. */
    private List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int number = KEPT; number > 0; number--) {
            Path renamed = file().resolveSibling("logs.jsonl." + number);
            if (Files.exists(renamed)) {
                lines.addAll(Files.readAllLines(renamed));
            }
        }
        lines.addAll(Files.readAllLines(file()));
        return lines;
    }

    private Set<String> held() throws IOException {
        Set<String> held = new LinkedHashSet<>();
        for (String line : lines()) {
            Map<?, ?> log = (Map<?, ?>) PlainJson.read(line);
            String place = Holdings.place((String) log.get("blockHash"), ((Number) log.get("logIndex")).intValue());
            if ((Boolean) log.get("removed")) {
                held.remove(place);
            } else {
                held.add(place);
            }
        }
        return held;
    }
}
