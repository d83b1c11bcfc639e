package io.windlass.core.sim.feed;

import io.windlass.BlockHeader;
import io.windlass.Bytes;
import io.windlass.DeadLetter;
import io.windlass.core.chain.ChainPath;
import io.windlass.core.pool.EndpointGroup;
import java.lang.reflect.Field;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** Bugs that change what a method does rather than take its place; Byte Buddy copies them into it. */
final class Planted {
    private Planted() {}

    /** Turns the list that a method returns around. */
    static final class Reversed {
        private Reversed() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return List<?> returned) {
            Collections.reverse(returned);
        }
    }

    /** What was given counts as acknowledged at once. */
    static final class AcknowledgedAtOnce {
        private AcknowledgedAtOnce() {}

        @Advice.OnMethodExit
        static void exit(
                @Advice.Argument(0) Object arrival,
                @Advice.FieldValue(value = "line", readOnly = false, typing = Assigner.Typing.DYNAMIC) Object line) {
            line = arrival;
        }
    }

    /** The head that a node names is where the chain ends. */
    static final class AtOnce {
        private AtOnce() {}

        @Advice.OnMethodExit
        static void exit(
                @Advice.Argument(1) BlockHeader head, @Advice.Return(readOnly = false) Optional<BlockHeader> end) {
            end = Optional.of(head);
        }
    }

    /** Every block up to the head may be read by number. */
    static final class UpToTheHead {
        private UpToTheHead() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Argument(0) ChainPath path, @Advice.Return(readOnly = false) long boundary) {
            boundary = path.head().number();
        }
    }

    /** A block whose bloom is empty has no logs, whatever the bloom is worth. */
    static final class BloomAsProof {
        private BloomAsProof() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Argument(0) BlockHeader header, @Advice.Return(readOnly = false) boolean excludes) {
            excludes = excludes || header.logsBloom().equals(Bytes.of(new byte[256]));
        }
    }

    /** A block later. */
    static final class OneMore {
        private OneMore() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 0, readOnly = false) long number) {
            number = number + 1;
        }
    }

    /** Every letter is replayed, wherever its block is. */
    static final class Unchecked {
        private Unchecked() {}

        @Advice.OnMethodEnter
        static void enter(
                @Advice.Argument(0) DeadLetter letter, @Advice.Argument(value = 1, readOnly = false) boolean onChain) {
            onChain = !letter.removed();
        }
    }

    /** What one endpoint says about the head is what all say. */
    static final class OneForAll {
        private OneForAll() {}

        @Advice.OnMethodExit
        static void exit(
                @Advice.FieldValue("group") EndpointGroup group,
                @Advice.Return(readOnly = false) CompletableFuture<Optional<BlockHeader>> head) {
            head = group.best().reads().highestHead();
        }
    }

    /** Nobody waits for the letter. */
    static final class AtOnceOn {
        private AtOnceOn() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Argument(1) Runnable goOn) {
            goOn.run();
        }
    }

    /** A stage that is late is cancelled. */
    static final class Cancelled {
        private Cancelled() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return List<?> passed) {
            for (Object strand : passed) {
                try {
                    Class<?> type = strand.getClass();
                    while (!type.getSimpleName().equals("Strand")) {
                        type = type.getSuperclass();
                    }
                    Field stage = type.getDeclaredField("stage");
                    stage.setAccessible(true);
                    if (stage.get(strand) instanceof CompletableFuture<?> future) {
                        future.cancel(false);
                    }
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    /** Whoever comes is let in. */
    static final class LetIn {
        private LetIn() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) Optional<String> refusal) {
            refusal = Optional.empty();
        }
    }

    /** What is asked of the store counts as done at once. */
    static final class Unheard {
        private Unheard() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) CompletableFuture<Void> written) {
            written = CompletableFuture.completedFuture(null);
        }
    }
}
