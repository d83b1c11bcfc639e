package io.windlass.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.windlass.Address;
import io.windlass.Bytes;
import io.windlass.Hash;
import java.math.BigInteger;

/** The fields of a header that have an accessor in the API, read from a tree. */
public record TreeHeader(
        long number,
        Hash hash,
        Hash parentHash,
        long timestamp,
        Bytes logsBloom,
        long gasLimit,
        long gasUsed,
        Address miner,
        Hash stateRoot,
        Hash transactionsRoot,
        Hash receiptsRoot,
        Bytes extraData,
        BigInteger baseFeePerGas) {
    static TreeHeader of(JsonNode json) {
        return new TreeHeader(
                quantity(json, "number"),
                hash(json, "hash"),
                hash(json, "parentHash"),
                quantity(json, "timestamp"),
                Bytes.fromHex(text(json, "logsBloom")),
                quantity(json, "gasLimit"),
                quantity(json, "gasUsed"),
                Address.of(text(json, "miner")),
                hash(json, "stateRoot"),
                hash(json, "transactionsRoot"),
                hash(json, "receiptsRoot"),
                Bytes.fromHex(text(json, "extraData")),
                new BigInteger(text(json, "baseFeePerGas").substring(2), 16));
    }

    private static String text(JsonNode json, String name) {
        return json.get(name).textValue();
    }

    private static Hash hash(JsonNode json, String name) {
        return Hash.of(text(json, name));
    }

    private static long quantity(JsonNode json, String name) {
        String text = text(json, name);
        return Long.parseLong(text, 2, text.length(), 16);
    }
}
