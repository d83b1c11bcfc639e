package io.windlass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallTest {
    private static final Hash HASH = Hash.keccak256(new byte[0]);
    private static final Address ADDRESS = Address.of("0xdac17f958d2ee523a2206206994597c13d831ec7");

    private static void assertCall(Call<?> call, String method, Object... params) {
        assertThat(call.method()).isEqualTo(method);
        assertThat(call.params()).containsExactly(params);
    }

    @Test
    void of_params_areCopiedAndMayBeNull() {
        List<Object> params = new ArrayList<>();
        params.add("a");
        params.add(null);
        Call<Json> call = new Call<>("m", params, JsonReader::json);
        params.clear();

        assertCall(call, "m", "a", null);
        assertThatThrownBy(() -> call.params().set(0, "b")).isInstanceOf(UnsupportedOperationException.class);
        assertCall(Call.of("m", JsonReader::json), "m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void of_blankMethod_isRefused(String method) {
        assertThatThrownBy(() -> Call.of(method, JsonReader::json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a call needs a method name");
    }

    @Test
    void eth_callsWithoutParameters_haveNone() {
        assertCall(Eth.blockNumber(), "eth_blockNumber");
        assertCall(Eth.chainId(), "eth_chainId");
        assertCall(Eth.gasPrice(), "eth_gasPrice");
    }

    @Test
    void eth_blocks_areAskedForByHashOrByNumberAndTag() {
        assertCall(Eth.header(BlockRef.number(7)), "eth_getBlockByNumber", BlockRef.number(7), false);
        assertCall(Eth.header(BlockRef.hash(HASH)), "eth_getBlockByHash", BlockRef.hash(HASH), false);
        assertCall(Eth.block(BlockRef.latest()), "eth_getBlockByNumber", BlockRef.latest(), false);
        assertCall(Eth.blockWithTransactions(BlockRef.hash(HASH)), "eth_getBlockByHash", BlockRef.hash(HASH), true);
    }

    @Test
    void eth_logs_areTheFilterWithARangeOrABlockHash() {
        LogsFeed filter = Feeds.logs().address(ADDRESS);

        assertCall(
                Eth.logs(filter, BlockRef.earliest(), BlockRef.number(9)),
                "eth_getLogs",
                Map.of("address", List.of(ADDRESS), "fromBlock", BlockRef.earliest(), "toBlock", BlockRef.number(9)));
        assertCall(Eth.logs(Feeds.logs(), HASH), "eth_getLogs", Map.of("blockHash", HASH));
    }

    @Test
    void eth_accountsAndTransactions_areAskedForByAddressAndHash() {
        assertCall(Eth.balance(ADDRESS, BlockRef.safe()), "eth_getBalance", ADDRESS, BlockRef.safe());
        assertCall(Eth.transaction(HASH), "eth_getTransactionByHash", HASH);
    }

    @Test
    void response_errorOrResult_isOneOfTheTwo() {
        RpcResponse result = RpcResponse.ofResult(Json.NULL);
        RpcResponse error = RpcResponse.ofError(new RpcError(-32000, "no", Optional.empty()));

        assertThat(result.isError()).isFalse();
        assertThat(result.resultOrThrow()).isEqualTo(Json.NULL);
        assertThat(error.isError()).isTrue();
        assertThat(error.result()).isEmpty();
        assertThatThrownBy(error::resultOrThrow)
                .isInstanceOfSatisfying(
                        RpcException.class, e -> assertThat(e.error().code()).isEqualTo(-32000))
                .hasMessage("the call failed: the node answered -32000 no");
    }
}
