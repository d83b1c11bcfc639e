package io.windlass.core.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MethodTableTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "eth_blockNumber",
                "eth_call",
                "eth_chainId",
                "eth_estimateGas",
                "eth_feeHistory",
                "eth_gasPrice",
                "eth_getBalance",
                "eth_getBlockByHash",
                "eth_getBlockReceipts",
                "eth_getLogs",
                "eth_getTransactionReceipt",
                "eth_syncing",
                "net_version",
                "web3_clientVersion",
                "trace_block",
                "debug_traceTransaction",
                "txpool_status",
                "bor_getAuthor"
            })
    void isIdempotent_forPureReads(String method) {
        assertThat(MethodTable.isIdempotent(method)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eth_sendRawTransaction", "eth_sendTransaction", "eth_sign", "eth_signTransaction", "eth_newFilter",
                "eth_newBlockFilter", "eth_getFilterChanges", "eth_getWork", "eth_submitWork", "eth_subscribe",
                "eth_uninstallFilter", "personal_sendTransaction", "anvil_mine", "evm_revert", "debug_setHead",
                "alchemy_sendPrivateTransaction", "somebody_elsesMethod", ""
            })
    void isIdempotent_notForWhatChangesConsumesOrIsUnknown(String method) {
        assertThat(MethodTable.isIdempotent(method)).isFalse();
    }
}
