package io.windlass;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The numbers of a subscription since it began, at one moment.
 *
 * <p>Users do not implement this interface.
 */
public interface SubscriptionStats {
    /** Where it is in its life. */
    SubscriptionState state();

    /** The last position that was handed to the handler's queue; empty for a feed without positions, or before the first block. */
    Optional<Position> read();

    /** Everything up to here is acknowledged; empty as for {@link #read()}. */
    Optional<Position> acknowledged();

    /** The head as it is known; empty if it is not. */
    OptionalLong head();

    /** How many blocks the handler's queue is behind the head, 0 when it is level with it. */
    long lagBlocks();

    /** For how long it has been behind the newest block it may deliver; zero when it is not. */
    Duration lagTime();

    /** Events handed to the handler that it accepted, removals included. */
    long delivered();

    /** Attempts of the handler that failed. */
    long failed();

    /** Attempts that were made again, with an event or a batch that had failed before. */
    long retries();

    /** Events the handler failed on for good, removals included. */
    long deadLetters();

    /**
     * Since when the handler has been failing on the event it was given last, by the wall clock; of several the earliest. Empty
     * when it is not failing. While it is, the feed waits.
     */
    Optional<Instant> failingSince();

    /** What the handler failed with last, whether it has recovered since or not; empty if it never failed. */
    Optional<Throwable> lastFailure();

    /**
     * Since when reading has been failing, by the wall clock; empty when it is not. While it is, nothing new is handed over; what
     * is missed is read later.
     */
    Optional<Instant> readFailingSince();

    /** What reading failed with last, without secrets, whether it has recovered since or not; empty if it never failed. */
    Optional<Throwable> lastReadFailure();

    /** Events dropped since they cannot be read again and the handler was too slow. */
    long dropped();

    /** Events that wait for the handler now. */
    int waiting();

    /** Events that were read back rather than announced: history, and what no link brought. */
    long backfilled();

    /** Announcements of what was known already. */
    long deduplicated();

    /** Events that were taken back. */
    long removed();

    /** Blocks whose events were read, or excluded by a trusted bloom. */
    long sealed();

    /** Events of an immediate feed that were not pushed and were found by reading their block. */
    long late();

    /** Gaps in a feed that cannot be read again. */
    long gaps();
}
