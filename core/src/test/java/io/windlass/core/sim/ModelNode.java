package io.windlass.core.sim;

import io.windlass.Hash;
import io.windlass.JsonReader;
import io.windlass.spi.Codec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A node with a chain of its own that answers what the engine asks. */
public final class ModelNode {
    /** A request that the test answers itself. */
    public record Request(ScriptedLink link, long id, String method) {}

    /** A block of the model. */
    public record ModelBlock(long number, Hash hash, Hash parent) {
        public String json() {
            return "{\"number\":\"0x" + Long.toHexString(number) + "\",\"hash\":\"" + hash + "\",\"parentHash\":\""
                    + parent + "\",\"timestamp\":\"0x1\"}";
        }
    }

    private final Codec codec;
    private final List<ModelBlock> chain = new ArrayList<>();
    private final Map<ScriptedLink, Map<String, String>> links = new LinkedHashMap<>();
    private final Map<String, Integer> received = new HashMap<>();
    private long chainId = 1;
    private int salt;
    private int subscriptionIds;
    private boolean notifiesBeforeReply;
    private boolean announcesHeads = true;
    private boolean manual;
    private final List<Request> unanswered = new ArrayList<>();

    public ModelNode(Codec codec) {
        this.codec = codec;
        chain.add(make(0, Hash.ZERO));
    }

    private ModelBlock make(long number, Hash parent) {
        String seed = "block " + number + " " + salt++;
        return new ModelBlock(number, Hash.keccak256(seed.getBytes(StandardCharsets.UTF_8)), parent);
    }

    public void chainId(long value) {
        chainId = value;
    }

    /** Announce a head before the reply to the subscription that it belongs to. */
    public void notifiesBeforeReply() {
        notifiesBeforeReply = true;
    }

    /** From now on requests are kept for the test to answer. */
    public void answersByHand() {
        manual = true;
    }

    /** The requests that the test has to answer. */
    public List<Request> unanswered() {
        return unanswered;
    }

    /** Another chain of the same id takes this one's place, from the genesis block on. */
    public void replaceChain() {
        chain.clear();
        chain.add(make(0, Hash.ZERO));
    }

    /** While off, subscriptions are dead though everything else works. */
    public void announcesHeads(boolean value) {
        announcesHeads = value;
    }

    public List<ModelBlock> chain() {
        return chain;
    }

    public List<ScriptedLink> links() {
        return new ArrayList<>(links.keySet());
    }

    /** How often a method was asked for. */
    public int received(String method) {
        return received.getOrDefault(method, 0);
    }

    public ModelBlock mine() {
        ModelBlock head = chain.get(chain.size() - 1);
        ModelBlock next = make(head.number() + 1, head.hash());
        chain.add(next);
        announce(next);
        return next;
    }

    /** A transaction enters the pool. */
    public Hash submit() {
        Hash transaction = Hash.keccak256(("transaction " + salt++).getBytes(StandardCharsets.UTF_8));
        links.forEach((link, subscriptions) -> subscriptions.forEach((id, feed) -> {
            if (feed.equals("newPendingTransactions")) {
                link.push(notification(id, "\"" + transaction + "\""));
            }
        }));
        return transaction;
    }

    /** Replaces the newest blocks by as many and one more, and announces each, as anvil does. */
    public void reorg(int depth) {
        for (int i = 0; i < depth; i++) {
            chain.remove(chain.size() - 1);
        }
        for (int i = 0; i <= depth; i++) {
            mine();
        }
    }

    private void announce(ModelBlock block) {
        if (!announcesHeads) {
            return;
        }
        links.forEach((link, subscriptions) -> subscriptions.forEach((id, feed) -> {
            if (feed.equals("newHeads")) {
                link.push(notification(id, block.json()));
            }
        }));
    }

    private static String notification(String id, String result) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\",\"params\":{\"subscription\":\"" + id
                + "\",\"result\":" + result + "}}";
    }

    void accepted(ScriptedLink link) {
        links.put(link, new LinkedHashMap<>());
    }

    void lost(ScriptedLink link) {
        links.remove(link);
    }

    void received(ScriptedLink link, byte[] payload) {
        long id = -1;
        String method = "";
        List<String> params = new ArrayList<>();
        JsonReader in = codec.reader(payload, 0, payload.length);
        in.beginObject();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            switch (name) {
                case "id" -> id = in.quantity();
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
        received.merge(method, 1, Integer::sum);
        if (manual) {
            unanswered.add(new Request(link, id, method));
            return;
        }
        answer(link, id, method, params);
    }

    private void answer(ScriptedLink link, long id, String method, List<String> params) {
        ModelBlock head = chain.get(chain.size() - 1);
        switch (method) {
            case "eth_chainId" -> result(link, id, "\"0x" + Long.toHexString(chainId) + "\"");
            case "eth_blockNumber" -> result(link, id, "\"0x" + Long.toHexString(head.number()) + "\"");
            case "eth_getBlockByNumber" -> result(link, id, blockByNumber(params.get(0), head));
            case "eth_getBlockByHash" -> result(link, id, blockByHash(params.get(0)));
            case "eth_getLogs" -> result(link, id, "[]");
            case "eth_sendRawTransaction" -> result(link, id, "\"" + head.hash() + "\"");
            case "eth_unsubscribe" -> {
                links.getOrDefault(link, new HashMap<>()).remove(params.get(0).replace("\"", ""));
                result(link, id, "true");
            }
            case "eth_subscribe" -> {
                String subscription = "0xs" + ++subscriptionIds;
                links.get(link).put(subscription, params.get(0).replace("\"", ""));
                if (notifiesBeforeReply) {
                    link.push(notification(subscription, head.json()));
                }
                result(link, id, "\"" + subscription + "\"");
            }
            default ->
                link.push("{\"jsonrpc\":\"2.0\",\"id\":" + id
                        + ",\"error\":{\"code\":-32601,\"message\":\"the method does not exist\"}}");
        }
    }

    private String blockByNumber(String which, ModelBlock head) {
        if (!which.startsWith("\"0x")) {
            return which.contains("latest") ? head.json() : "null";
        }
        long number = Long.parseLong(which.replace("\"", "").substring(2), 16);
        return number < chain.size() ? chain.get((int) number).json() : "null";
    }

    private String blockByHash(String which) {
        return chain.stream()
                .filter(block -> which.contains(block.hash().toHex()))
                .findFirst()
                .map(ModelBlock::json)
                .orElse("null");
    }

    private static void result(ScriptedLink link, long id, String result) {
        link.push("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}");
    }
}
