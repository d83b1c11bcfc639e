package io.windlass.core.delivery;

import io.windlass.BatchPolicy;
import io.windlass.RetryPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a lane hands its items over.
 *
 * @param maxItems how many may wait
 * @param maxBytes how much may wait
 * @param retry what follows a failure
 * @param deadline how long an attempt may take; null: as long as it likes
 * @param attempts how many may run at once; more than 1 keeps the order of each key only
 * @param batch hands over several items at once; null: each by itself. Not with several attempts at once
 * @param keepsDead whether {@link Lane#dead} is asked for what failed for good
 */
public record Terms(
        int maxItems,
        long maxBytes,
        RetryPolicy retry,
        @Nullable Duration deadline,
        int attempts,
        @Nullable BatchPolicy batch,
        boolean keepsDead) {}
