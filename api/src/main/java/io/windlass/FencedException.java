package io.windlass;

/** A named feed was taken over by another owner; this one must stop. */
public final class FencedException extends BlockchainException {
    private static final long serialVersionUID = 1L;

    private final String feed;
    private final long epoch;

    /** For the feed's name and the epoch of the lease that lost it. */
    public FencedException(String feed, long epoch) {
        super(
                "feed '" + feed + "' was taken over by another owner (this lease has epoch " + epoch
                        + "); run one owner a name, or give this one another name",
                null);
        this.feed = feed;
        this.epoch = epoch;
    }

    /** The feed's name. */
    public String feed() {
        return feed;
    }

    /** The epoch of the lease that lost it. */
    public long epoch() {
        return epoch;
    }
}
