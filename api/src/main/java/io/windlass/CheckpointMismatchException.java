package io.windlass;

/**
 * The checkpoint of a named feed belongs to something else: another chain, another genesis block, another filter. Nothing was
 * delivered and nothing was written.
 */
public final class CheckpointMismatchException extends BlockchainException {
    private static final long serialVersionUID = 1L;

    private final String feed;
    private final String what;

    /**
     * Made by the engine.
     *
     * @param message what happened and what to change, without secrets
     * @param feed the feed's name
     * @param what what differs: {@code chainId}, {@code genesisHash} or {@code filter}
     */
    public CheckpointMismatchException(String message, String feed, String what) {
        super(message, null);
        this.feed = feed;
        this.what = what;
    }

    /** The feed's name. */
    public String feed() {
        return feed;
    }

    /** What differs: {@code chainId}, {@code genesisHash} or {@code filter}. */
    public String what() {
        return what;
    }
}
