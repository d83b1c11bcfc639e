package io.windlass;

/**
 * Whether the logs of a chain's own bookkeeping belong to its blocks, in the configuration as {@code system-logs = include |
 * exclude}. It holds for pushed and for read logs alike.
 *
 * <p>On Polygon these are the logs of bor's state syncs: nodes return them, though no transaction of the block made them and no
 * receipt and no bloom holds them. They are known by their transaction's hash, which bor derives from the block: {@code
 * keccak256("matic-bor-receipt-" + number, 8 bytes + block hash)}.
 */
public enum SystemLogs {
    /** They are delivered like others. */
    INCLUDE,
    /** They are left out. */
    EXCLUDE
}
