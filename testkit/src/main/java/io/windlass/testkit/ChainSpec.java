package io.windlass.testkit;

/** What decides the content of a devnet's blocks. */
record ChainSpec(long chainId, long seed, int transactionsPerBlock, int logsPerBlock) {
    /** Domains of the seed, so that no two things draw the same numbers. */
    static final int ACCOUNTS = 1;

    static final int CONTRACTS = 2;
    static final int BLOCKS = 3;
    static final int SUBMITTED = 4;

    Entropy entropy(long domain, long a, long b) {
        return new Entropy(seed, chainId, domain, a, b);
    }
}
