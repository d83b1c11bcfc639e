package io.windlass.core.rpc;

import java.util.List;
import java.util.Set;

/**
 * Which methods may be sent again when nobody knows whether the first time was executed. A method that is not known to be a
 * pure read is not.
 */
public final class MethodTable {
    private static final List<String> READ_PREFIXES =
            List.of("eth_get", "net_", "web3_", "trace_", "debug_trace", "txpool_", "bor_get", "parlia_get");

    /** Reads that the prefixes miss. */
    private static final Set<String> READS = Set.of(
            "eth_accounts",
            "eth_blobBaseFee",
            "eth_blockNumber",
            "eth_call",
            "eth_chainId",
            "eth_coinbase",
            "eth_createAccessList",
            "eth_estimateGas",
            "eth_feeHistory",
            "eth_gasPrice",
            "eth_hashrate",
            "eth_maxPriorityFeePerGas",
            "eth_mining",
            "eth_protocolVersion",
            "eth_simulateV1",
            "eth_syncing");

    /** Those that look like reads but consume what they answer, or hand out work. */
    private static final Set<String> NOT_READS = Set.of("eth_getFilterChanges", "eth_getWork");

    private MethodTable() {}

    /** True if the method may be sent again. */
    public static boolean isIdempotent(String method) {
        if (NOT_READS.contains(method)) {
            return false;
        }
        return READS.contains(method) || READ_PREFIXES.stream().anyMatch(method::startsWith);
    }
}
