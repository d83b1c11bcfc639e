package io.windlass.core.feed.read;

import io.windlass.BlockHeader;
import io.windlass.BlockRef;
import io.windlass.Eth;
import io.windlass.RpcException;
import io.windlass.core.chain.ChainReads;
import io.windlass.core.runtime.Mailbox;
import io.windlass.spi.NodeErrorClass;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells blocks that a node has not got any more from those that it has not got yet: of both some say no more than null. Used in
 * the walker's mailbox.
 */
public final class History<T> {
    /** So often in a row a block must be denied by who has higher ones. */
    private static final int DENIALS = 8;

    private final ChainReads reads;
    private final BlockReader<T> reader;
    private final Mailbox mailbox;
    private int denials;

    public History(ChainReads reads, BlockReader<T> reader, Mailbox mailbox) {
        this.reads = reads;
        this.reader = reader;
        this.mailbox = mailbox;
    }

    /** What was missing could be read. */
    public void isThere() {
        denials = 0;
    }

    /** Asks for a block that was not there. Tells in the mailbox whether it has been denied often enough to be gone. */
    public void isGone(long block, Consumer<Boolean> then) {
        var unused = reads.together(
                        Eth.header(BlockRef.latest()), Eth.header(BlockRef.number(block)), (head, found) -> {
                            boolean isHigher = head.map(BlockHeader::number).orElse(-1L) > block;
                            return isHigher || found.isPresent()
                                    ? Optional.of(found.isEmpty())
                                    : Optional.<Boolean>empty();
                        })
                .exceptionally(failure -> Optional.empty())
                .thenAccept(answer -> mailbox.post(() -> {
                    answer.ifPresent(denied -> denials = denied ? denials + 1 : 0);
                    then.accept(denials >= DENIALS);
                }));
    }

    /** Finds the oldest block above the missing one, up to the last, that can be read; tells in the mailbox, empty if there is none. */
    public void earliest(long missing, long last, Consumer<OptionalLong> then) {
        if (last <= missing) {
            then.accept(OptionalLong.empty());
            return;
        }
        probe(last, there -> {
            if (there.orElse(false)) {
                halve(missing, last, then);
            } else {
                then.accept(OptionalLong.empty());
            }
        });
    }

    private void halve(long missing, long there, Consumer<OptionalLong> then) {
        if (there - missing == 1) {
            then.accept(OptionalLong.of(there));
            return;
        }
        long middle = missing + (there - missing) / 2;
        probe(middle, answer -> {
            if (answer.isEmpty()) {
                then.accept(OptionalLong.empty());
            } else if (answer.get()) {
                halve(missing, middle, then);
            } else {
                halve(middle, there, then);
            }
        });
    }

    /** Tells whether the block can be read; empty if that cannot be said. */
    private void probe(long block, Consumer<Optional<Boolean>> then) {
        var unused = reader.range(block, block)
                .whenComplete((chunk, failure) -> mailbox.post(() -> then.accept(answer(Failures.cause(failure)))));
    }

    private Optional<Boolean> answer(@Nullable Throwable failure) {
        if (failure == null) {
            return Optional.of(true);
        }
        boolean isMissing = failure instanceof NotYetThere
                || failure instanceof RpcException refused
                        && reads.rules().classify(refused.error()) == NodeErrorClass.HISTORY_UNAVAILABLE;
        return isMissing ? Optional.of(false) : Optional.empty();
    }
}
