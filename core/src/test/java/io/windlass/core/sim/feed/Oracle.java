package io.windlass.core.sim.feed;

import io.windlass.BlockHeader;
import io.windlass.ChainEvent;
import io.windlass.EventId;
import io.windlass.Finality;
import io.windlass.Hash;
import io.windlass.Log;
import io.windlass.Position;
import io.windlass.ReorgPolicy;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.WindowEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Keeps what a handler's database would hold, an upsert for each addition and a delete for each removal, and checks at
 * every step:
 *
 * <ul>
 *   <li>what is held is what one branch of the tree has for this feed, from its start on, in order, without a hole;
 *   <li>within one life of the process nothing is handed over twice without a removal in between, and a removal takes back
 *       what was handed over, newest first;
 *   <li>after a crash events may be handed over again, from some point on, each once and with the occurrence that they had;
 *   <li>an event that comes back after it was taken back has a higher occurrence;
 *   <li>a block that must be confirmed, safe or final is.
 * </ul>
 *
 * <p>Of an immediate feed, and of one that was rewound below its window, the order is not checked: no event of a block that
 * never existed, nothing twice, removals of what is held, and at the end all that the chain has (and, unless rewound, no
 * more).
 */
final class Oracle {
    private record Held(TreeBlock block, int index, int occurrence) {}

    private final FeedSpec spec;
    private final ModelChain chain;
    private final long chainId;
    private final LogFilter filter;
    private final Consumer<String> violation;
    private final List<Held> held = new ArrayList<>();
    private final Map<EventId, Integer> occurrences = new HashMap<>();
    private final Set<EventId> ofThisLife = new HashSet<>();
    private final Set<EventId> mayBeTakenBack = new HashSet<>();
    private int cursor = -1;
    private EventId refused;
    private long startAtLeast;
    private long startAtMost;
    private TreeBlock genesis; // of the first event
    private boolean orderIsFree;
    private boolean once;
    private int additions;
    private int removals;

    Oracle(FeedSpec spec, ModelChain chain, long chainId, Consumer<String> violation) {
        this.spec = spec;
        this.chain = chain;
        this.chainId = chainId;
        this.filter = spec.filter() == null ? null : LogFilter.of(spec.filter());
        this.violation = violation;
        this.startAtLeast = spec.start().isResolved() ? Long.MAX_VALUE : spec.from();
        this.startAtMost = spec.start().isResolved() ? 0 : spec.from();
    }

    /** While the feed learns where to begin: some node says that it is there. */
    void mayStartAt(long number) {
        startAtLeast = Math.min(startAtLeast, number);
        startAtMost = Math.max(startAtMost, number);
    }

    /** The feed starts over to learn where to begin. */
    void forgetStart() {
        startAtLeast = Long.MAX_VALUE;
        startAtMost = 0;
    }

    /** The store says where it began. */
    void startsAt(long block) {
        if (block < startAtLeast || block > startAtMost) {
            violation.accept("it starts at " + block + ", where " + startAtLeast + " to " + startAtMost + " is right");
        }
        startAtLeast = block;
        startAtMost = block;
    }

    /** What comes may overtake what came before. */
    void orderIsFree() {
        orderIsFree = true;
    }

    /** What was handed over is effected once, whatever lives end. */
    void countsOnce() {
        once = true;
    }

    /** The handler has failed on this for good: it counts as handed over, and may come again until a letter tells of it. */
    void doomed(ChainEvent<?> event) {
        if (!holds(event.id())) {
            added(event);
        }
        ofThisLife.remove(event.id());
        refused = event.id();
    }

    /** True if the block is one that the feed has to deliver. */
    boolean hasCertainlyBegunBefore(long block) {
        return startAtMost <= block;
    }

    long chainId() {
        return chainId;
    }

    /** The number of the newest block whose events may come. */
    long head() {
        return chain.head().number() - spec.depthNeeded(chain.finalityDepth());
    }

    /** True if blocks with this number cannot be replaced any more. */
    boolean isFinal(long number) {
        return number <= chain.finalized();
    }

    /** True if it was handed over and not taken back. */
    boolean holds(EventId id) {
        TreeBlock block = chain.block(id.hash());
        return block != null && find(block, id.index()) >= 0;
    }

    int additions() {
        return additions;
    }

    int removals() {
        return removals;
    }

    /** A new life begins with what the store holds. */
    void lifeBegins(Optional<Checkpoint> kept) {
        if (!once) {
            ofThisLife.clear();
        }
        mayBeTakenBack.clear();
        cursor = -1;
        refused = null;
        additions = 0;
        removals = 0;
        if (kept.isEmpty() && held.isEmpty()) {
            genesis = null; // nothing ties it to the chain of before
        }
        kept.ifPresent(checkpoint -> {
            for (WindowEntry entry : checkpoint.window()) {
                Position at = entry.position();
                mayBeTakenBack.add(new EventId(chainId, at.blockHash(), at.index()));
            }
        });
    }

    /** The handler was called with this event, and may not have come to record it: it may be taken back. */
    void attempted(EventId id) {
        mayBeTakenBack.add(id);
    }

    /** The handler threw on this event after it was recorded: it may come again. */
    void refused(EventId id) {
        refused = id;
    }

    void added(ChainEvent<?> event) {
        additions++;
        TreeBlock block = check(event);
        EventId id = event.id();
        int index = id.index();
        if (event.removed()) {
            violation.accept("an addition that says it is a removal: " + id);
        }
        if (block.number() < startAtLeast || spec.to() != FeedSpec.NO_END && block.number() > spec.to()) {
            violation.accept(named(block, index) + " is outside " + startAtLeast + " to " + spec.to());
        }
        int depth = spec.depthNeeded(chain.finalityDepth());
        if (block.number() > 0 && block.tallest() < block.number() + depth) {
            violation.accept(named(block, index) + " needs " + depth + " blocks above it, no branch has more than "
                    + (block.tallest() - block.number()));
        }
        int at = find(block, index);
        boolean again = id.equals(refused);
        refused = null;
        if (at >= 0) {
            if (!again && !ofThisLife.add(id) && !wasRewound()) {
                violation.accept(named(block, index) + " is handed over twice");
            }
            if (!again && !isLoose() && cursor >= 0 && cursor != at) {
                violation.accept(named(block, index) + " is handed over again at " + at + ", after " + cursor);
            }
            if (held.get(at).occurrence() != event.occurrence()) {
                violation.accept(named(block, index) + " was occurrence "
                        + held.get(at).occurrence() + ", now " + event.occurrence());
            }
            cursor = at + 1;
            return;
        }
        checkOccurrence(event, block);
        if (block.hash().equals(spec.fromHash()) && index <= spec.after()) {
            violation.accept(named(block, index) + " is before the position after which it begins");
        }
        if (!isLoose()) {
            if (cursor >= 0 && cursor != held.size()) {
                violation.accept(named(block, index) + " is new, though " + named(held.get(cursor))
                        + " is to be handed over again first");
            }
            checkNext(block, index);
        }
        ofThisLife.add(id);
        held.add(new Held(block, index, event.occurrence()));
        cursor = held.size();
        startAtMost = Math.min(startAtMost, Math.max(block.number(), startAtLeast));
    }

    private void checkOccurrence(ChainEvent<?> event, TreeBlock block) {
        int before = occurrences.getOrDefault(event.id(), 0);
        if (event.occurrence() <= before || before == 0 && event.occurrence() > 1 && !chain.isContested(block)) {
            violation.accept(named(block, event.id().index()) + " is occurrence " + event.occurrence() + " after "
                    + before + (chain.isContested(block) ? "" : ", and was never taken off"));
        }
        occurrences.put(event.id(), event.occurrence());
    }

    void removed(ChainEvent<?> event) {
        removals++;
        TreeBlock block = check(event);
        EventId id = event.id();
        refused = null;
        if (!event.removed()) {
            violation.accept("a removal that does not say so: " + id);
        }
        if (!chain.isContested(block) && !spec.immediate()) {
            violation.accept(named(block, id.index()) + " is taken back though it never left a chain");
        }
        if (spec.finality() == Finality.FINALIZED && !chain.brokeFinality()) {
            violation.accept(named(block, id.index()) + " is taken back though it was final");
        }
        int at = find(block, id.index());
        if (at < 0) {
            if (!mayBeTakenBack.remove(id)) {
                violation.accept(named(block, id.index()) + " is taken back though it is not held");
            }
            occurrences.merge(id, event.occurrence(), Math::max);
            return;
        }
        if (!isLoose() && at != held.size() - 1) {
            violation.accept(named(block, id.index()) + " is taken back before " + named(held.get(held.size() - 1)));
        }
        if (held.get(at).occurrence() != event.occurrence()) {
            violation.accept(named(block, id.index()) + " was occurrence "
                    + held.get(at).occurrence() + ", its removal is " + event.occurrence());
        }
        mayBeTakenBack.remove(id);
        ofThisLife.remove(id);
        held.remove(at);
        cursor = Math.min(cursor, held.size());
    }

    /** What is held need not be in order, and after a rewind may be too much. */
    private boolean isLoose() {
        return spec.immediate() || wasRewound() || orderIsFree;
    }

    private boolean wasRewound() {
        return spec.policy() == ReorgPolicy.REWIND && chain.brokeFinality();
    }

    private TreeBlock check(ChainEvent<?> event) {
        EventId id = event.id();
        TreeBlock block = chain.block(id.hash());
        if (block == null) {
            throw violated("an event of a block that never existed: " + id);
        }
        if (id.chainId() != chainId) {
            violation.accept("an event of chain " + id.chainId());
        }
        if (genesis == null) {
            genesis = block.at(0);
        }
        if (block.at(0) != genesis) {
            violation.accept(named(block, id.index()) + " is on another genesis block");
        }
        Position at = event.position().orElse(null);
        if (at == null
                || at.blockNumber() != block.number()
                || !at.blockHash().equals(block.hash())
                || at.index() != id.index()) {
            violation.accept(named(block, id.index()) + " says it is at " + at);
        }
        if (filter == null) {
            if (id.index() != Position.END
                    || !(event.value() instanceof BlockHeader header)
                    || !header.hash().equals(block.hash())
                    || header.number() != block.number()) {
                violation.accept("not the head " + block + ": " + event.value());
            }
        } else {
            if (id.index() < 0
                    || id.index() >= block.logs().size()
                    || !(event.value() instanceof Log log)
                    || !block.logs().get(id.index()).isSameAs(log)
                    || !log.blockHash().equals(block.hash())
                    || log.blockNumber() != block.number()) {
                throw violated("not log " + id.index() + " of " + block + ": " + event.value());
            }
            if (!filter.matches(block.logs().get(id.index()))) {
                violation.accept(named(block, id.index()) + " does not match " + spec.filter());
            }
        }
        return block;
    }

    private AssertionError violated(String what) {
        violation.accept(what);
        return new AssertionError(what);
    }

    /** The event must be the one that follows the last held one on the path to its block. */
    private void checkNext(TreeBlock block, int index) {
        Held last = held.isEmpty() ? null : held.get(held.size() - 1);
        List<Integer> own = indexes(block);
        int place = own.indexOf(index);
        if (place > 0) {
            requireLast(last, block, own.get(place - 1), block, index);
            return;
        }
        for (TreeBlock b = block.parent(); b != null && b.number() >= startAtLeast; b = b.parent()) {
            List<Integer> there = indexes(b);
            if (there.isEmpty()) {
                continue;
            }
            if (last == null && b.number() < startAtMost) {
                startAtLeast = b.number() + 1; // so it begins after that block
                return;
            }
            requireLast(last, b, there.get(there.size() - 1), block, index);
            return;
        }
        if (last != null) {
            violation.accept(
                    named(block, index) + " would be the first on its branch, but " + named(last) + " is held");
        }
    }

    private void requireLast(Held last, TreeBlock block, int index, TreeBlock next, int nextIndex) {
        if (last == null || last.block() != block || last.index() != index) {
            violation.accept(named(next, nextIndex) + " comes after " + (last == null ? "nothing" : named(last))
                    + ", on its branch " + named(block, index) + " is before it");
        }
    }

    private List<Integer> indexes(TreeBlock block) {
        if (filter == null) {
            return List.of(Position.END);
        }
        List<Integer> indexes = new ArrayList<>();
        for (TreeLog log : block.logs()) {
            boolean isBefore = block.hash().equals(spec.fromHash()) && log.index() <= spec.after();
            if (filter.matches(log) && !isBefore) {
                indexes.add(log.index());
            }
        }
        return indexes;
    }

    private int find(TreeBlock block, int index) {
        for (int i = held.size() - 1; i >= 0; i--) {
            if (held.get(i).block() == block && held.get(i).index() == index) {
                return i;
            }
        }
        return -1;
    }

    /** What is wrong with what is held now that all is quiet; null if it is what the chain has. */
    String problemAtEnd() {
        TreeBlock head = chain.head();
        long most = spec.to() == FeedSpec.NO_END ? head.number() : Math.min(spec.to(), head.number());
        long settled = spec.finality() == Finality.FINALIZED
                ? Math.min(chain.finalized(), head.number() - chain.finalityDepth())
                : head.number() - spec.depthNeeded(chain.finalityDepth());
        return compare(head, Math.min(most, settled), most);
    }

    /** What is wrong with what is held now that the feed says it has come to its end; null if some branch has it. */
    String problemWhenComplete() {
        if (isLoose()) {
            return null;
        }
        TreeBlock top =
                held.isEmpty() ? chain.head().at(0) : held.get(held.size() - 1).block();
        String best = null;
        for (TreeBlock branch : chain.branchesAbove(top, spec.to())) {
            best = compare(branch, spec.to(), spec.to());
            if (best == null) {
                return null;
            }
        }
        return best == null ? "no branch has reached " + spec.to() : best;
    }

    private String compare(TreeBlock head, long atLeast, long atMost) {
        List<Held> expected = new ArrayList<>();
        for (long n = Math.max(0, startAtLeast); n <= atMost; n++) {
            TreeBlock block = head.at(n);
            for (int index : block == null ? List.<Integer>of() : indexes(block)) {
                expected.add(new Held(block, index, 0));
            }
        }
        if (isLoose()) {
            return compareLoosely(expected, atLeast);
        }
        int from = 0;
        if (held.isEmpty()) {
            while (from < expected.size() && expected.get(from).block().number() < startAtMost) {
                from++;
            }
        } else {
            while (from < expected.size() && !isSame(expected.get(from), held.get(0))) {
                if (expected.get(from).block().number() >= startAtMost) {
                    return "the first should be " + named(expected.get(from)) + ", not " + named(held.get(0));
                }
                from++;
            }
        }
        for (int i = 0; i < held.size(); i++) {
            if (from + i >= expected.size()) {
                return named(held.get(i)) + " is not on the chain";
            }
            if (!isSame(expected.get(from + i), held.get(i))) {
                return named(held.get(i)) + " is held where the chain has " + named(expected.get(from + i));
            }
        }
        int next = from + held.size();
        if (next < expected.size() && expected.get(next).block().number() <= atLeast) {
            return named(expected.get(next)) + " is missing, of " + expected.size() + " only " + held.size()
                    + " are held";
        }
        return null;
    }

    private String compareLoosely(List<Held> expected, long atLeast) {
        Set<Object> have = new HashSet<>();
        held.forEach(h -> have.add(List.of(h.block().hash(), h.index())));
        Set<Object> right = new HashSet<>();
        for (Held wanted : expected) {
            right.add(List.of(wanted.block().hash(), wanted.index()));
            if (wanted.block().number() >= startAtMost
                    && wanted.block().number() <= atLeast
                    && !have.contains(List.of(wanted.block().hash(), wanted.index()))) {
                return named(wanted) + " is missing";
            }
        }
        if (!wasRewound()) {
            for (Held h : held) {
                if (!right.contains(List.of(h.block().hash(), h.index()))) {
                    return named(h) + " is held and not on the chain";
                }
            }
        }
        return null;
    }

    private static boolean isSame(Held a, Held b) {
        return a.block() == b.block() && a.index() == b.index();
    }

    private static String named(Held held) {
        return named(held.block(), held.index());
    }

    private static String named(TreeBlock block, int index) {
        return block + (index == Position.END ? "" : "/" + index);
    }

    /** How many events are held. */
    int size() {
        return held.size();
    }

    static String named(ChainEvent<?> event) {
        Hash hash = event.id().hash();
        return "#" + event.position().map(Position::blockNumber).orElse(-1L) + "/"
                + hash.toHex().substring(2, 6)
                + (event.id().index() == Position.END ? "" : "/" + event.id().index()) + "×" + event.occurrence();
    }
}
