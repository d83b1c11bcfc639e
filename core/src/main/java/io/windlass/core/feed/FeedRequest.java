package io.windlass.core.feed;

import io.windlass.BlockRef;
import io.windlass.BlockchainException;
import io.windlass.ChainEvent;
import io.windlass.CheckpointPolicy;
import io.windlass.DeadLetter;
import io.windlass.EventHandler;
import io.windlass.Feed;
import io.windlass.FeedGap;
import io.windlass.FeedProgress;
import io.windlass.Finality;
import io.windlass.Position;
import io.windlass.ReorgPolicy;
import io.windlass.RetryPolicy;
import io.windlass.SubscriptionState;
import io.windlass.SubscriptionStats;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a subscription was asked for. Written by its builder, then only read. */
final class FeedRequest<T> {
    final Feed<T> feed;
    int buffer = 1024;
    BlockRef start = BlockRef.latest();

    @Nullable
    Position after;

    @Nullable
    BlockRef end;

    int confirmations;
    Finality finality = Finality.LATEST;
    boolean immediate;

    @Nullable
    String name;

    CheckpointPolicy otherCheckpoint = CheckpointPolicy.FAIL;
    ReorgPolicy deepReorg = ReorgPolicy.FAIL;
    boolean keepRaw;
    boolean ignoreRemoved;

    @Nullable
    EventHandler<T> removed;

    /** How handlers are called that write acknowledgements themselves; null if there is none such. */
    @Nullable
    Committing<T> committing;

    RetryPolicy retry = RetryPolicy.unlimited();
    boolean retrySet;

    @Nullable
    Duration deadline;

    int parallel = 1;
    Function<? super ChainEvent<T>, ?> key = event -> "";

    Consumer<FeedProgress> progress = ignored -> {};

    @Nullable
    Consumer<SubscriptionStats> stats;

    Duration statsEvery = Duration.ofSeconds(1);
    Consumer<DeadLetter> deadLetter = ignored -> {};
    Consumer<FeedGap> gap = ignored -> {};
    Consumer<SubscriptionState> stateChange = ignored -> {};
    Consumer<BlockchainException> failure = ignored -> {};

    FeedRequest(Feed<T> feed) {
        this.feed = feed;
    }

    /** True if the JSON of each value is needed, by the user or by the store. */
    boolean needsRaw() {
        return keepRaw || name != null;
    }
}
