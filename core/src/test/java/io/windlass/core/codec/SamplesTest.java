package io.windlass.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.windlass.Block;
import io.windlass.BlockHeader;
import io.windlass.Bytes;
import io.windlass.Hash;
import io.windlass.Json;
import io.windlass.JsonReader;
import io.windlass.Log;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Payloads of real nodes; they lie beside the repository and are skipped where they do not. */
class SamplesTest {
    private static final Path SAMPLES = Path.of("..", "..", "shared", "samples");
    private static final String ABSENT = "(no samples)";
    private static final List<String> HEADER_MEMBERS = List.of(
            "number",
            "hash",
            "parentHash",
            "timestamp",
            "logsBloom",
            "gasLimit",
            "gasUsed",
            "miner",
            "stateRoot",
            "transactionsRoot",
            "receiptsRoot",
            "extraData",
            "baseFeePerGas",
            "transactions");
    private static final List<String> LOG_MEMBERS = List.of(
            "address",
            "topics",
            "data",
            "blockNumber",
            "blockHash",
            "transactionHash",
            "transactionIndex",
            "logIndex",
            "removed");

    private final JsonCodec codec = new JsonCodec();

    private static List<String> files(String part) throws IOException {
        if (!Files.isDirectory(SAMPLES)) {
            return List.of(ABSENT);
        }
        try (Stream<Path> files = Files.list(SAMPLES)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(f -> f.contains(part))
                    .sorted()
                    .toList();
        }
    }

    static List<String> blocks() throws IOException {
        return files("-block-");
    }

    static List<String> notifications() throws IOException {
        return files("newHeads");
    }

    static List<String> logs() throws IOException {
        return files("-logs-");
    }

    static List<String> receipts() throws IOException {
        return files("-receipt-");
    }

    private static String text(String file) throws IOException {
        assumeTrue(!file.equals(ABSENT), "the samples are not there");
        return Files.readString(SAMPLES.resolve(file));
    }

    private JsonReader reader(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return codec.reader(bytes, 0, bytes.length);
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void block_ofARealNode_decodes(String file) throws IOException {
        String json = text(file);
        Map<String, Object> expected = Tree.object(json);
        List<?> transactions = (List<?>) expected.getOrDefault("transactions", List.of());
        boolean full = !transactions.isEmpty() && transactions.get(0) instanceof Map;

        Block block = Block.decoder().decode(reader(json));

        compareHeader(block, expected);
        assertThat(block.transactionHashes())
                .extracting(Hash::toHex)
                .containsExactlyElementsOf(transactions.stream()
                        .map(t -> t instanceof Map<?, ?> members ? members.get("hash") : t)
                        .map(String.class::cast)
                        .toList());
        assertThat(block.transactions()).hasSize(full ? transactions.size() : 0);
        for (int i = 0; i < block.transactions().size(); i++) {
            Map<?, ?> transaction = (Map<?, ?>) transactions.get(i);
            assertThat(block.transactions().get(i).from()).hasToString((String) transaction.get("from"));
            assertThat(block.transactions().get(i).input()).hasToString((String) transaction.get("input"));
            assertThat("0x" + block.transactions().get(i).value().toString(16)).isEqualTo(transaction.get("value"));
            assertThat(block.transactions().get(i).extra()).containsKey("v");
        }
        compareHeader(BlockHeader.decoder().decode(reader(json)), expected);
    }

    @ParameterizedTest
    @MethodSource("notifications")
    void newHeads_ofARealNode_isFoundAndDecodes(String file) throws IOException {
        String json = text(file);
        Map<?, ?> params = (Map<?, ?>) Tree.object(json).get("params");
        Recorder recorder = Recorder.scan(json);

        assertThat(recorder.told).hasSize(1);
        String prefix = "notification " + params.get("subscription") + " ";
        assertThat(recorder.told.get(0)).startsWith(prefix);
        String result = recorder.told.get(0).substring(prefix.length());
        compareHeader(BlockHeader.decoder().decode(reader(result)), Tree.object(result));
        assertThat(Tree.object(result)).isEqualTo(params.get("result"));
    }

    @ParameterizedTest
    @MethodSource("logs")
    void logs_ofARealNode_decode(String file) throws IOException {
        String json = text(file);
        List<?> expected = (List<?>) Tree.parse(json);

        Recorder recorder = Recorder.scan("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + json + "}");

        assertThat(recorder.told).containsExactly("result 1 " + json.strip());
        compareLogs(readLogs(reader(json)), expected);
    }

    @ParameterizedTest
    @MethodSource("receipts")
    void receipt_ofARealNode_hasLogsThatAreInItsBloom(String file) throws IOException {
        String json = text(file);
        List<Log> logs = List.of();
        Bytes bloom = Bytes.EMPTY;
        JsonReader in = reader(json);
        in.beginObject();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            switch (name) {
                case "logs" -> logs = readLogs(in);
                case "logsBloom" -> bloom = in.bytes();
                default -> in.skip();
            }
        }

        compareLogs(logs, (List<?>) Tree.object(json).get("logs"));
        assertThat(logs).isNotEmpty();
        for (Log log : logs) {
            assertThat(contains(bloom, log.address().toArray())).isTrue();
            for (Hash topic : log.topics()) {
                assertThat(contains(bloom, topic.toArray())).isTrue();
            }
        }
    }

    private static List<Log> readLogs(JsonReader in) {
        List<Log> logs = new ArrayList<>();
        in.beginArray();
        while (in.nextElement()) {
            logs.add(Log.decoder().decode(in));
        }
        return logs;
    }

    /** Three bits of the item's hash, 11 bits each (yellow paper, 4.3.1). */
    private static boolean contains(Bytes bloom, byte[] item) {
        byte[] hash = Hash.keccak256(item).toArray();
        for (int i = 0; i < 6; i += 2) {
            int bit = ((hash[i] & 0xff) << 8 | hash[i + 1] & 0xff) & 0x7ff;
            if ((bloom.get(255 - bit / 8) >> bit % 8 & 1) == 0) {
                return false;
            }
        }
        return true;
    }

    private static void compareHeader(BlockHeader header, Map<String, Object> expected) {
        assertThat("0x" + Long.toHexString(header.number())).isEqualTo(expected.get("number"));
        assertThat("0x" + Long.toHexString(header.timestamp())).isEqualTo(expected.get("timestamp"));
        assertThat("0x" + Long.toHexString(header.gasLimit())).isEqualTo(expected.get("gasLimit"));
        assertThat("0x" + Long.toHexString(header.gasUsed())).isEqualTo(expected.get("gasUsed"));
        assertThat(header.hash()).hasToString((String) expected.get("hash"));
        assertThat(header.parentHash()).hasToString((String) expected.get("parentHash"));
        assertThat(header.stateRoot()).hasToString((String) expected.get("stateRoot"));
        assertThat(header.transactionsRoot()).hasToString((String) expected.get("transactionsRoot"));
        assertThat(header.receiptsRoot()).hasToString((String) expected.get("receiptsRoot"));
        assertThat(header.logsBloom()).hasToString((String) expected.get("logsBloom"));
        assertThat(header.logsBloom().length()).isEqualTo(256);
        assertThat(header.extraData()).hasToString((String) expected.get("extraData"));
        if (expected.containsKey("miner")) {
            assertThat(header.miner()).hasToString((String) expected.get("miner"));
        }
        assertThat(header.baseFeePerGas().map(f -> "0x" + f.toString(16)).orElse(null))
                .isEqualTo(expected.get("baseFeePerGas"));
        compareExtra(header.extra(), expected, HEADER_MEMBERS);
        if (expected.containsKey("l1BlockNumber")) {
            assertThat(header.extra()).containsKeys("l1BlockNumber", "sendCount", "sendRoot");
        }
    }

    private static void compareLogs(List<Log> logs, @Nullable List<?> expected) {
        assertThat(logs).hasSameSizeAs(expected);
        for (int i = 0; i < logs.size(); i++) {
            Log log = logs.get(i);
            @SuppressWarnings("unchecked")
            Map<String, Object> members = (Map<String, Object>) expected.get(i);
            assertThat(log.address()).hasToString((String) members.get("address"));
            assertThat(log.topics()).hasToString(members.get("topics").toString());
            assertThat(log.data()).hasToString((String) members.get("data"));
            assertThat("0x" + Long.toHexString(log.blockNumber())).isEqualTo(members.get("blockNumber"));
            assertThat(log.blockHash()).hasToString((String) members.get("blockHash"));
            assertThat(log.transactionHash()).hasToString((String) members.get("transactionHash"));
            assertThat("0x" + Integer.toHexString(log.transactionIndex())).isEqualTo(members.get("transactionIndex"));
            assertThat("0x" + Integer.toHexString(log.logIndex())).isEqualTo(members.get("logIndex"));
            compareExtra(log.extra(), members, LOG_MEMBERS);
        }
    }

    /** What has no accessor, and only that, is in extra, unless it is null. */
    private static void compareExtra(Map<String, Json> extra, Map<String, Object> members, List<String> typed) {
        List<String> rest = members.entrySet().stream()
                .filter(m -> m.getValue() != null && !typed.contains(m.getKey()))
                .map(Map.Entry::getKey)
                .toList();
        assertThat(extra.keySet()).containsExactlyElementsOf(rest);
        extra.forEach((name, json) -> {
            try {
                assertThat(Tree.parse(json.text())).isEqualTo(members.get(name));
            } catch (IOException e) {
                throw new AssertionError(name, e);
            }
        });
    }
}
