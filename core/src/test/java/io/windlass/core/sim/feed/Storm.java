package io.windlass.core.sim.feed;

import io.windlass.BlockchainConnection;
import io.windlass.BlockchainException;
import io.windlass.ChainMismatchException;
import io.windlass.CheckpointMismatchException;
import io.windlass.FeedStoreException;
import io.windlass.HistoryUnavailableException;
import io.windlass.InconsistentNodeException;
import io.windlass.ReorgBeyondWindowException;
import io.windlass.ReorgPolicy;
import io.windlass.SubscriptionFailedException;
import io.windlass.core.codec.JsonCodecProvider;
import io.windlass.core.connection.SimConnections;
import io.windlass.core.sim.EngineLog;
import io.windlass.core.sim.World;
import io.windlass.spi.Codec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.slf4j.event.Level;

/**
 * One simulation: a chain, a node with several machines, an engine that lives and dies, and followers whose databases are
 * checked at every step. One seed drives all of it.
 */
final class Storm {
    /** What becomes of a follower whose subscription has failed. */
    enum Verdict {
        /** It was right to fail; its user subscribes again. */
        AGAIN,
        /** It was right to fail, and that is the end of it. */
        OVER,
        /** It should not have failed. */
        WRONG
    }

    /** What some machine says about the chain. */
    record Sight(long nanos, long head, long finalized) {}

    static final long CHAIN_ID = 1;

    /** For so long the engine may go by a head that it has seen. */
    private static final Duration MEMORY = Duration.ofSeconds(30);

    private static final Duration PATIENCE = Duration.ofMinutes(20);
    /** What an endpoint that stays well has had for so long, nobody can deny. */
    private static final Duration SURE = Duration.ofSeconds(40);

    /** What a connection asks by itself: who is there, and whether it still is. */
    private static final Set<String> IDENTITY = Set.of("eth_chainId", "eth_getBlockByNumber", "eth_blockNumber");

    private static final Duration LOOK = Duration.ofSeconds(5);

    private final long seed;
    private final Trace trace;
    private final World world;
    private final Random random;
    private final Shape shape;
    private final ModelChain chain;
    private final Optional<GroupShape> group;
    private final List<SimNode> nodes = new ArrayList<>();
    private final SimStore store;
    private final List<Follower> followers = new ArrayList<>();
    private final List<Takeover> takeovers = new ArrayList<>();
    private final List<Sight> sights = new ArrayList<>();
    private final Map<Backend, Sight> newest = new HashMap<>();
    private final Codec codec = new JsonCodecProvider().create();
    private final CrashPlan plan;
    private final Handlers handlers;
    private SimProcess process;
    private BlockchainConnection connection;
    private int lives;
    private boolean stormy = true;
    private boolean replaced;
    private AssertionError violation;
    private int forgiven;

    private Storm(long seed, CrashPlan plan, Handlers handlers, Endpoints endpoints, Trace trace) {
        this.seed = seed;
        this.plan = plan;
        this.handlers = handlers;
        this.trace = trace;
        world = new World(seed);
        trace.clock(world::nanos);
        random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
        Shape some = Shape.some(random);
        group = endpoints == Endpoints.ONE ? Optional.empty() : Optional.of(GroupShape.some(random, some));
        shape = group.map(each -> some.ofGroup(each.anyPushes())).orElse(some);
        trace.say("storm", "seed %d: %s, %s", seed, shape, group);
        chain = new ModelChain(new Random(random.nextLong()), trace, shape.bloom(), shape.finalityDepth());
        for (int i = 0; i < shape.history(); i++) {
            chain.mine();
        }
        if (group.isEmpty()) {
            node(shape.traits(), CHAIN_ID, true);
        }
        group.ifPresent(each -> {
            for (GroupShape.Way way : each.ways()) {
                node(way.traits(), way.alien() ? CHAIN_ID + 1 : CHAIN_ID, nodes.isEmpty());
            }
            if (each.steady() >= 0) {
                chain.whoSurelyHas(block -> nodes.get(each.steady()).hasHad(block, SURE));
            }
        });
        see();
        store = new SimStore(this::atStep, trace);
    }

    private void node(NodeTraits traits, long chainId, boolean leads) {
        SimNode node = new SimNode(world, codec, chain, traits, chainId, leads, new Random(random.nextLong()), trace);
        node.prune(shape.pruned());
        node.onViewChange(() -> {
            see();
            followers.forEach(Follower::viewsChanged);
        });
        nodes.add(node);
    }

    /**
     * Runs a simulation.
     *
     * @return how many durable steps it took
     * @throws AssertionError if what a follower holds is wrong at some time
     */
    static int run(long seed, CrashPlan plan, Trace trace) {
        return run(seed, plan, Handlers.GOOD, Endpoints.ONE, trace);
    }

    /**
     * As {@link #run(long, CrashPlan, Trace)}.
     *
     * @param handlers what handlers are like
     */
    static int run(long seed, CrashPlan plan, Handlers handlers, Trace trace) {
        return run(seed, plan, handlers, Endpoints.ONE, trace);
    }

    /** As {@link #run(long, CrashPlan, Handlers, Trace)}, over one endpoint or several. */
    static int run(long seed, CrashPlan plan, Handlers handlers, Endpoints endpoints, Trace trace) {
        Storm storm = new Storm(seed, plan, handlers, endpoints, trace);
        EngineLog.listen(trace.isOn() ? Level.DEBUG : Level.ERROR, storm::logged);
        try {
            storm.run();
        } catch (AssertionError | RuntimeException e) {
            if (storm.violation != null) {
                throw storm.violation;
            }
            throw e;
        } finally {
            EngineLog.ignore();
        }
        return storm.store.steps();
    }

    /** What is wrong with one seed; null if nothing is. */
    static String verdict(long seed) {
        return verdict(seed, Handlers.GOOD, Endpoints.ONE);
    }

    /** As {@link #verdict}, with handlers that misbehave. */
    static String verdictOfDelivery(long seed) {
        return verdict(seed, Handlers.MISBEHAVING, Endpoints.ONE);
    }

    /** As {@link #verdict}, with handlers that fail for good. */
    static String verdictOfLetters(long seed) {
        return verdict(seed, Handlers.FAILING_FOR_GOOD, Endpoints.ONE);
    }

    /** As {@link #verdict}, with handlers that commit. */
    static String verdictOfCommits(long seed) {
        return verdict(seed, Handlers.COMMITTING, Endpoints.ONE);
    }

    /** As {@link #verdict}, over several endpoints. */
    static String verdictOfGroups(long seed) {
        return verdict(seed, Handlers.GOOD, Endpoints.SEVERAL);
    }

    private static String verdict(long seed, Handlers handlers, Endpoints endpoints) {
        try {
            run(seed, CrashPlan.RANDOM, handlers, endpoints, Trace.off());
            return null;
        } catch (AssertionError | RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private void logged(Level level, String line) {
        trace.say("engine", "%s %s", level, line);
        if (level == Level.ERROR && line.contains("please report")) {
            violated(line);
        }
    }

    // what followers see of it

    private void see() {
        for (Backend backend : backends()) {
            Sight now = new Sight(
                    world.nanos(), backend.head().number(), backend.finalized().number());
            Sight before = newest.put(backend, now);
            if (before != null) {
                sights.add(new Sight(now.nanos(), before.head(), before.finalized())); // it stood until about now
            }
            sights.add(now);
        }
    }

    /** Where machines are and have been lately. */
    List<Sight> recentHeads() {
        see();
        sights.removeIf(sight -> sight.nanos() < world.nanos() - MEMORY.toNanos());
        return sights;
    }

    World world() {
        return world;
    }

    Random random() {
        return random;
    }

    ModelChain chain() {
        return chain;
    }

    private List<Backend> backends() {
        return nodes.size() == 1
                ? nodes.get(0).backends()
                : nodes.stream().flatMap(node -> node.backends().stream()).toList();
    }

    private SimNode anyNode() {
        return nodes.size() == 1 ? nodes.get(0) : nodes.get(random.nextInt(nodes.size()));
    }

    private int lies() {
        return nodes.stream().mapToInt(SimNode::lies).sum();
    }

    SimStore store() {
        return store;
    }

    Trace trace() {
        return trace;
    }

    Handling handling(int number, FeedSpec spec) {
        if (handlers == Handlers.COMMITTING && spec.name() != null && !spec.immediate()) {
            return Handling.committing(this, seed * 31 + number);
        }
        return handlers == Handlers.GOOD || handlers == Handlers.COMMITTING
                ? Handling.plain(this)
                : Handling.some(this, seed * 31 + number, spec, mayFailForGood());
    }

    /** True if there are dead letters. */
    boolean mayFailForGood() {
        return handlers == Handlers.FAILING_FOR_GOOD;
    }

    boolean isStormy() {
        return stormy;
    }

    boolean handlerFails() {
        return stormy && chance(shape.handlerFails());
    }

    void violated(String what) {
        violated(what, null);
    }

    /** The engine may swallow what is thrown at it: the first violation is kept. */
    void violated(String what, Throwable cause) {
        trace.say("storm", "VIOLATION %s", what);
        AssertionError error =
                new AssertionError("seed " + seed + ", after " + world.nanos() / 1_000_000 + " ms: " + what, cause);
        if (violation == null) {
            violation = error;
        }
        throw error;
    }

    Verdict judge(Follower follower, BlockchainException failure) {
        if (failure instanceof FeedStoreException) {
            return Verdict.AGAIN;
        }
        if (failure instanceof InconsistentNodeException && lies() > 0) {
            forgiven++;
            return follower.isNamed() ? Verdict.AGAIN : Verdict.OVER;
        }
        if (failure instanceof ReorgBeyondWindowException
                && chain.brokeFinality()
                && (follower.spec().policy() == ReorgPolicy.FAIL || replaced)) {
            return Verdict.OVER;
        }
        boolean otherChain =
                failure instanceof ChainMismatchException || failure instanceof CheckpointMismatchException;
        if (replaced && otherChain) {
            return Verdict.OVER;
        }
        if (replaced && failure instanceof SubscriptionFailedException) {
            return Verdict.OVER; // the block to begin with was on the other chain
        }
        if (failure instanceof SubscriptionFailedException && follower.spec().start() == FeedSpec.Start.HASH) {
            if (!chain.block(follower.spec().fromHash()).isOnPathTo(chain.head())) {
                return Verdict.OVER; // a deep reorg took it away
            }
            // a machine that stands still and does not say that it syncs denies what it has not come to
            boolean denied = backends().stream()
                    .anyMatch(backend -> backend.mode() == Backend.Mode.FROZEN
                            && backend.block(follower.spec().fromHash()) == null);
            return denied ? Verdict.AGAIN : Verdict.WRONG;
        }
        if (failure instanceof HistoryUnavailableException && (replaced || shape.pruned() > 0)) {
            return Verdict.OVER;
        }
        return Verdict.WRONG;
    }

    void again(Follower follower) {
        SimProcess life = process;
        BlockchainConnection over = connection;
        process.schedule(Duration.ofMillis(1 + random.nextInt(500)), () -> {
            if (life == process && !follower.isOver()) {
                follower.start(life, over);
            }
        });
    }

    // lives and deaths

    /** Feeds of a process that no endpoint of its chain lets in from the start end at once, and that is right. */
    private void letIn(GroupShape of) {
        List<SimNode> ofTheChain = IntStream.range(0, nodes.size())
                .filter(i -> !of.ways().get(i).alien())
                .mapToObj(nodes::get)
                .toList();
        if (ofTheChain.stream().allMatch(SimNode::isClosedToUs)) {
            trace.say("storm", "all are open to us again");
            ofTheChain.forEach(node -> node.closedToUs(false));
        }
    }

    private void boot() {
        lives++;
        process = new SimProcess(world, lives);
        trace.say("storm", "life %d begins", lives);
        group.ifPresent(this::letIn);
        connection = group.map(this::connectAll)
                .orElseGet(() -> SimConnections.connect(
                        url(shape.pushes(), 0),
                        new SimTransport(world, process, nodes.get(0)),
                        codec,
                        process.runtime(),
                        store.openedBy(process),
                        shape.trust()));
        for (Follower follower : followers) {
            if (!follower.isOver()) {
                follower.start(process, connection);
            }
        }
    }

    private static String url(boolean pushes, int number) {
        return (pushes ? "ws" : "http") + "://node" + (number == 0 ? "" : number) + ".test/secret-key";
    }

    private BlockchainConnection connectAll(GroupShape of) {
        List<SimConnections.Way> ways = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            ways.add(new SimConnections.Way(
                    url(of.ways().get(i).pushes(), i),
                    of.ways().get(i).priority(),
                    new SimTransport(world, process, nodes.get(i))));
        }
        return SimConnections.connectAll(
                ways,
                of.balancing(),
                of::settings,
                CHAIN_ID,
                codec,
                process.runtime(),
                store.openedBy(process),
                shape.trust());
    }

    private void die(String where) {
        trace.say("storm", "life %d ends %s", process.number(), where);
        process.die();
        loseLinks(process);
        followers.forEach(Follower::died);
        if (mayFailForGood()) {
            followers.forEach(follower -> follower.decideAtRest(random));
        }
        world.schedule(Duration.ofMillis(random.nextInt(4_000)), this::boot);
    }

    private void loseLinks(SimProcess of) {
        for (SimNode node : nodes) {
            for (SimLink link : node.links()) {
                if (link.process() == of) {
                    node.lost(link);
                }
            }
        }
    }

    /** The process sleeps, another takes its feeds over, and some time later it wakes and goes on as if nothing had been. */
    private void takeOver() {
        trace.say("storm", "life %d sleeps, another takes over", process.number());
        SimProcess loser = process;
        Takeover takeover = new Takeover(loser, this::violated);
        loser.sleepsDuring(takeover);
        takeovers.add(takeover);
        followers.forEach(Follower::died);
        boot();
        world.schedule(Duration.ofMillis(500 + random.nextInt(20_000)), () -> {
            trace.say("storm", "life %d wakes", loser.number());
            loser.wakes();
        });
    }

    private void decide() {
        if (random.nextInt(5) == 0 && !process.isDead()) {
            followers.get(random.nextInt(followers.size())).decide(random);
        }
        if (random.nextInt(40) == 0 && !process.isDead()) {
            takeOver();
        }
    }

    private void atStep(int step, boolean before, String what) {
        if (plan.diesAt(step, before) || stormy && plan.isRandom() && chance(shape.crashes())) {
            String where = (before ? "before" : "after") + " step " + step + ", " + what;
            die(where);
            throw new Crash(where);
        }
        if (before && stormy && chance(shape.storeFails())) {
            trace.say("store", "fails step %d", step);
            throw new FeedStoreException("the disk is full", FeedStoreException.Kind.UNAVAILABLE, what, null);
        }
    }

    /** Anything may be the last thing a process does. */
    void mayDie(SimProcess life, String where) {
        if (life == process && stormy && plan.isRandom() && chance(shape.crashes())) {
            die(where);
            throw new Crash(where);
        }
    }

    private boolean chance(int thousandths) {
        return thousandths > 0 && random.nextInt(1_000) < thousandths;
    }

    // what happens

    private void run() {
        boot();
        int first = 1 + random.nextInt(3);
        for (int i = 0; i < first; i++) {
            follow();
        }
        int deepAt = shape.deep() ? random.nextInt(shape.steps()) : -1;
        for (int step = 0; step < shape.steps(); step++) {
            if (step == deepAt) {
                chain.reorg(
                        (int) Math.min(chain.head().number() - 1, shape.finalityDepth() + 2 + random.nextInt(6)), 1);
            } else {
                something();
            }
            if (mayFailForGood()) {
                decide();
            }
            pass(Duration.ofMillis(random.nextInt(shape.pace())));
        }
        calm();
    }

    private void pass(Duration time) {
        world.advance(time);
        if (violation != null) {
            throw violation;
        }
    }

    private void follow() {
        FeedSpec spec = FeedSpec.some(random, followers.size(), chain, shape.traits(), shape.pushes());
        Follower follower = new Follower(this, followers.size(), spec);
        followers.add(follower);
        if (!process.isDead()) {
            follower.start(process, connection);
        }
    }

    /** What happens to one of several endpoints, or to several of them. */
    private void somethingToAGroup(GroupShape of) {
        SimNode node = anyNode();
        if (isSteady(node)) {
            return;
        }
        switch (random.nextInt(10)) {
            case 0 -> {
                boolean refuses = random.nextBoolean();
                trace.say("storm", "node %d refuses subscriptions: %s", nodes.indexOf(node), refuses);
                node.refusesSubscriptions(refuses);
                if (refuses) {
                    node.links().forEach(SimLink::cut);
                }
            }
            case 1 -> {
                boolean closed = random.nextBoolean();
                trace.say("storm", "node %d closed to us: %s", nodes.indexOf(node), closed);
                node.closedToUs(closed);
                if (closed) {
                    node.links().forEach(SimLink::cut);
                }
            }
            case 2 -> {
                trace.say("storm", "no socket any more");
                for (int i = 0; i < nodes.size(); i++) {
                    if (of.ways().get(i).pushes() && !isSteady(nodes.get(i))) {
                        nodes.get(i).down(true);
                        nodes.get(i).links().forEach(SimLink::cut);
                    }
                }
            }
            case 3, 4 -> {
                node.backends().forEach(Backend::freeze);
                trace.say("node", "%d stands still", nodes.indexOf(node));
            }
            case 5 -> {
                node.backends().forEach(Backend::freeze);
                mine(of.maxLag() + random.nextInt(3));
            }
            case 6 -> node.backends().forEach(node::heal);
            case 7 -> {
                trace.say("storm", "node %d stands still in quiet times", nodes.indexOf(node));
                node.backends().forEach(Backend::freeze);
                mine(1 + random.nextInt(3));
                pass(Duration.ofSeconds(15 + random.nextInt(15)));
            }
            case 8 -> {
                trace.say("storm", "node %d stands still below what is final", nodes.indexOf(node));
                node.backends().forEach(Backend::freeze);
                mine(chain.finalityDepth() + 1 + random.nextInt(5));
                pass(Duration.ofSeconds(1));
                follow();
            }
            default -> {
                trace.say("storm", "all are well");
                nodes.forEach(this::heal);
            }
        }
    }

    private void mine(int count) {
        for (int i = 0; i < count; i++) {
            chain.mine();
        }
    }

    private boolean isSteady(SimNode node) {
        return group.map(of -> of.steady() == nodes.indexOf(node)).orElse(false);
    }

    private void heal(SimNode node) {
        node.faults(Faults.none());
        node.down(false);
        node.speaks(true);
        node.closedToUs(false);
        node.refusesSubscriptions(false);
        node.backends().forEach(node::heal);
    }

    private void something() {
        if (group.isPresent() && random.nextInt(4) == 0) {
            somethingToAGroup(group.get());
            return;
        }
        SimNode node = anyNode();
        Backend backend = node.backends().get(random.nextInt(node.backends().size()));
        int depth = 1 + random.nextInt(Math.max(1, Math.min(6, chain.depthAllowed())));
        boolean mayReorg = chain.depthAllowed() >= 1;
        int what = random.nextInt(32);
        if (isSteady(node) && what >= 5 && what <= 19 && what != 18) {
            what = 31;
        }
        switch (what) {
            case 0, 1, 2 -> {
                if (mayReorg) {
                    chain.reorg(depth, random.nextInt(3));
                }
            }
            case 3 -> {
                if (chain.canReturn() && chain.returnToOld() && random.nextBoolean()) {
                    chain.mine();
                }
            }
            case 4 -> {
                if (mayReorg) {
                    chain.rollback(depth);
                }
            }
            case 5, 6 -> {
                trace.say("storm", "cut");
                node.links().forEach(SimLink::cut);
            }
            case 7 -> {
                trace.say("storm", "silence");
                node.links().forEach(SimLink::silence);
            }
            case 8 -> {
                trace.say("storm", "refuses");
                node.down(true);
            }
            case 9, 10 -> node.down(false);
            case 11 -> {
                backend.freeze();
                trace.say("node", "%s", backend);
            }
            case 12, 13 -> node.backends().forEach(node::heal);
            case 14 -> fork(node, backend);
            case 15 -> {
                if (backends().size() > 1) {
                    node.sync(backend, backend.at(backend.head().number() / 2));
                }
            }
            case 16 -> node.faults(Faults.some(random));
            case 17 -> node.faults(Faults.none());
            case 18 -> {
                if (!process.isDead()) {
                    trace.say("storm", "rotates");
                    var unused = connection.rotate();
                }
            }
            case 19 -> node.speaks(random.nextBoolean());
            case 20 -> {
                if (shape.crashes() > 0 && plan.isRandom() && !process.isDead()) {
                    die("at once");
                }
            }
            case 21 -> follow();
            case 22 -> {
                Follower one = followers.get(random.nextInt(followers.size()));
                if (!process.isDead() && !one.isOver() && random.nextInt(3) == 0) {
                    trace.say("storm", "closes feed %d", followers.indexOf(one));
                    one.close();
                }
            }
            default -> {
                int count = random.nextInt(4) == 0 ? 1 + random.nextInt(6) : 1;
                for (int i = 0; i < count; i++) {
                    chain.mine();
                }
            }
        }
    }

    private void fork(SimNode node, Backend backend) {
        TreeBlock head = backend.head();
        long room = head.number() - Math.max(chain.finalized(), chain.deepest());
        if (room >= 1 && head.number() > 2 && backends().size() > 1) {
            int depth = (int) Math.min(room, random.nextInt(3));
            node.fork(backend, depth, Math.min(shape.finalityDepth() - 1, depth + 1 + random.nextInt(3)));
        }
    }

    /** Faults end, the chain goes on for a while or not, and after some time everybody must have all of it. */
    private void calm() {
        stormy = false;
        nodes.forEach(this::heal);
        trace.say("storm", "calm");
        if (shape.newGenesis()) {
            replaced = true;
            chain.replace((int) chain.head().number() + random.nextInt(5));
            nodes.forEach(node -> node.links().forEach(SimLink::cut));
        }
        int more = random.nextInt(5);
        for (int i = 0; i < more; i++) {
            pass(Duration.ofMillis(random.nextInt(2_000)));
            chain.mine();
        }
        String problem = null;
        for (Duration waited = Duration.ZERO; waited.compareTo(PATIENCE) < 0; waited = waited.plus(LOOK)) {
            pass(LOOK);
            problem = problem();
            if (problem == null) {
                break;
            }
        }
        if (problem != null) {
            violated("after " + PATIENCE + " of calm, head " + chain.head() + ": " + problem);
        }
        pass(Duration.ofSeconds(30));
        problem = problem();
        if (problem != null) {
            violated("after it was right: " + problem);
        }
        for (Follower follower : followers) {
            String wrong = replaced ? null : follower.wrongNumbers();
            if (wrong != null) {
                violated(wrong);
            }
        }
        replayAll();
        group.ifPresent(this::isHeardAsOftenAsWanted);
        restart();
        loseAll();
        followers.forEach(Follower::close);
        var unused = connection.disconnect();
        pass(group.isEmpty() ? Duration.ofMinutes(2) : Duration.ofMinutes(8)); // until the last replacement was due
        if (process.pending() != 0) {
            violated(process.pending() + " tasks are left behind");
        }
    }

    /** Over fresh links nothing is left of what was lost: heads are announced by as many endpoints as they should be. */
    private void isHeardAsOftenAsWanted(GroupShape of) {
        var unused = connection.rotate();
        pass(Duration.ofSeconds(40));
        boolean wanted = followers.stream().anyMatch(follower -> !follower.isOver());
        long willing = 0;
        long sockets = 0;
        for (int i = 0; i < nodes.size(); i++) {
            SimNode node = nodes.get(i);
            GroupShape.Way way = of.ways().get(i);
            long heard = node.headSubscriptions(process);
            if (way.alien() && !IDENTITY.containsAll(node.calls().keySet())) {
                violated("an endpoint of another chain was asked for more than who it is: " + node.calls());
            }
            if (heard > (way.alien() ? 0 : 1)) {
                violated("node " + i + " announces heads " + heard + " times");
            }
            if (way.pushes() && !way.alien()) {
                sockets++;
                willing += node.hasRefused(process) ? 0 : 1;
            }
        }
        long heard = nodes.stream()
                .mapToLong(node -> node.headSubscriptions(process))
                .sum();
        long least = wanted ? Math.min(of.announcers(), willing) : 0;
        long most = wanted ? Math.min(of.announcers(), sockets) : 0;
        if (heard < least || heard > most) {
            violated("heads are announced by " + heard + " endpoints, not by " + least + " to " + most);
        }
    }

    /** What failed for good is accepted, now that handlers do what they should. */
    private void replayAll() {
        if (replaced || !mayFailForGood()) {
            return;
        }
        followers.forEach(Follower::replayAll);
        pass(Duration.ofSeconds(40));
        for (Follower follower : followers) {
            String problem = follower.problemAfterReplay();
            if (problem == null) {
                problem = follower.problem();
            }
            if (problem != null) {
                violated("after all letters were replayed: " + problem);
            }
        }
    }

    /** Who was overtaken has seen it. */
    private void loseAll() {
        for (Takeover takeover : takeovers) {
            String problem = takeover.problem();
            if (problem != null) {
                violated(problem);
            }
            takeover.loser().die();
            loseLinks(takeover.loser());
        }
    }

    /** After a close in good order nothing comes again. */
    private void restart() {
        List<Follower> kept = followers.stream()
                .filter(follower -> follower.isNamed() && !follower.isOver())
                .toList();
        kept.forEach(Follower::rest);
        pass(LOOK);
        kept.forEach(follower -> follower.start(process, connection));
        pass(Duration.ofSeconds(40));
        for (Follower follower : kept) {
            String again = replaced ? null : follower.handedAgain();
            String problem = again != null || replaced ? again : follower.problem();
            if (problem != null) {
                violated("after a restart: " + problem);
            }
        }
    }

    private String problem() {
        if (process.isDead()) {
            return "no life";
        }
        for (Follower follower : followers) {
            // on another chain nothing may come, and that is all
            String problem = replaced ? null : follower.problem();
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    int forgiven() {
        return forgiven;
    }
}
