package io.windlass.core.sim;

import io.windlass.Address;
import io.windlass.BlockHeader;
import io.windlass.BlockRef;
import io.windlass.BlockchainException;
import io.windlass.Call;
import io.windlass.Feed;
import io.windlass.Hash;
import io.windlass.Log;
import io.windlass.LogsFeed;
import io.windlass.Registration;
import io.windlass.RpcError;
import io.windlass.RpcException;
import io.windlass.core.chain.ChainReads;
import io.windlass.core.chain.Inquiry;
import io.windlass.core.feed.push.PushListener;
import io.windlass.core.feed.push.Pushes;
import io.windlass.core.rpc.NodeRules;
import io.windlass.spi.Codec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * One node's chain as a test writes it, and what the node would say of it: a tree of blocks with logs, of which one is the
 * head. Answers what feeds ask and announces what they subscribe to; a script may answer in its place.
 */
public final class ScriptedChain implements ChainReads, Pushes {
    /** Answers some calls in the node's place. */
    @FunctionalInterface
    public interface Script {
        /** The result as JSON, or null to let the node answer; throws what the call is to fail with. */
        String answer(Asked asked);
    }

    /** A call that was made. */
    public record Asked(String method, List<Object> params) {
        /** The block that is asked for, if it is one. */
        public String block() {
            return params.isEmpty() || !(params.get(0) instanceof BlockRef block) ? "" : block.toParam();
        }

        /** The query of {@code eth_getLogs}. */
        public Map<?, ?> query() {
            return (Map<?, ?>) params.get(0);
        }
    }

    /** A block of the chain. */
    public record Block(BlockHeader header, String json, List<String> logs) {
        public long number() {
            return header.number();
        }

        public Hash hash() {
            return header.hash();
        }
    }

    /** Who emits, where a test does not care. */
    public static final Address EMITTER = emitter(1);

    private record Follower(Feed<?> feed, PushListener listener) {}

    private final World world;
    private final Codec codec;
    private final Map<Hash, Block> blocks = new HashMap<>();
    private final List<Follower> followers = new ArrayList<>();
    private final List<Asked> asked = new ArrayList<>();
    private Script script = call -> null;
    private Optional<Script> twin = Optional.empty();
    private Block head;
    private Optional<Block> safe = Optional.empty();
    private Optional<Block> finalized = Optional.empty();
    private Duration latency = Duration.ofMillis(1);
    private NodeRules rules = NodeRules.PLAIN;
    private boolean confirms = true;
    private boolean announces = true;
    private int salt;

    public ScriptedChain(World world, Codec codec) {
        this.world = world;
        this.codec = codec;
        head = make(0, Hash.ZERO, List.of(), true);
    }

    public static Address emitter(int number) {
        return Address.of(String.format("0x%040x", number));
    }

    // ---- what the chain is

    /** A block above this one that is not the head. */
    public Block child(Block parent, Address... emitters) {
        return make(parent.number() + 1, parent.hash(), List.of(emitters), true);
    }

    /** A block that follows none that is known. */
    public Block alone(long number) {
        return make(number, Hash.keccak256("nowhere".getBytes(StandardCharsets.UTF_8)), List.of(), true);
    }

    /** A block above this one whose header claims nothing of its logs. */
    public Block withoutBloom(Block parent, Address... emitters) {
        return make(parent.number() + 1, parent.hash(), List.of(emitters), false);
    }

    /** The next block, with one log of each emitter; it is announced. */
    public Block mine(Address... emitters) {
        Block next = child(head, emitters);
        become(next);
        announce(next);
        return next;
    }

    /** So many blocks, each with one log. */
    public void mineMany(int count) {
        for (int i = 0; i < count; i++) {
            mine(EMITTER);
        }
    }

    /** So many blocks that nobody hears of. */
    public void grow(int count) {
        for (int i = 0; i < count; i++) {
            become(child(head, EMITTER));
        }
    }

    /** The node holds this block for its head now, and announces nothing. */
    public void become(Block newHead) {
        head = newHead;
    }

    /** Replaces the newest blocks by as many and one more; each is announced. */
    public void reorg(int depth) {
        Block at = at(head.number() - depth);
        for (int i = 0; i <= depth; i++) {
            at = child(at, EMITTER);
            become(at);
            announce(at);
        }
    }

    public Block head() {
        return head;
    }

    /** The canonical block with this number. */
    public Block at(long number) {
        return canonical().get(number);
    }

    private TreeMap<Long, Block> canonical() {
        TreeMap<Long, Block> path = new TreeMap<>();
        for (Block at = head; at != null; at = blocks.get(at.header().parentHash())) {
            path.put(at.number(), at);
        }
        return path;
    }

    public void safe(Block block) {
        safe = Optional.of(block);
    }

    public void finalized(Block block) {
        finalized = Optional.of(block);
    }

    private Block make(long number, Hash parent, List<Address> emitters, boolean bloom) {
        Hash hash = Hash.keccak256(("block " + number + " " + salt++).getBytes(StandardCharsets.UTF_8));
        byte[] bits = new byte[256];
        List<String> logs = new ArrayList<>();
        for (Address emitter : emitters) {
            logs.add(log(number, hash, logs.size(), emitter));
            setBits(bits, emitter.toArray());
            setBits(bits, topic(emitter).toArray());
        }
        StringBuilder hex = new StringBuilder("0x");
        for (byte each : bits) {
            hex.append(String.format("%02x", each));
        }
        String json = "{\"number\":\"0x" + Long.toHexString(number) + "\",\"hash\":\"" + hash + "\",\"parentHash\":\""
                + parent + "\",\"timestamp\":\"0x1\"" + (bloom ? ",\"logsBloom\":\"" + hex + "\"" : "") + "}";
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        Block made = new Block(BlockHeader.decoder().decode(codec.reader(bytes, 0, bytes.length)), json, logs);
        blocks.put(hash, made);
        return made;
    }

    /** The Yellow Paper's bloom, written a second time. */
    private static void setBits(byte[] bits, byte[] item) {
        byte[] hash = Hash.keccak256(item).toArray();
        for (int pair = 0; pair < 6; pair += 2) {
            int bit = ((hash[pair] & 0xff) * 256 + (hash[pair + 1] & 0xff)) % 2048;
            bits[255 - bit / 8] |= (byte) (1 << bit % 8);
        }
    }

    /** The one topic of each log of an emitter. */
    public static Hash topic(Address emitter) {
        return Hash.keccak256(emitter.toArray());
    }

    public static String log(long number, Hash block, int index, Address emitter) {
        return "{\"address\":\"" + emitter.toHex() + "\",\"topics\":[\"" + topic(emitter)
                + "\"],\"data\":\"0x\",\"blockNumber\":\"0x" + Long.toHexString(number) + "\",\"blockHash\":\"" + block
                + "\",\"transactionHash\":\"" + block + "\",\"transactionIndex\":\"0x0\",\"logIndex\":\"0x"
                + Integer.toHexString(index) + "\",\"removed\":false}";
    }

    // ---- what the node announces

    /** Tells who follows heads of this block. */
    public void announce(Block block) {
        push("newHeads", block.json());
    }

    /** Tells who follows this feed. */
    public void push(String feed, String json) {
        if (announces) {
            List.copyOf(followers).stream()
                    .filter(each -> each.feed().name().equals(feed))
                    .forEach(
                            each -> world.execute(() -> each.listener().pushed(json.getBytes(StandardCharsets.UTF_8))));
        }
    }

    /** While off, subscriptions hear nothing. */
    public void announces(boolean value) {
        announces = value;
    }

    /** While off, the test calls {@link #confirm()}. */
    public void confirmsAtOnce(boolean value) {
        confirms = value;
    }

    /** The node confirms all subscriptions. */
    public void confirm() {
        followers.forEach(each -> each.listener().confirmed());
    }

    /** The link is gone. */
    public void interrupt() {
        followers.forEach(each -> each.listener().interrupted());
    }

    /** How many subscriptions the node carries. */
    public int followers() {
        return followers.size();
    }

    @Override
    public Registration follow(Feed<?> feed, PushListener listener) {
        Follower follower = new Follower(feed, listener);
        followers.add(follower);
        if (confirms) {
            world.execute(listener::confirmed);
        }
        return () -> {
            if (followers.remove(follower)) {
                listener.ended(null);
            }
        };
    }

    // ---- what the node answers

    /** What a script says for a call that is not answered at all. */
    public static final String NEVER = "never";

    /** How long an answer takes. */
    public void latency(Duration value) {
        latency = value;
    }

    public void script(Script value) {
        script = value;
    }

    /** All calls of a method, in order. */
    public List<Asked> asked(String method) {
        return asked.stream().filter(each -> each.method().equals(method)).toList();
    }

    public void forgetCalls() {
        asked.clear();
    }

    /** What a node says that refuses. */
    public static RpcException refusal(String method, int code, String message) {
        return new RpcException(method, new RpcError(code, message, Optional.empty()));
    }

    /** What is known of the node. */
    public void rules(NodeRules value) {
        rules = value;
    }

    @Override
    public NodeRules rules() {
        return rules;
    }

    /** Another machine has the chain, too, and is asked when this one is not believed. */
    public void twin(Script answers) {
        twin = Optional.of(answers);
    }

    @Override
    public Inquiry inquiry() {
        return new Inquiry() {
            private boolean elsewhere;

            @Override
            public <T> CompletableFuture<T> call(Call<T> call) {
                return ScriptedChain.this.call(call, elsewhere ? twin.orElseThrow() : script);
            }

            @Override
            public boolean goesElsewhere() {
                elsewhere = twin.isPresent() && !elsewhere;
                return elsewhere;
            }
        };
    }

    @Override
    public <T> CompletableFuture<T> call(Call<T> call) {
        return call(call, script);
    }

    private <T> CompletableFuture<T> call(Call<T> call, Script script) {
        Asked request = new Asked(call.method(), call.params());
        asked.add(request);
        CompletableFuture<T> result = new CompletableFuture<>();
        world.schedule(latency, () -> {
            try {
                String scripted = script.answer(request);
                if (NEVER.equals(scripted)) {
                    return;
                }
                String json = scripted == null ? answer(request) : scripted;
                byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
                result.complete(call.decoder().decode(codec.reader(bytes, 0, bytes.length)));
            } catch (BlockchainException failure) {
                result.completeExceptionally(failure);
            }
        });
        return result;
    }

    /** The node's own answer, as JSON. */
    public String answer(Asked request) {
        return switch (request.method()) {
            case "eth_getBlockByNumber" ->
                json(byNumber((BlockRef) request.params().get(0)));
            case "eth_getBlockByHash" ->
                json(Optional.ofNullable(blocks.get(((BlockRef) request.params().get(0)).hash())));
            case "eth_getLogs" -> logs(request.query());
            case "eth_getBlockReceipts" ->
                receipts(String.valueOf(request.params().get(0)));
            default -> throw refusal(request.method(), -32601, "the method does not exist");
        };
    }

    private static String json(Optional<Block> block) {
        return block.map(Block::json).orElse("null");
    }

    private Optional<Block> byNumber(BlockRef block) {
        return switch (block.kind()) {
            case LATEST -> Optional.of(head);
            case SAFE -> safe;
            case FINALIZED -> finalized;
            default -> Optional.ofNullable(at(block.kind() == BlockRef.Kind.EARLIEST ? 0 : block.number()));
        };
    }

    private String logs(Map<?, ?> query) {
        List<String> found = new ArrayList<>();
        if (query.get("blockHash") instanceof Hash hash) {
            Block block = blocks.get(hash);
            if (block == null) {
                throw refusal("eth_getLogs", -32000, "unknown block");
            }
            found.addAll(block.logs());
        } else {
            long from = ((BlockRef) query.get("fromBlock")).number();
            long to = ((BlockRef) query.get("toBlock")).number();
            canonical().subMap(from, true, to, true).values().forEach(block -> found.addAll(block.logs()));
        }
        LogsFeed filter = filter(query);
        return found.stream()
                .filter(log -> filter.matches(decoded(log)))
                .collect(java.util.stream.Collectors.joining(",", "[", "]"));
    }

    private static LogsFeed filter(Map<?, ?> query) {
        LogsFeed filter = io.windlass.Feeds.logs();
        if (query.get("address") instanceof Collection<?> some) {
            filter = filter.address(some.stream().map(Address.class::cast).toArray(Address[]::new));
        }
        if (query.get("topics") instanceof List<?> positions) {
            for (int i = 0; i < positions.size(); i++) {
                if (positions.get(i) instanceof Collection<?> some) {
                    filter = filter.topic(i, some.stream().map(Hash.class::cast).toArray(Hash[]::new));
                }
            }
        }
        return filter;
    }

    private Log decoded(String log) {
        byte[] bytes = log.getBytes(StandardCharsets.UTF_8);
        return Log.decoder().decode(codec.reader(bytes, 0, bytes.length));
    }

    private String receipts(String block) {
        return blocks.values().stream()
                .filter(each -> each.hash().toHex().equals(block))
                .findFirst()
                .map(each -> "[{\"status\":\"0x1\",\"logs\":[" + String.join(",", each.logs()) + "]}]")
                .orElse("null");
    }
}
