package io.windlass.core.pool;

import io.windlass.Hash;
import io.windlass.RpcError;
import io.windlass.core.sim.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** An endpoint of the simulation: how fast it is, what is wrong with it, what it says about the chain, what it was asked. */
final class ModelEndpoint {
    /** What becomes of a call. */
    enum Fault {
        NONE,
        /** The link breaks after the request has left, before the node sees it or after it has executed it. */
        BREAKS,
        /** Nothing leaves. */
        REFUSES,
        /** No answer, ever. */
        SILENT,
        /** HTTP 503. */
        UNAVAILABLE,
        /** Too many calls. */
        LIMITED,
        /** The node says that it cannot. */
        NODE_ERROR
    }

    static final Duration BLOCK_TIME = Duration.ofSeconds(1);

    private static final Map<String, Hash> HASHES = new ConcurrentHashMap<>();

    final World world;
    final String url;
    final List<ScriptedMember> members = new ArrayList<>();
    final Map<String, Integer> executed = new HashMap<>();
    final List<String> asked = new ArrayList<>();

    /** Methods that it answers with an error. */
    final Map<String, RpcError> refusals = new HashMap<>();

    BiConsumer<ModelEndpoint, String> onAsked = (endpoint, method) -> {};

    Fault fault = Fault.NONE;
    Duration latency = Duration.ofMillis(20);
    boolean reachable = true;
    boolean forked;
    boolean syncing;

    /** Whether it refuses subscriptions. */
    boolean refusesFeeds;

    /** Whether it answers to subscriptions. */
    boolean confirms = true;

    long lag;
    long chainId = 1;
    String genesis = "genesis";
    Duration readyIn = Duration.ZERO;

    /** Whether its limits have no room. */
    boolean full;

    private long changedNanos;

    ModelEndpoint(World world, String url) {
        this.world = world;
        this.url = url;
    }

    /** From now on its head is so many blocks behind, or ahead where negative. */
    void lag(long blocks) {
        lag = blocks;
    }

    void forked(boolean value) {
        forked = value;
    }

    /** Something about it is about to change. */
    void changes() {
        changedNanos = world.nanos();
    }

    Duration unchangedFor() {
        return Duration.ofNanos(world.nanos() - changedNanos);
    }

    void heal() {
        fault = Fault.NONE;
        latency = Duration.ofMillis(20);
        readyIn = Duration.ZERO;
        lag(0);
        forked(false);
        reachable(true);
    }

    void reachable(boolean value) {
        reachable = value;
        List.copyOf(members).forEach(ScriptedMember::follow);
    }

    long head() {
        return Math.max(1, 1_000 + world.nanos() / BLOCK_TIME.toNanos() - lag);
    }

    String block(String which) {
        if (which.equals("safe") || which.equals("finalized")) {
            return "null";
        }
        long number = which.equals("latest") ? head() : Long.decode(which);
        if (number > head()) {
            return "null";
        }
        return "{\"number\":\"0x" + Long.toHexString(number) + "\",\"hash\":\"" + hash(number) + "\",\"parentHash\":\""
                + hash(number - 1) + "\",\"timestamp\":\"0x1\",\"transactions\":[]}";
    }

    String blockByHash(String hash) {
        for (long number = head(); number > 900; number--) {
            if (hash(number).toHex().equals(hash)) {
                return block(String.valueOf(number));
            }
        }
        return "null";
    }

    private Hash hash(long number) {
        String branch = forked && number > 900 ? "fork " : "block ";
        return HASHES.computeIfAbsent(branch + number, name -> Hash.keccak256(name.getBytes(StandardCharsets.UTF_8)));
    }

    /** Tells those who follow heads over its connections of the newest one. */
    void announce() {
        if (reachable) {
            members.forEach(member -> member.push(block("latest")));
        }
    }

    /** Over how many of its connections somebody follows something. */
    long followed() {
        return members.stream().filter(ScriptedMember::isFollowed).count();
    }
}
