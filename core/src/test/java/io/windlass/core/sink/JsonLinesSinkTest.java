package io.windlass.core.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.windlass.EventSinkException;
import io.windlass.spi.EventSink;
import io.windlass.testkit.contract.EventSinkContract;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesSinkTest {
    @TempDir
    private Path directory;

    /** The contract with small files, so that it rotates all the time. */
    @Nested
    class Contract extends EventSinkContract {
        @Override
        protected EventSink open(Path where) {
            return sink(where, Map.of("max-size", "4096", "keep", "10000", "fsync", "false"));
        }

        @Override
        protected List<Written> read(Path where) throws IOException {
            List<Written> found = new ArrayList<>();
            for (String line : linesOfAllFiles(where)) {
                Map<String, String> keys = keys(line);
                found.add(new Written(
                        keys.get("id"),
                        Integer.parseInt(keys.get("occurrence")),
                        Boolean.parseBoolean(keys.getOrDefault("removed", "false"))));
            }
            return found;
        }
    }

    private static EventSink sink(Path where, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("path", where.resolve("events.jsonl").toString());
        return new JsonLinesSinkProvider().open(all);
    }

    private EventSink sink() {
        return sink(directory, Map.of());
    }

    private Path file(String suffix) {
        return directory.resolve("events.jsonl" + suffix);
    }

    /** The oldest first: the file with the highest number. */
    private static List<String> linesOfAllFiles(Path where) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int number = 1; Files.exists(where.resolve("events.jsonl." + number)); number++) {
            files.add(0, where.resolve("events.jsonl." + number));
        }
        files.add(where.resolve("events.jsonl"));
        List<String> lines = new ArrayList<>();
        for (Path file : files) {
            lines.addAll(Files.readAllLines(file));
        }
        return lines;
    }

    /** The members of a line in order; of an array or object the text. */
    private static Map<String, String> keys(String line) throws IOException {
        Map<String, String> keys = new LinkedHashMap<>();
        try (JsonParser in = new JsonFactory().createParser(line)) {
            assertThat(in.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                JsonToken value = in.nextToken();
                if (value.isStructStart()) {
                    long from = in.currentTokenLocation().getCharOffset();
                    in.skipChildren();
                    keys.put(name, line.substring((int) from, (int)
                            in.currentLocation().getCharOffset()));
                } else {
                    keys.put(name, in.getText());
                }
            }
            assertThat(in.nextToken()).isNull();
        }
        return keys;
    }

    // ---- lines

    @Test
    void line_ofALog_hasTheKeysOfTheCommandLineThenIdAndOccurrence() throws Exception {
        try (EventSink sink = sink()) {
            sink.write(List.of(SinkEvents.log(12, 3)));
        }

        Map<String, String> line = keys(Files.readString(file("")));
        assertThat(line.keySet())
                .containsExactly(
                        "kind",
                        "chainId",
                        "blockNumber",
                        "blockHash",
                        "transactionHash",
                        "logIndex",
                        "address",
                        "topics",
                        "data",
                        "removed",
                        "source",
                        "id",
                        "occurrence");
        assertThat(line)
                .containsEntry("kind", "log")
                .containsEntry("blockNumber", "12")
                .containsEntry("logIndex", "3")
                .containsEntry("data", "0x010203")
                .containsEntry("topics", "[\"" + SinkEvents.hash("topic") + "\",\"" + SinkEvents.hash("other") + "\"]")
                .containsEntry("removed", "false")
                .containsEntry("source", "live")
                .containsEntry("id", "1:" + SinkEvents.hash("block 12") + ":3")
                .containsEntry("occurrence", "1");
    }

    @Test
    void line_ofAHead_hasTheKeysOfTheCommandLine() throws Exception {
        try (EventSink sink = sink()) {
            sink.write(List.of(SinkEvents.head(7)));
        }

        assertThat(keys(Files.readString(file(""))).keySet())
                .containsExactly(
                        "kind",
                        "chainId",
                        "number",
                        "hash",
                        "parentHash",
                        "timestamp",
                        "removed",
                        "source",
                        "id",
                        "occurrence");
    }

    @Test
    void line_ofAPendingTransaction_hasTheKeysOfTheCommandLine() throws Exception {
        try (EventSink sink = sink()) {
            sink.write(List.of(SinkEvents.pending("one")));
        }

        assertThat(keys(Files.readString(file(""))))
                .containsExactly(
                        Map.entry("kind", "pending"),
                        Map.entry("chainId", "1"),
                        Map.entry("hash", SinkEvents.hash("one").toHex()),
                        Map.entry("id", "1:" + SinkEvents.hash("one")),
                        Map.entry("occurrence", "1"));
    }

    @Test
    void line_ofAnotherKind_carriesItsJsonOnOneLine() throws Exception {
        try (EventSink sink = sink()) {
            sink.write(List.of(SinkEvents.other("{\n \"a\": [1,\r\n 2]}")));
        }

        assertThat(Files.readAllLines(file(""))).hasSize(1);
        assertThat(keys(Files.readString(file(""))))
                .containsEntry("kind", "event")
                .containsEntry("value", "{  \"a\": [1,   2]}");
    }

    @Test
    void line_ofAnotherKindWithoutItsJson_isRefusedWithTheSettingThatHelps() throws Exception {
        try (EventSink sink = sink()) {
            assertThatThrownBy(() -> sink.write(List.of(SinkEvents.log(1, 0), SinkEvents.other(null))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("keepRaw()");
            assertThat(file("")).isEmptyFile();
        }
    }

    // ---- rotation

    @Test
    void rotate_keepsSoManyFilesAndTheNewestEvents() throws Exception {
        try (EventSink sink = sink(directory, Map.of("max-size", "1024", "keep", "3"))) {
            for (int block = 1; block <= 40; block++) {
                sink.write(List.of(SinkEvents.log(block, 0)));
            }
        }

        assertThat(file(".3")).exists();
        assertThat(file(".4")).doesNotExist();
        List<String> lines = linesOfAllFiles(directory);
        int first = 40 - lines.size() + 1;
        assertThat(lines.stream().map(JsonLinesSinkTest::block))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(first, 40).boxed().toList());
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.filter(each -> !each.toString().endsWith(".lock")))
                    .allSatisfy(each -> assertThat(Files.size(each)).isLessThanOrEqualTo(1024));
        }
    }

    private static int block(String line) {
        try {
            return Integer.parseInt(keys(line).get("blockNumber"));
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    @Test
    void rotate_doesNotSplitABatchThatIsLargerThanAFile() throws Exception {
        try (EventSink sink = sink(directory, Map.of("max-size", "1024"))) {
            sink.write(List.of(SinkEvents.log(1, 0)));
            sink.write(IntStream.rangeClosed(2, 20)
                    .mapToObj(b -> SinkEvents.log(b, 0))
                    .toList());
            sink.write(List.of(SinkEvents.log(21, 0)));
        }

        assertThat(Files.readAllLines(file(".2"))).hasSize(1);
        assertThat(Files.readAllLines(file(".1"))).hasSize(19);
        assertThat(Files.readAllLines(file(""))).hasSize(1);
    }

    @Test
    void rotate_afterACrashBetweenTwoRenames_goesOn() throws Exception {
        try (EventSink sink = sink(directory, Map.of("max-size", "1024", "keep", "3"))) {
            for (int block = 1; block <= 3; block++) {
                sink.write(IntStream.range(0, 3)
                        .mapToObj(i -> SinkEvents.log(1, i))
                        .toList());
            }
        }
        Files.move(file(""), file(".3")); // all were renamed, and the new one was not begun

        try (EventSink sink = sink(directory, Map.of("max-size", "1024", "keep", "3"))) {
            sink.write(List.of(SinkEvents.log(9, 0)));
        }

        assertThat(Files.readAllLines(file(""))).hasSize(1);
    }

    // ---- crashes and trouble

    @Test
    void open_afterACrash_dropsTheLineThatHasNoEnd() throws Exception {
        try (EventSink sink = sink()) {
            sink.write(List.of(SinkEvents.log(1, 0), SinkEvents.log(2, 0)));
        }
        String before = Files.readString(file(""));
        Files.writeString(file(""), "{\"kind\":\"log\",\"chainId\":1,\"blo", StandardOpenOption.APPEND);

        try (EventSink sink = sink()) {
            assertThat(Files.readString(file(""))).isEqualTo(before);
            sink.write(List.of(SinkEvents.log(3, 0)));
        }

        assertThat(Files.readAllLines(file("")).stream().map(JsonLinesSinkTest::block))
                .containsExactly(1, 2, 3);
    }

    @Test
    void open_afterACrashWithinTheFirstLine_beginsAnew() throws Exception {
        Files.writeString(file(""), "{\"kind\":\"log\"" + " ".repeat(200_000));

        try (EventSink sink = sink()) {
            assertThat(file("")).isEmptyFile();
            sink.write(List.of(SinkEvents.log(1, 0)));
        }

        assertThat(Files.readAllLines(file(""))).hasSize(1);
    }

    @Test
    void open_ofAFileThatIsNotItsOwn_leavesItAlone() throws IOException {
        Files.writeString(file(""), "127.0.0.1 localhost");

        assertThatExceptionOfType(EventSinkException.class)
                .isThrownBy(this::sink)
                .withMessageContaining("does not begin with a line of JSON")
                .withMessageContaining("set path to another");
        assertThat(file("")).hasContent("127.0.0.1 localhost");
    }

    @Test
    void open_ofAFileThatAnotherSinkHolds_isRefused() {
        EventSink first = sink();
        assertThatExceptionOfType(EventSinkException.class)
                .isThrownBy(this::sink)
                .withMessageContaining("in use by another sink");
        first.close();
        sink().close();
    }

    @Test
    void open_inADirectoryThatIsNotThere_saysSo() {
        assertThatExceptionOfType(EventSinkException.class)
                .isThrownBy(() -> sink(directory.resolve("missing"), Map.of()))
                .withMessageContaining("there is no directory " + directory.resolve("missing"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void open_inAReadOnlyDirectory_saysToMakeItWritable() throws Exception {
        Path readOnly = Files.createDirectory(
                directory.resolve("read-only"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
        List<String> command = new ArrayList<>();
        if (Files.isWritable(readOnly)) {
            // by root, who may write everywhere unless that right is taken away
            command.addAll(List.of("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OpeningChild.class.getName(),
                readOnly.resolve("events").toString()));
        Process child = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = child.inputReader()) {
            assertThat(out.readLine()).contains("is read-only").contains("make its directory writable");
        }
        assertThat(child.waitFor()).isZero();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void write_toAFullDisk_saysSoAndKeepsNothing() throws Exception {
        Files.createSymbolicLink(file(""), Path.of("/dev/full"));

        try (EventSink sink = sink(directory, Map.of("fsync", "false"))) {
            EventSinkException refused =
                    catchThrowableOfType(EventSinkException.class, () -> sink.write(List.of(SinkEvents.log(1, 0))));

            assertThat(refused).hasMessageContaining("No space left on device").hasMessageContaining("free some space");
            assertThat(refused.sink()).isEqualTo(file("").toString());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void write_thatFindsRoomForAPartOnly_keepsNothingOfItAndGoesOn() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        // no file may grow beyond 64 or 128 KiB, as shells count
        Process child = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -f 128 && exec \"$@\"",
                        "sh",
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        FullDiskChild.class.getName(),
                        file("").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = child.inputReader()) {
            assertThat(out.readLine()).isEqualTo("refused");
        }
        assertThat(child.waitFor()).isZero();

        assertThat(Files.readAllLines(file("")).stream().map(JsonLinesSinkTest::block))
                .containsExactly(1, 3);
    }

    // ---- settings

    @Test
    void settings_thatAreWrong_areRefusedWithWhatIsLegal() {
        assertThatThrownBy(() -> new JsonLinesSinkProvider().open(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs the setting path");
        assertThatThrownBy(() -> sink(directory, Map.of("max-size", "12", "keep", "1")))
                .hasMessage("max-size must be a number from 1024 to 9223372036854775807, was '12'");
        assertThatThrownBy(() -> sink(directory, Map.of("keep", "many")))
                .hasMessage("keep must be a number from 1 to 10000, was 'many'");
        assertThatThrownBy(() -> sink(directory, Map.of("fsync", "yes")))
                .hasMessage("fsync must be true or false, was 'yes'");
        assertThatThrownBy(() -> sink(directory, Map.of("colour", "red")))
                .hasMessageContaining("does not know [colour]")
                .hasMessageContaining("[path, max-size, keep, fsync]");
    }
}
