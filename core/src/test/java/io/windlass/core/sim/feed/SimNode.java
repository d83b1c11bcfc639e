package io.windlass.core.sim.feed;

import io.windlass.Hash;
import io.windlass.JsonReader;
import io.windlass.core.sim.World;
import io.windlass.spi.Codec;
import io.windlass.spi.Outbound;
import io.windlass.spi.TransportFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** An endpoint: one URL, behind which several machines follow a chain each in its own time. */
final class SimNode {
    /** So far from the chain no machine strays: what lies deeper counts as final even without a tag. */
    static final int LONGEST_FORK = 12;

    private static final String UNKNOWN_BLOCK = error(-32000, "unknown block");

    private record Wish(String id, String method, List<String> params) {}

    private record Push(String kind, LogFilter filter) {}

    private static final class Session {
        private final Backend backend;
        private final Map<String, Push> subscriptions = new LinkedHashMap<>();

        Session(Backend backend) {
            this.backend = backend;
        }
    }

    private final World world;
    private final Codec codec;
    private final ModelChain chain;
    private final NodeTraits traits;
    private final Trace trace;
    private final Random random;
    private final List<Backend> backends = new ArrayList<>();
    private final Map<SimLink, Session> links = new LinkedHashMap<>();
    private final Map<String, Integer> calls = new TreeMap<>();
    private Faults faults = Faults.none();
    private boolean down;
    private boolean speaks = true;
    private Runnable viewListener = () -> {};
    private int subscriptionIds;
    private int transactions;
    private int lies;
    private final long chainId;
    private final boolean leads;
    private boolean closedToUs;
    private boolean refusesSubscriptions;
    private final Set<SimProcess> refused = new HashSet<>();
    private int prunedDepth;

    /**
     * An endpoint.
     *
     * @param leads its first machine hears of everything at once
     */
    SimNode(
            World world,
            Codec codec,
            ModelChain chain,
            NodeTraits traits,
            long chainId,
            boolean leads,
            Random random,
            Trace trace) {
        this.world = world;
        this.codec = codec;
        this.chain = chain;
        this.traits = traits;
        this.chainId = chainId;
        this.leads = leads;
        this.random = random;
        this.trace = trace;
        for (int i = 0; i < traits.backends(); i++) {
            backends.add(new Backend(i, chain, traits.keepsOrphans()));
        }
        chain.onChange(this::spreadNews);
        chain.finalOnlyUpTo(this::agreed);
    }

    // what the simulation does to it

    /** Told after each change of what some machine takes for the head. */
    void onViewChange(Runnable told) {
        viewListener = told;
    }

    NodeTraits traits() {
        return traits;
    }

    List<Backend> backends() {
        return backends;
    }

    void faults(Faults now) {
        faults = now;
        trace.say("node", "faults: %s", now);
    }

    /** While down, it refuses connections. */
    void down(boolean value) {
        down = value;
    }

    boolean isDown() {
        return down;
    }

    /** While so, it lets nobody in that has our key. */
    void closedToUs(boolean value) {
        closedToUs = value;
    }

    boolean isClosedToUs() {
        return closedToUs;
    }

    /** While so, it answers calls but takes no subscriptions. */
    void refusesSubscriptions(boolean value) {
        refusesSubscriptions = value;
    }

    /** True if it has ever refused a subscription to this life of the engine. */
    boolean hasRefused(SimProcess process) {
        return refused.contains(process);
    }

    /** How many subscriptions to heads this life of the engine has over links that live. */
    long headSubscriptions(SimProcess process) {
        return links.entrySet().stream()
                .filter(entry -> entry.getKey().process() == process)
                .flatMap(entry -> entry.getValue().subscriptions.values().stream())
                .filter(push -> push.kind().equals("newHeads"))
                .count();
    }

    /** True if all its machines have held the block for so long without a break. */
    boolean hasHad(TreeBlock block, Duration time) {
        return backends.stream().allMatch(backend -> backend.hasHad(block, time.toNanos()));
    }

    /** While it does not speak, no head is announced. */
    void speaks(boolean value) {
        speaks = value;
    }

    /** So many blocks below the head their logs are gone; 0 keeps all. */
    void prune(int depth) {
        prunedDepth = depth;
    }

    List<SimLink> links() {
        return new ArrayList<>(links.keySet());
    }

    /** How often each method was called. */
    Map<String, Integer> calls() {
        return calls;
    }

    /** How often it has answered something that a careful reader finds to be wrong. */
    int lies() {
        return lies;
    }

    long chainId() {
        return chainId;
    }

    void accepted(SimLink link) {
        links.put(link, new Session(backends.get(random.nextInt(backends.size()))));
    }

    void lost(SimLink link) {
        links.remove(link);
    }

    /** The number of the newest block that no machine contradicts. */
    private long agreed() {
        return backends.stream().mapToLong(backend -> forkBelow(backend)).min().orElse(Long.MAX_VALUE);
    }

    private long forkBelow(Backend backend) {
        TreeBlock ancestor = TreeBlock.commonAncestor(backend.head(), chain.head());
        return ancestor == backend.head() ? Long.MAX_VALUE : ancestor == null ? -1 : ancestor.number();
    }

    /** Nobody follows a dead branch for ever. */
    private void healLongForks() {
        for (Backend backend : backends) {
            if (forkBelow(backend) < chain.deepest()) {
                heal(backend);
            }
        }
    }

    private void spreadNews() {
        healLongForks();
        int index = chain.headCount() - 1;
        boolean first = leads;
        for (Backend backend : backends) {
            int lag = first || traits.maxLag() == 0 ? 0 : random.nextInt(traits.maxLag());
            first = false;
            world.schedule(Duration.ofMillis(lag), () -> tell(backend, index));
        }
    }

    private void tell(Backend backend, int index) {
        TreeBlock old = backend.head();
        if (backend.hears(index)) {
            announce(backend, old, backend.head());
        }
    }

    /** A machine follows a branch of its own for a while. */
    void fork(Backend backend, int depth, int length) {
        TreeBlock old = backend.head();
        TreeBlock block = old.at(old.number() - depth);
        for (int i = 0; i < length; i++) {
            block = chain.make(block);
        }
        backend.fork(block);
        trace.say("node", "%s, before at %s", backend, old);
        announce(backend, old, block);
    }

    /** A machine starts over from an old block. */
    void sync(Backend backend, TreeBlock from) {
        backend.sync(from);
        viewListener.run();
        trace.say("node", "%s", backend);
    }

    /** A machine follows the chain as it is now. */
    void heal(Backend backend) {
        backend.recover();
        tell(backend, chain.headCount() - 1);
        trace.say("node", "healed %s", backend);
    }

    /** A transaction enters the pool. */
    Hash submit() {
        Hash transaction = Hash.keccak256(("transaction " + transactions++).getBytes(StandardCharsets.UTF_8));
        links.forEach((link, session) -> session.subscriptions.forEach((id, push) -> {
            if (push.kind().equals("newPendingTransactions")) {
                push(link, id, "\"" + transaction + "\"");
            }
        }));
        return transaction;
    }

    // what it announces

    private void announce(Backend backend, TreeBlock old, TreeBlock head) {
        viewListener.run();
        TreeBlock ancestor = TreeBlock.commonAncestor(old, head);
        if (ancestor == null || ancestor == head || !speaks || traits.announces() == NodeTraits.Announces.NOTHING) {
            return;
        }
        List<TreeBlock> gone = branch(ancestor, old);
        List<TreeBlock> fresh = branch(ancestor, head);
        for (Map.Entry<SimLink, Session> entry : new ArrayList<>(links.entrySet())) {
            Session session = entry.getValue();
            if (session.backend == backend) {
                new ArrayList<>(session.subscriptions.entrySet())
                        .forEach(sub -> announce(entry.getKey(), sub.getKey(), sub.getValue(), gone, fresh));
            }
        }
    }

    private void announce(SimLink link, String id, Push push, List<TreeBlock> gone, List<TreeBlock> fresh) {
        boolean each = traits.announces() == NodeTraits.Announces.EACH;
        if (push.kind().equals("newHeads")) {
            (each ? fresh : fresh.subList(fresh.size() - 1, fresh.size()))
                    .forEach(block -> push(link, id, block.json()));
        } else if (push.kind().equals("logs")) {
            if (!each) {
                gone.forEach(block -> pushLogs(link, id, push.filter(), block, true));
            }
            fresh.forEach(block -> pushLogs(link, id, push.filter(), block, false));
        }
    }

    private void pushLogs(SimLink link, String id, LogFilter filter, TreeBlock block, boolean removed) {
        block.logs().stream().filter(filter::matches).forEach(log -> push(link, id, log.json(block, removed)));
    }

    private static List<TreeBlock> branch(TreeBlock ancestor, TreeBlock head) {
        List<TreeBlock> blocks = new ArrayList<>();
        for (TreeBlock b = head; b != ancestor; b = b.parent()) {
            blocks.add(0, b);
        }
        return blocks;
    }

    private void push(SimLink link, String id, String value) {
        if (happens(faults.loseNotification)) {
            return;
        }
        String json = "{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\",\"params\":{\"subscription\":\"" + id
                + "\",\"result\":" + value + "}}";
        if (happens(faults.corruptNotification)) {
            json = json.substring(0, json.length() / 2);
        }
        link.push(json, happens(faults.reorderNotification));
        if (happens(faults.doubleNotification)) {
            link.push(json, happens(faults.reorderNotification));
        }
    }

    // what it answers

    void receive(SimLink link, Outbound message) {
        Session session = links.get(link);
        if (session == null) {
            return;
        }
        if (!link.pushes() && failsExchange(link, message)) {
            return;
        }
        String text = new String(message.payload(), StandardCharsets.UTF_8);
        byte[] bytes = message.payload();
        JsonReader in = codec.reader(bytes, 0, bytes.length);
        List<Wish> wishes = new ArrayList<>();
        boolean batch = in.peek() == JsonReader.Kind.ARRAY;
        if (batch) {
            in.beginArray();
            while (in.nextElement()) {
                wishes.add(read(in));
            }
        } else {
            wishes.add(read(in));
        }
        if (happens(faults.loseReply)) {
            trace.say("node", "does not answer %s", text);
            return;
        }
        Backend backend =
                link.pushes() && !traits.spreads() ? session.backend : backends.get(random.nextInt(backends.size()));
        List<String> answers = new ArrayList<>();
        for (Wish wish : wishes) {
            calls.merge(wish.method(), 1, Integer::sum);
            answers.add(envelope(wish, link, session, backend));
        }
        String answer = batch ? "[" + String.join(",", answers) + "]" : answers.get(0);
        // who answers like that when asked who it is, is not asked again
        boolean handshake = text.contains("eth_chainId") || text.contains("\"0x0\",false");
        if (!handshake && happens(faults.spoilReply)) {
            answer = answer.substring(0, answer.length() / 2);
        }
        Duration late = happens(faults.slowReply) ? Duration.ofMillis(random.nextInt(3_000)) : Duration.ZERO;
        if (trace.isOn()) {
            trace.say("node", "%s → %s", shortened(text, 160), shortened(backend + ": " + answer, 200));
        }
        link.answer(message, answer, late);
    }

    private static String shortened(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length) + "…";
    }

    private boolean failsExchange(SimLink link, Outbound message) {
        if (down) {
            link.fail(message, TransportFailure.of(TransportFailure.Kind.CONNECT, false, "connection refused"));
            return true;
        }
        if (closedToUs) {
            link.fail(message, SimLink.status(403));
            return true;
        }
        if (!happens(faults.failExchange)) {
            return false;
        }
        link.fail(
                message,
                switch (random.nextInt(5)) {
                    case 0 -> TransportFailure.of(TransportFailure.Kind.NETWORK, true, "connection reset");
                    case 1 -> TransportFailure.of(TransportFailure.Kind.TIMEOUT, true, "no answer in time");
                    case 2 -> SimLink.tooMany(Optional.of(Duration.ofSeconds(1 + random.nextInt(2))));
                    case 3 -> SimLink.tooMany(Optional.empty());
                    default -> SimLink.status(502 + random.nextInt(3));
                });
        return true;
    }

    private static Wish read(JsonReader in) {
        String id = "";
        String method = "";
        List<String> params = new ArrayList<>();
        in.beginObject();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            switch (name) {
                case "id" -> id = in.json().text();
                case "method" -> method = in.string();
                case "params" -> {
                    in.beginArray();
                    while (in.nextElement()) {
                        params.add(in.json().text());
                    }
                }
                default -> in.skip();
            }
        }
        return new Wish(id, method, params);
    }

    private String envelope(Wish wish, SimLink link, Session session, Backend backend) {
        boolean anonymous = happens(faults.anonymousError);
        boolean refuses = anonymous || happens(faults.refuseReply);
        if (wish.method().equals("eth_subscribe") && (refuses || refusesSubscriptions)) {
            refused.add(link.process());
        }
        String body = refuses ? refusal(wish.method()) : answer(wish, link, session, backend);
        return "{\"jsonrpc\":\"2.0\",\"id\":" + (anonymous ? "null" : wish.id()) + "," + body + "}";
    }

    private String refusal(String method) {
        return switch (random.nextInt(8)) {
            case 0 -> error(-32000, "header not found");
            case 1 -> error(-32603, "Internal error");
            case 2 -> error(429, "Your app has exceeded its compute units per second capacity");
            case 3 ->
                "\"error\":{\"code\":-32005,\"message\":\"project ID request rate exceeded\",\"data\":{\"rate\":"
                        + "{\"allowed_rps\":1,\"backoff_seconds\":1,\"current_rps\":2}}}";
            case 4 -> error(-32016, "Your IP has exceeded its rate limit");
            case 5 -> error(-32000, "Block not processed yet. Please try again.");
            case 6 -> error(-32011, "no backend is currently healthy to serve traffic");
            default ->
                method.equals("eth_getLogs")
                        ? error(-32005, "query timeout exceeded")
                        : error(-32000, "request timed out");
        };
    }

    private static String error(int code, String message) {
        return "\"error\":{\"code\":" + code + ",\"message\":\"" + message + "\"}";
    }

    private static String result(String json) {
        return "\"result\":" + json;
    }

    private String answer(Wish wish, SimLink link, Session session, Backend backend) {
        List<String> params = wish.params();
        return switch (wish.method()) {
            case "eth_chainId" -> result("\"0x" + Long.toHexString(chainId) + "\"");
            case "eth_blockNumber" ->
                result("\"0x" + Long.toHexString(backend.head().number()) + "\"");
            case "eth_getBlockByNumber" -> byNumber(unquoted(params.get(0)), backend);
            case "eth_getBlockByHash" -> header(backend.block(Hash.of(unquoted(params.get(0)))));
            case "eth_getLogs" ->
                logs(
                        LogFilter.parse(codec, params.get(0)),
                        backend,
                        backends.size() == 1 || link.pushes() && !traits.spreads());
            case "eth_syncing" ->
                result(
                        backend.mode() == Backend.Mode.SYNCING
                                ? "{\"startingBlock\":\"0x0\",\"currentBlock\":\"0x"
                                        + Long.toHexString(backend.head().number()) + "\",\"highestBlock\":\"0x"
                                        + Long.toHexString(chain.head().number()) + "\"}"
                                : "false");
            case "eth_unsubscribe" ->
                result(String.valueOf(session.subscriptions.remove(unquoted(params.get(0))) != null));
            case "eth_subscribe" -> subscribe(params, link, session);
            default -> error(-32601, "the method " + wish.method() + " does not exist/is not available");
        };
    }

    private String subscribe(List<String> params, SimLink link, Session session) {
        if (!link.pushes()) {
            return error(-32601, "notifications not supported");
        }
        if (refusesSubscriptions) {
            return error(-32000, "subscriptions are not supported on this plan");
        }
        String kind = unquoted(params.get(0));
        LogFilter filter = kind.equals("logs") ? LogFilter.parse(codec, params.get(1)) : LogFilter.ALL;
        String id = "0xs" + ++subscriptionIds;
        session.subscriptions.put(id, new Push(kind, filter));
        if (happens(faults.earlyNotification)) {
            TreeBlock head = session.backend.head();
            if (kind.equals("newHeads")) {
                push(link, id, head.json());
            } else if (kind.equals("logs")) {
                pushLogs(link, id, filter, head, false);
            }
        }
        return result("\"" + id + "\"");
    }

    private String byNumber(String which, Backend backend) {
        return switch (which) {
            case "latest", "pending" -> header(backend.head());
            case "earliest" -> header(backend.at(0));
            case "safe" ->
                traits.hasTags()
                        ? header(backend.behind(Math.max(1, chain.finalityDepth() / 2)))
                        : error(-39001, "Unknown block");
            case "finalized" -> traits.hasTags() ? header(backend.finalized()) : error(-39001, "Unknown block");
            default -> header(backend.at(Long.parseLong(which.substring(2), 16)));
        };
    }

    private static String header(TreeBlock block) {
        return result(block == null ? "null" : block.json());
    }

    private String logs(LogFilter filter, Backend backend, boolean sticky) {
        if (filter.blockHash() != null) {
            TreeBlock block = backend.block(filter.blockHash());
            if (block == null) {
                if (traits.unknownIsEmpty()) {
                    lies++;
                }
                return traits.unknownIsEmpty() ? result("[]") : UNKNOWN_BLOCK;
            }
            if (isPruned(block.number(), backend)) {
                return error(4444, "pruned history unavailable");
            }
            return result(array(spoiled(matching(List.of(block), filter), filter, block)));
        }
        long from = number(filter.from(), backend);
        long to = number(filter.to(), backend);
        if (from > to) {
            return error(-32602, "invalid block range params");
        }
        long blocks = to - from + 1;
        if (traits.maxRange() > 0 && blocks > traits.maxRange()) {
            return rangeTooWide(from, to);
        }
        // behind a balancer nobody could tell: the answer of a machine that lacks the blocks looks like any other
        boolean clips = traits.clips() && sticky;
        if (to > backend.head().number() && !clips) {
            return error(-32000, "block range extends beyond current head block");
        }
        if (isPruned(from, backend)) {
            return error(4444, "pruned history unavailable");
        }
        List<TreeBlock> covered = new ArrayList<>();
        for (long n = from; n <= Math.min(to, backend.head().number()); n++) {
            covered.add(backend.at(n));
        }
        List<String> found = matching(covered, filter);
        if (traits.maxResults() > 0 && blocks > 1 && found.size() > traits.maxResults()) {
            return tooManyResults(from, to);
        }
        return result(array(covered.size() < blocks ? found : spoiled(found, filter, covered.get(covered.size() - 1))));
    }

    private boolean isPruned(long number, Backend backend) {
        return prunedDepth > 0 && number <= backend.head().number() - prunedDepth;
    }

    private static long number(String text, Backend backend) {
        return text == null || text.equals("latest") ? backend.head().number() : Long.parseLong(text.substring(2), 16);
    }

    private static List<String> matching(List<TreeBlock> blocks, LogFilter filter) {
        List<String> found = new ArrayList<>();
        for (TreeBlock block : blocks) {
            block.logs().stream().filter(filter::matches).forEach(log -> found.add(log.json(block, false)));
        }
        return found;
    }

    /** What a careful reader finds to be wrong: logs of another block, of another filter, or twice. */
    private List<String> spoiled(List<String> logs, LogFilter filter, TreeBlock block) {
        if (!happens(faults.wrongLogs)) {
            return logs;
        }
        List<String> wrong = new ArrayList<>(logs);
        switch (random.nextInt(3)) {
            case 0 -> {
                // of a block that nobody asked for and nobody has
                TreeBlock sibling = chain.make(block.parent());
                wrong.clear();
                wrong.addAll(matching(List.of(sibling), filter));
            }
            case 1 -> {
                if (!wrong.isEmpty()) {
                    wrong.add(wrong.get(wrong.size() - 1));
                }
            }
            default ->
                block.logs().stream()
                        .filter(log -> !filter.matches(log))
                        .forEach(log -> wrong.add(log.json(block, false)));
        }
        if (wrong.isEmpty() || wrong.equals(logs)) {
            return logs; // none would look right
        }
        lies++;
        return wrong;
    }

    private String rangeTooWide(long from, long to) {
        int n = traits.maxRange();
        return switch (random.nextInt(8)) {
            case 0 ->
                error(-32000, "requested too many blocks from " + from + " to " + to + ", maximum is set to " + n);
            case 1 -> error(-32614, "eth_getLogs is limited to a " + n + " range");
            case 2 -> error(-32602, "query exceeds max block range " + n);
            case 3 -> error(-32005, "Requested range exceeds maximum RPC range limit");
            case 4 -> error(-32600, "block range is too wide (maximum " + n + ")");
            case 5 -> error(-32000, "exceed maximum block range: " + n);
            case 6 ->
                error(
                        -32602,
                        "Log response size exceeded. Based on your parameters, this block range should work: [0x"
                                + Long.toHexString(from) + ", 0x" + Long.toHexString(from + n - 1) + "]");
            default -> error(-32701, "ranges over " + n + " blocks are not supported on freetier");
        };
    }

    private String tooManyResults(long from, long to) {
        int n = traits.maxResults();
        return switch (random.nextInt(5)) {
            case 0 -> error(-32005, "query returned more than " + n + " results");
            case 1 ->
                error(
                        -32005,
                        "query returned more than " + n + " results. Try with this block range [0x"
                                + Long.toHexString(from) + ", 0x" + Long.toHexString(from) + "].");
            case 2 ->
                error(-32602, "query exceeds max results " + n + ", retry with the range " + from + "-" + (to - 1));
            case 3 -> error(-32000, "logs matched by query exceeds limit of " + n);
            default -> error(-32008, "Response is too big");
        };
    }

    private static String array(List<String> items) {
        return "[" + String.join(",", items) + "]";
    }

    private static String unquoted(String json) {
        return json.replace("\"", "");
    }

    private boolean happens(int thousandths) {
        return thousandths > 0 && random.nextInt(1_000) < thousandths;
    }
}
