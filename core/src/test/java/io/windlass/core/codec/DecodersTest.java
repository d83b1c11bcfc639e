package io.windlass.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windlass.Block;
import io.windlass.BlockHeader;
import io.windlass.BlockRef;
import io.windlass.Bytes;
import io.windlass.Call;
import io.windlass.DecodeException;
import io.windlass.Decoder;
import io.windlass.Eth;
import io.windlass.Feeds;
import io.windlass.Hash;
import io.windlass.Json;
import io.windlass.Log;
import io.windlass.Transaction;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The decoders of the API on the reader of this codec, with what real payloads seldom hold. */
class DecodersTest {
    private static final String HASH = "0x" + "12".repeat(32);
    private static final String ADDRESS = "0x" + "ab".repeat(20);

    private static <T> T decode(Decoder<T> decoder, String json) {
        byte[] bytes = json.replace('\'', '"')
                .replace("$H", HASH)
                .replace("$A", ADDRESS)
                .getBytes(StandardCharsets.UTF_8);
        return decoder.decode(new JsonCodec().reader(bytes, 0, bytes.length));
    }

    @Test
    void header_onlyWhatItMustHave_hasDefaultsForTheRest() {
        BlockHeader header = decode(BlockHeader.decoder(), "{'number':'0x5','hash':'$H','parentHash':'$H'}");

        assertThat(header.number()).isEqualTo(5);
        assertThat(header.hash()).hasToString(HASH);
        assertThat(header.logsBloom()).isSameAs(Bytes.EMPTY);
        assertThat(header.baseFeePerGas()).isEmpty();
        assertThat(header.stateRoot()).isEqualTo(Hash.ZERO);
        assertThat(header.extra()).isEmpty();
    }

    @Test
    void header_nullsAndUnknownMembers_areLeftOutOrKept() {
        BlockHeader header = decode(
                BlockHeader.decoder(),
                "{'baseFeePerGas':null,'number':5,'hash':'$H','sendRoot':null,'parentHash':'$H','l1BlockNumber':'0x10',"
                        + "'withdrawals':[{'index':'0x1'}],'transactions':[7]}");

        assertThat(header.baseFeePerGas()).isEmpty();
        assertThat(header.extra())
                .containsExactly(
                        Map.entry("l1BlockNumber", Json.of("\"0x10\"")),
                        Map.entry("withdrawals", Json.of("[{\"index\":\"0x1\"}]")));
        assertThat(header.extra().get("l1BlockNumber").asLong()).isEqualTo(16);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'number':'0x5','hash':'$H'}",
                "{'number':null,'hash':'$H','parentHash':'$H'}",
                "{'hash':null,'number':'0x5','parentHash':'$H'}"
            })
    void header_withoutNumberHashOrParent_isRefused(String json) {
        assertThatThrownBy(() -> decode(BlockHeader.decoder(), json))
                .isInstanceOf(DecodeException.class)
                .hasMessageStartingWith("a block header needs number, hash and parentHash; got ");
    }

    @Test
    void block_transactionsAsHashesOrInFull_hasBoth() {
        String header = "'number':'0x5','hash':'$H','parentHash':'$H'";
        Block hashes = decode(Block.decoder(), "{" + header + ",'transactions':['$H','$H']}");
        Block full = decode(Block.decoder(), "{'transactions':[{'hash':'$H','from':'$A'}]," + header + "}");
        Block none = decode(Block.decoder(), "{" + header + ",'transactions':null}");

        assertThat(hashes.transactionHashes()).containsExactly(Hash.of(HASH), Hash.of(HASH));
        assertThat(hashes.transactions()).isEmpty();
        assertThat(full.transactionHashes()).containsExactly(Hash.of(HASH));
        assertThat(full.transactions())
                .singleElement()
                .satisfies(t -> assertThat(t.from()).hasToString(ADDRESS));
        assertThat(none.transactionHashes()).isEmpty();
    }

    @Test
    void transaction_pendingContractCreation_hasNoBlockAndNoReceiver() {
        Transaction transaction = decode(
                Transaction.decoder(),
                "{'hash':'$H','from':'$A','to':null,'blockHash':null,'blockNumber':null,'transactionIndex':null,"
                        + "'value':'0xde0b6b3a7640000','nonce':'0xffffffffffffffff','type':'0x2','v':'0x1'}");

        assertThat(transaction.to()).isEmpty();
        assertThat(transaction.blockHash()).isEmpty();
        assertThat(transaction.blockNumber()).isEmpty();
        assertThat(transaction.transactionIndex()).isEmpty();
        assertThat(transaction.value()).isEqualTo(BigInteger.TEN.pow(18));
        assertThat(transaction.nonce()).isEqualTo(-1);
        assertThat(transaction.type()).isEqualTo(2);
        assertThat(transaction.gasPrice()).isEmpty();
        assertThat(transaction.extra()).containsOnlyKeys("v");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'hash':'$H'} | a transaction needs hash and from; got hash=0x",
                "{'hash':'$H','from':'$A','type':'0x7fffffff'} | expected a quantity below 2147483647, found 2147483647",
                "{'hash':'$H','from':'$A','transactionIndex':'0x100000000'} | expected a quantity below 2147483647, found",
                "{'hash':'$H','from':'0x1'} | expected an address (0x and 40 hex digits), found \"0x1\" in member 'from'",
                "[] | expected an object, found []"
            })
    void transaction_broken_isADecodeException(String json, String message) {
        assertThatThrownBy(() -> decode(Transaction.decoder(), json))
                .isInstanceOf(DecodeException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'blockNumber':null,'logIndex':'0x1' | a log needs blockNumber and logIndex; a pending log has neither",
                "'blockNumber':'0x1','logIndex':'0x7fffffff' | expected a quantity below 2147483647, found 2147483647",
                "'blockNumber':'0x1','logIndex':'0x1' | a log needs blockHash",
                "'blockNumber':'0x1','logIndex':'0x1','blockHash':'$H' | a log needs transactionHash",
                "'topics':['0x12'] | expected a hash (0x and 64 hex digits), found \"0x12\" in member 'topics'"
            })
    void log_broken_isADecodeException(String members, String message) {
        assertThatThrownBy(() -> decode(Log.decoder(), "{'address':'$A'," + members + "}"))
                .isInstanceOf(DecodeException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void log_removedFlag_isSkippedAndUnknownMembersKept() {
        Log log = decode(
                Log.decoder(),
                "{'removed':true,'address':'$A','topics':[],'data':'0x','blockNumber':'0x1','blockHash':'$H',"
                        + "'transactionHash':'$H','transactionIndex':'0x0','logIndex':'0x1','blockTimestamp':'0x5'}");

        assertThat(log.extra()).containsOnlyKeys("blockTimestamp");
        assertThat(log.topics()).isEmpty();
    }

    @Test
    void ethCalls_decodeTheirResults() {
        assertThat(result(Eth.blockNumber(), "'0x10'")).isEqualTo(16);
        assertThat(result(Eth.chainId(), "'0x1'")).isEqualTo(1);
        assertThat(result(Eth.gasPrice(), "'0x3b9aca00'")).isEqualTo(1_000_000_000);
        assertThat(result(Eth.header(BlockRef.latest()), "null")).isEmpty();
        assertThat(result(Eth.block(BlockRef.latest()), "{'number':'0x5','hash':'$H','parentHash':'$H'}"))
                .isPresent();
        assertThat(result(Eth.transaction(Hash.ZERO), "null")).isEmpty();
        assertThat(result(Eth.logs(Feeds.logs(), Hash.ZERO), "[]")).isEmpty();
        assertThat(result(Feeds.newPendingTransactions().decoder(), "'$H'")).isEqualTo(Hash.of(HASH));
        assertThatThrownBy(() -> result(Eth.logs(Feeds.logs(), Hash.ZERO), "null"))
                .isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> result(Eth.blockNumber(), "null")).isInstanceOf(DecodeException.class);
    }

    private static <T> T result(Call<T> call, String json) {
        return result(call.decoder(), json);
    }

    private static <T> T result(Decoder<? extends T> decoder, String json) {
        return decode(decoder, json);
    }

    @Test
    void blocks_sameHash_areEqual() {
        List<String> texts = List.of(
                "{'number':'0x5','hash':'$H','parentHash':'$H'}", "{'number':'0x6','hash':'$H','parentHash':'$H'}");

        assertThat(texts.stream().map(t -> decode(BlockHeader.decoder(), t)).distinct())
                .hasSize(1);
    }
}
