package io.windlass.core.feed;

import io.windlass.BlockRef;
import io.windlass.Eth;
import io.windlass.Hash;
import io.windlass.core.chain.ChainPath;
import io.windlass.core.chain.ChainReads;
import io.windlass.core.runtime.Mailbox;
import io.windlass.spi.BlockMark;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds the newest block that a feed has passed and that is still on the chain: on the path as far as that reaches, below it by
 * asking for headers by number, halving what is left. Used in the walker's mailbox.
 */
final class AncestorSearch {
    /** Told what was found; in the mailbox. */
    interface Found {
        /** The newest common block. */
        void ancestor(BlockMark block);

        /** None of the blocks that the feed remembers is on the chain. */
        void none();

        /** It could not be found out now. */
        void unknown();
    }

    private final ChainReads reads;
    private final Mailbox mailbox;

    AncestorSearch(ChainReads reads, Mailbox mailbox) {
        this.reads = reads;
        this.mailbox = mailbox;
    }

    /**
     * Searches among the blocks that were passed.
     *
     * @param passed the newest first
     * @param waiting told, before anything else, if the chain has to be asked
     */
    void among(List<BlockMark> passed, ChainPath path, Runnable waiting, Found found) {
        List<BlockMark> older = new ArrayList<>();
        for (BlockMark mark : passed) {
            Hash there = path.hashAt(mark.number());
            if (there == null) {
                older.add(mark);
            } else if (there.equals(mark.hash())) {
                found.ancestor(mark);
                return;
            }
        }
        if (older.isEmpty()) {
            found.none();
            return;
        }
        waiting.run();
        halve(older, 0, older.size(), found);
    }

    private void halve(List<BlockMark> older, int from, int to, Found found) {
        if (from == to) {
            if (from < older.size()) {
                found.ancestor(older.get(from));
            } else {
                found.none();
            }
            return;
        }
        int middle = (from + to) / 2;
        BlockMark asked = older.get(middle);
        isOnChain(asked, answer -> {
            if (answer.isEmpty()) {
                found.unknown();
            } else if (answer.get()) {
                halve(older, from, middle, found);
            } else {
                halve(older, middle + 1, to, found);
            }
        });
    }

    /** Asks whether a block is on the chain; empty if that cannot be said now. Answers in the mailbox. */
    void isOnChain(BlockMark block, Consumer<Optional<Boolean>> then) {
        reads.ask(
                Eth.header(BlockRef.number(block.number())),
                (found, failure) -> mailbox.post(() -> then.accept(
                        failure == null ? found.map(header -> header.hash().equals(block.hash())) : Optional.empty())));
    }
}
