package io.windlass.core.sim.feed;

import io.windlass.Address;
import io.windlass.Bytes;
import io.windlass.Hash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** A tree of blocks, one branch of which is the chain: what nodes would show that hear of everything at once. */
final class ModelChain {
    /** What the headers say about their logs. */
    enum Bloom {
        /** What the yellow paper says. */
        EXACT,
        /** Nothing, whatever logs there are. */
        ZERO,
        /** More than there is. */
        TOO_MUCH
    }

    static final List<Address> CONTRACTS =
            IntStream.range(0, 4).mapToObj(i -> new Address(0xc0de, i, i)).toList();
    static final List<Hash> SIGNATURES = hashes("signature", 3);
    static final List<Hash> PARTIES = hashes("party", 4);
    private static final long DENIAL_NANOS = 9_000_000_000L;
    private static final Map<Bytes, int[]> BITS = new HashMap<>();

    private final Random random;
    private final Trace trace;
    private final Bloom bloom;
    private final int finalityDepth;
    private final Map<Hash, TreeBlock> blocks = new HashMap<>();
    private final List<TreeBlock> heads = new ArrayList<>();
    private final List<TreeBlock> abandoned = new ArrayList<>();
    private final List<View> views = new ArrayList<>();
    private final Set<Hash> departed = new HashSet<>();
    private final List<Predicate<TreeBlock>> possessors = new ArrayList<>();
    private final List<Runnable> listeners = new ArrayList<>();
    private final List<LongSupplier> agreed = new ArrayList<>();
    private long finalized;
    private long highest;
    private long lowestAncestorBelowFinal = Long.MAX_VALUE;
    private int data;

    ModelChain(Random random, Trace trace, Bloom bloom, int finalityDepth) {
        this.random = random;
        this.trace = trace;
        this.bloom = bloom;
        this.finalityDepth = finalityDepth;
        TreeBlock genesis = make(null);
        existed(genesis);
        heads.add(genesis);
    }

    private static List<Hash> hashes(String what, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Hash.keccak256((what + i).getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    /** Told after each change of head. */
    void onChange(Runnable told) {
        listeners.add(told);
    }

    /** The newest block that the machines of a node agree on: none above it becomes final. */
    void finalOnlyUpTo(LongSupplier number) {
        agreed.add(number);
    }

    TreeBlock head() {
        return heads.get(heads.size() - 1);
    }

    /** How many heads there were. */
    int headCount() {
        return heads.size();
    }

    TreeBlock headAt(int index) {
        return heads.get(index);
    }

    /** The block with this hash on any branch; null if there never was one. */
    TreeBlock block(Hash hash) {
        return blocks.get(hash);
    }

    /** The blocks with this number that stand on the given one, or are it; if it is higher, its own ancestor. */
    List<TreeBlock> branchesAbove(TreeBlock block, long number) {
        if (block.number() >= number) {
            return List.of(block.at(number));
        }
        return blocks.values().stream()
                .filter(candidate -> candidate.number() == number && block.isOnPathTo(candidate))
                .toList();
    }

    long nanos() {
        return trace.nanos();
    }

    int finalityDepth() {
        return finalityDepth;
    }

    /** The highest number that was ever final. */
    long finalized() {
        return finalized;
    }

    /** True once blocks that were final have left the chain. */
    boolean brokeFinality() {
        return lowestAncestorBelowFinal != Long.MAX_VALUE;
    }

    /** What a node took for the head, and for how long. */
    private static final class View {
        private final TreeBlock head;
        private final long from;
        private long until = Long.MAX_VALUE;

        View(TreeBlock head, long from) {
            this.head = head;
            this.from = from;
        }
    }

    /**
     * True if some node took the block off its chain, or has shown another chain since the block exists, or has denied it for
     * so long that it must count as rolled back.
     */
    boolean isContested(TreeBlock block) {
        return isContradicted(block) || isDenied(block) && possessors.stream().noneMatch(each -> each.test(block));
    }

    private boolean isContradicted(TreeBlock block) {
        return departed.contains(block.hash())
                || views.stream().anyMatch(view -> lacks(view, block) && !view.head.isOnPathTo(block));
    }

    private boolean isDenied(TreeBlock block) {
        return views.stream().anyMatch(view -> lacks(view, block) && deniedNanos(view, block) >= DENIAL_NANOS);
    }

    private static boolean lacks(View view, TreeBlock block) {
        return view.until >= block.bornAt() && !block.isOnPathTo(view.head);
    }

    private long deniedNanos(View view, TreeBlock block) {
        return Math.min(view.until, trace.nanos()) - Math.max(view.from, block.bornAt());
    }

    /** Who may know an endpoint that is well and has had a block all the time: no other one's denial counts then. */
    void whoSurelyHas(Predicate<TreeBlock> possessor) {
        possessors.add(possessor);
    }

    /** A node has this block for its head now; tells how to say that it no longer has. */
    Runnable seen(TreeBlock head) {
        View view = new View(head, trace.nanos());
        views.add(view);
        return () -> view.until = trace.nanos();
    }

    void departed(TreeBlock block) {
        departed.add(block.hash());
    }

    boolean canReturn() {
        return !abandoned.isEmpty();
    }

    /** A block on a parent, which exists once a node {@linkplain #existed has} it. */
    TreeBlock make(TreeBlock parent) {
        Hash hash = new Hash(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
        List<TreeLog> logs = parent == null || random.nextInt(100) < 35 ? List.of() : logs();
        // a timestamp may repeat
        long timestamp = 1_700_000_000 + (parent == null ? 0 : parent.number() / 2);
        return new TreeBlock(parent, hash, timestamp, logs, bloomOf(logs));
    }

    /** A node has the block and all before it: from now on they existed. */
    void existed(TreeBlock head) {
        for (TreeBlock b = head; b != null && blocks.put(b.hash(), b) == null; b = b.parent()) {
            b.isBornAt(trace.nanos());
        }
        highest = Math.max(highest, head.number());
        head.existsAsHead();
    }

    private List<TreeLog> logs() {
        List<TreeLog> logs = new ArrayList<>();
        int transaction = -1;
        Hash transactionHash = Hash.ZERO;
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            if (transaction < 0 || random.nextBoolean()) {
                transaction++;
                transactionHash = new Hash(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
            }
            List<Hash> topics = new ArrayList<>(2);
            if (random.nextInt(8) > 0) {
                topics.add(SIGNATURES.get(random.nextInt(SIGNATURES.size())));
                if (random.nextBoolean()) {
                    topics.add(PARTIES.get(random.nextInt(PARTIES.size())));
                }
            }
            logs.add(new TreeLog(
                    CONTRACTS.get(random.nextInt(CONTRACTS.size())),
                    List.copyOf(topics),
                    "0x" + String.format("%08x", data++),
                    transactionHash,
                    transaction,
                    i));
        }
        return logs;
    }

    private Bytes bloomOf(List<TreeLog> logs) {
        byte[] bytes = new byte[256];
        if (bloom != Bloom.ZERO) {
            for (TreeLog log : logs) {
                add(bytes, Bytes.of(log.address().toArray()));
                log.topics().forEach(topic -> add(bytes, Bytes.of(topic.toArray())));
            }
        }
        if (bloom == Bloom.TOO_MUCH) {
            CONTRACTS.forEach(contract -> add(bytes, Bytes.of(contract.toArray())));
        }
        return Bytes.of(bytes);
    }

    private static void add(byte[] bloom, Bytes member) {
        for (int bit : BITS.computeIfAbsent(member, ModelChain::bits)) {
            bloom[255 - bit / 8] |= (byte) (1 << bit % 8);
        }
    }

    private static int[] bits(Bytes member) {
        byte[] hash = Hash.keccak256(member.toArray()).toArray();
        int[] bits = new int[3];
        for (int i = 0; i < 3; i++) {
            bits[i] = (hash[2 * i] & 0x07) << 8 | hash[2 * i + 1] & 0xff;
        }
        return bits;
    }

    TreeBlock mine() {
        TreeBlock next = make(head());
        moveTo(next, "mined");
        return next;
    }

    /** How many blocks can be replaced so that no final block is, and none that lies so deep that it counts as final. */
    int depthAllowed() {
        return (int) (head().number() - Math.max(1, Math.max(finalized, deepest())));
    }

    /**
     * The oldest block that may be the last in common with another branch. It counts from the highest head that ever was, as
     * somebody may still stand there: several rollbacks in a row are one deep reorg.
     */
    long deepest() {
        return highest - SimNode.LONGEST_FORK;
    }

    /** Replaces so many blocks by as many and some more. */
    void reorg(int depth, int more) {
        TreeBlock old = head();
        TreeBlock block = old.at(old.number() - depth);
        for (int i = 0; i < depth + more; i++) {
            block = make(block);
        }
        moveTo(block, "reorg of " + depth + " + " + more);
    }

    /** A branch that was left becomes the chain again, if no final block is left by that. */
    boolean returnToOld() {
        TreeBlock old = abandoned.get(random.nextInt(abandoned.size()));
        TreeBlock ancestor = TreeBlock.commonAncestor(old, head());
        boolean isFar = ancestor == null || ancestor.number() < deepest();
        if (old.isOnPathTo(head()) || isFar || ancestor.number() < finalized) {
            return false;
        }
        moveTo(old, "back to an old branch");
        return true;
    }

    /** The head goes down; what follows later are other blocks. */
    void rollback(int depth) {
        moveTo(head().at(head().number() - depth), "rollback of " + depth);
    }

    /** Another chain takes this one's place, from the genesis block on. */
    void replace(int length) {
        TreeBlock block = make(null);
        for (int i = 0; i < length; i++) {
            block = make(block);
        }
        moveTo(block, "another genesis");
    }

    private void moveTo(TreeBlock next, String why) {
        TreeBlock old = head();
        heads.add(next);
        existed(next);
        TreeBlock ancestor = TreeBlock.commonAncestor(old, next);
        if (ancestor != old) {
            abandoned.add(old);
            for (TreeBlock b = old; b != ancestor; b = b.parent()) {
                departed(b);
            }
            long low = ancestor == null ? -1 : ancestor.number();
            if (low < finalized) {
                lowestAncestorBelowFinal = Math.min(lowestAncestorBelowFinal, low);
            }
        }
        finalized = Math.max(finalized, Math.min(next.number() - finalityDepth, agreedByAll()));
        trace.say(
                "chain",
                "%s: %s → %s, %d logs, final %d",
                why,
                old,
                next,
                next.logs().size(),
                finalized);
        listeners.forEach(Runnable::run);
    }

    private long agreedByAll() {
        return agreed.stream().mapToLong(LongSupplier::getAsLong).min().orElse(Long.MAX_VALUE);
    }
}
