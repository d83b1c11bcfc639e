package io.windlass.testkit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What is to go wrong: set by {@link Faults}, asked by what answers. Thread-safe. */
final class FaultPlan {
    /** What becomes of a notification. */
    enum Fate {
        SEND,
        DROP,
        DUPLICATE,
        CORRUPT,
        HOLD_BACK
    }

    private final long realChainId;
    final Countdown drops = new Countdown();
    final Countdown duplicates = new Countdown();
    final Countdown corruptions = new Countdown();
    final Countdown swaps = new Countdown();
    final Countdown errorsWithoutId = new Countdown();
    private final List<CallFailure> failures = new CopyOnWriteArrayList<>();
    volatile boolean notifyBeforeReply;
    volatile boolean clipLogRanges;
    volatile long chainId;
    volatile long maxLogRange;
    volatile long forgottenBelow;
    volatile Duration responseDelay = Duration.ZERO;
    volatile @Nullable HttpRefusal upgradeRefusal;
    volatile @Nullable HttpRefusal httpRefusal;

    FaultPlan(long chainId) {
        realChainId = chainId;
        clear();
    }

    void clear() {
        List.of(drops, duplicates, corruptions, swaps, errorsWithoutId).forEach(c -> c.set(0));
        failures.clear();
        notifyBeforeReply = false;
        clipLogRanges = false;
        chainId = realChainId;
        maxLogRange = Long.MAX_VALUE;
        forgottenBelow = 0;
        responseDelay = Duration.ZERO;
        upgradeRefusal = null;
        httpRefusal = null;
    }

    void add(CallFailure failure) {
        failures.add(failure);
    }

    /** The error that a call of this method gets instead of an answer. */
    @Nullable
    RpcFault nextFailure(String method) {
        for (CallFailure failure : failures) {
            if (failure.strikes(method)) {
                return failure.error();
            }
        }
        return null;
    }

    Fate nextNotification(boolean oneIsHeldBack) {
        if (drops.take()) {
            return Fate.DROP;
        }
        if (duplicates.take()) {
            return Fate.DUPLICATE;
        }
        if (corruptions.take()) {
            return Fate.CORRUPT;
        }
        return !oneIsHeldBack && swaps.take() ? Fate.HOLD_BACK : Fate.SEND;
    }

    @Nullable
    HttpRefusal nextRefusal(boolean upgrade) {
        HttpRefusal refusal = upgrade ? upgradeRefusal : httpRefusal;
        return refusal != null && refusal.take() ? refusal : null;
    }
}
