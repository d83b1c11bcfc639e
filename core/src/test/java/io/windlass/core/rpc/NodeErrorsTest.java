package io.windlass.core.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.Json;
import io.windlass.RpcError;
import io.windlass.spi.NodeErrorClass;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts are the providers' and nodes' own. */
class NodeErrorsTest {
    private static RpcError error(int code, String message) {
        return new RpcError(code, message, Optional.empty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    RATE_LIMITED        | 429    | Your app has exceeded its compute units per second capacity.
                    RATE_LIMITED        | 429    | anything
                    RATE_LIMITED        | -32005 | project ID request rate exceeded
                    RATE_LIMITED        | -32005 | limit exceeded
                    RATE_LIMITED        | -32007 | 50/second request limit reached - reduce calls per second or upgrade
                    RATE_LIMITED        | -32009 | trace requests limited to 10/s
                    RATE_LIMITED        | -32009 | Server is busy, try again later
                    RATE_LIMITED        | -32016 | over rate limit
                    RATE_LIMITED        | -32000 | call rate limit exhausted, retry in 10s
                    RATE_LIMITED        | 1008   | maximum number of concurrent requests
                    RATE_LIMITED        | -32005 | Too Many Requests
                    RATE_LIMITED        | -32000 | too many request, slow down
                    RATE_LIMITED        | -32005 | You've exceeded the RPS limit available on the current plan
                    RATE_LIMITED        | -32000 | you have used up your 500 credits per second
                    RATE_LIMITED        | -32007 | slow down
                    RATE_LIMITED        | -32016 | slow down
                    OTHER               | -32016 | sender is over rate limit
                    LAGGING             | -32016 | header not found
                    QUOTA_EXHAUSTED     | -32012 | credits limited to 500000000
                    QUOTA_EXHAUSTED     | -32005 | daily request count exceeded, request rate limited
                    QUOTA_EXHAUSTED     | 429    | Monthly capacity limit exceeded. Visit the dashboard to upgrade
                    BATCH_REFUSED       | -32005 | Number of requests exceeds max batch size
                    BATCH_REFUSED       | -32005 | Batched requests are not supported by this server
                    BATCH_REFUSED       | -32600 | batch too large
                    BATCH_REFUSED       | -32014 | too many RPC calls in batch request
                    RANGE_TOO_LARGE     | -32005 | query returned more than 10000 results. Try with this block range [0x1, 0x2].
                    RANGE_TOO_LARGE     | -32005 | Requested range exceeds maximum RPC range limit
                    RANGE_TOO_LARGE     | -32600 | block range is too wide
                    RANGE_TOO_LARGE     | -32614 | eth_getLogs is limited to a 10,000 range
                    RANGE_TOO_LARGE     | -32602 | Log response size exceeded. this block range should work: [0x1, 0x2]
                    RANGE_TOO_LARGE     | 35     | ranges over 10000 blocks are not supported on freetier
                    RANGE_TOO_LARGE     | -32000 | logs matched by query exceeds limit of 10000
                    RANGE_TOO_LARGE     | -32602 | query exceeds max results 20000, retry with the range 100-200
                    RANGE_TOO_LARGE     | -32000 | Block range limit exceeded
                    RANGE_TOO_LARGE     | -32000 | maximum block range: 50000
                    RANGE_TOO_LARGE     | -32602 | query exceeds max block range 100000
                    RANGE_TOO_LARGE     | -32000 | please limit the query to at most 1000 blocks
                    RANGE_TOO_LARGE     | -32701 | exceed maximum block range: 5000
                    RESPONSE_TOO_LARGE  | -32003 | response too large
                    RESPONSE_TOO_LARGE  | -32020 | backend response too large
                    RESPONSE_TOO_LARGE  | -32008 | Response is too big
                    RESPONSE_TOO_LARGE  | -32000 | response size should not greater than 10000000 bytes
                    LAGGING             | -32000 | header not found
                    LAGGING             | -32000 | unknown block
                    LAGGING             | -32603 | Block 12345 not processed yet. Please try again.
                    LAGGING             | -32000 | block range extends beyond current head block
                    LAGGING             | -32000 | cannot query unfinalized data: after last accepted block 17
                    LAGGING             | -32001 | block 0xab12 not found
                    HISTORY_UNAVAILABLE | -32000 | missing trie node 0xabc (path ) <nil>
                    HISTORY_UNAVAILABLE | 4444   | pruned history unavailable
                    METHOD_UNSUPPORTED  | -32601 | the method eth_foo does not exist/is not available
                    METHOD_UNSUPPORTED  | -32004 | Method eth_subscribe is not supported.
                    METHOD_UNSUPPORTED  | -32612 | method is not enabled
                    METHOD_UNSUPPORTED  | -32000 | Unsupported method: eth_foo
                    REVERTED            | 3      | execution reverted: rate limit exceeded
                    REVERTED            | -32000 | execution reverted
                    REVERTED            | -32015 | VM execution error.
                    REVERTED            | -32603 | VM Exception while processing transaction: revert
                    INVALID_PARAMS      | -32602 | invalid argument 0: hex string without 0x prefix
                    INVALID_PARAMS      | -32600 | Invalid Request
                    TIMEOUT             | -32005 | query timeout exceeded
                    TIMEOUT             | -32002 | request timed out
                    TIMEOUT             | -32000 | context deadline exceeded
                    UNAVAILABLE         | -32011 | no backend is currently healthy to serve traffic
                    OTHER               | -32000 | nonce too low
                    OTHER               | -32000 | insufficient funds for gas * price + value
                    OTHER               | -32005 | Transaction gas limit exceeds block gas limit
                    OTHER               | -32017 | sender is over rate limit
                    OTHER               | -32603 | Internal error
                    """)
    void classify_aProvidersText_isWhatItMeans(NodeErrorClass expected, int code, String message) {
        assertThat(NodeErrors.classify(error(code, message))).isEqualTo(expected);
    }

    @Test
    void classify_codeOfManyMeanings_isDecidedByItsData() {
        RpcError infura = new RpcError(
                -32005,
                "limited",
                Optional.of(Json.of(
                        "{\"rate\":{\"allowed_rps\":1,\"backoff_seconds\":24.5,\"current_rps\":2.1},\"see\":\"x\"}")));

        assertThat(NodeErrors.classify(infura)).isEqualTo(NodeErrorClass.RATE_LIMITED);
        assertThat(NodeErrors.pauseAsked(infura)).contains(Duration.ofMillis(24_500));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    query returned more than 10000 results. Try with this block range [0x5B8D80, 0x5b8d90].        | 6000000 | 6000016
                    Log response size exceeded. Based on your parameters and the response size limit, this block range should work: [0x1, 0x10] | 1 | 16
                    query exceeds max results 20000, retry with the range 100-200                                  | 100     | 200
                    """)
    void rangeHint_thatNamesARange_isThatRange(String message, long from, long to) {
        assertThat(NodeErrors.rangeHint(error(-32005, message))).contains(new RangeHint.Blocks(from, to));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    requested too many blocks from 1 to 5000, maximum is set to 2048        | 2048
                    Max range: 800                                                          | 800
                    Maximum allowed number of requested blocks is 10000                     | 10000
                    eth_getLogs is limited to a 10,000 range                                | 10000
                    eth_getLogs is limited to 1024 block range                              | 1024
                    block range exceeds the range allowed for your plan (5001 > 500)        | 500
                    please limit the query to at most 1000 blocks                           | 1000
                    maximum block range: 50000                                              | 50000
                    query exceeds max block range 100000                                    | 100000
                    block range greater than 1024 max                                       | 1024
                    block range exceeds 2000                                                | 2000
                    eth_getLogs range is too large, max is 10k blocks                       | 10000
                    query must be smaller than size 1024                                    | 1024
                    block range is too wide (maximum 1024)                                  | 1024
                    You can make eth_getLogs requests with up to a 2,000 block range        | 2000
                    maximum [from, to] blocks distance: 3000                                | 3000
                    exceed max block range: 5000                                            | 5000
                    exceed maximum block range: 5000                                        | 5000
                    ranges over 10000 blocks are not supported on freetier                  | 10000
                    """)
    void rangeHint_thatNamesALength_isThatLength(String message, long blocks) {
        RpcError error = error(-32000, message);

        assertThat(NodeErrors.rangeHint(error)).contains(new RangeHint.AtMost(blocks));
        assertThat(NodeErrors.classify(error)).isEqualTo(NodeErrorClass.RANGE_TOO_LARGE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Block range limit exceeded
                    logs matched by query exceeds limit of 10000
                    query returned more than 10000 results
                    Try with this block range [0x10, 0x1].
                    exceed max block range: 0
                    """)
    void rangeHint_thatSaysNothingOfUse_isNone(String message) {
        assertThat(NodeErrors.rangeHint(error(-32005, message))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    call rate limit exhausted, retry in 10s    | PT10S
                    rate limited, try again in 250 ms          | PT0.25S
                    too many requests, retry after 2           | PT2S
                    too many requests, retry after 1.5 seconds | PT1.5S
                    too many requests, try again in 2 minutes  | PT2M
                    too many requests, retry in 999999999s     | PT24H
                    RPS limit, try_again_in 250.5 ms           | PT0.25S
                    """)
    void pauseAsked_inWords_isUnderstood(String message, Duration pause) {
        assertThat(NodeErrors.pauseAsked(error(-32005, message))).contains(pause);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"try_again_in\":\"250.5ms\"}",
                "{\"try_again_in\": \"250.5 ms\"}",
                "\"try_again_in 250.5 ms\"",
                "{\"rate\":{\"backoff_seconds\":0.25}}"
            })
    void pauseAsked_inData_isUnderstood(String data) {
        RpcError error = new RpcError(
                -32005, "You've exceeded the RPS limit available on the current plan", Optional.of(Json.of(data)));

        assertThat(NodeErrors.pauseAsked(error)).contains(Duration.ofMillis(250));
        assertThat(NodeErrors.classify(error)).isEqualTo(NodeErrorClass.RATE_LIMITED);
    }

    @Test
    void pauseAsked_ofAnErrorThatAsksForNone_isNone() {
        assertThat(NodeErrors.pauseAsked(error(429, "too many requests"))).isEmpty();
    }

    @Test
    void classify_aHugeText_isReadOnlyAtItsStart() {
        String huge = "Try with this block range ".repeat(100_000);

        assertThat(NodeErrors.classify(error(-32000, huge))).isEqualTo(NodeErrorClass.RANGE_TOO_LARGE);
        assertThat(NodeErrors.classify(error(-32000, " ".repeat(5_000) + "rate limit")))
                .isEqualTo(NodeErrorClass.OTHER);
    }
}
