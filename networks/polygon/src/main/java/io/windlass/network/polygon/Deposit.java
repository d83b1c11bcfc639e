package io.windlass.network.polygon;

import io.windlass.Address;
import io.windlass.Bytes;
import io.windlass.DecodeException;
import io.windlass.Hash;
import io.windlass.JsonReader;
import org.jspecify.annotations.Nullable;

/**
 * A message from Ethereum that the bridge delivered (a state sync).
 *
 * @param id counts the bridge's messages
 * @param contract the contract on Polygon that received it
 * @param data what it received
 * @param transactionHash the transaction on Ethereum that sent it
 */
public record Deposit(long id, Address contract, Bytes data, Hash transactionHash) {

    static Deposit decode(JsonReader in) {
        Long id = null;
        Address contract = null;
        Bytes data = null;
        Hash transactionHash = null;
        in.beginObject();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            switch (name) {
                case "ID" -> id = in.quantity();
                case "Contract" -> contract = in.address();
                case "Data" -> data = data(in.string());
                case "TxHash" -> transactionHash = in.hash();
                default -> in.skip();
            }
        }
        return new Deposit(
                required(id, "ID"),
                required(contract, "Contract"),
                required(data, "Data"),
                required(transactionHash, "TxHash"));
    }

    /** Bor leaves out the 0x that stands before all other data. */
    private static Bytes data(String hex) {
        try {
            return Bytes.fromHex(hex.startsWith("0x") ? hex : "0x" + hex);
        } catch (IllegalArgumentException e) {
            throw new DecodeException("Data of a deposit: " + e.getMessage(), e);
        }
    }

    private static <T> T required(@Nullable T value, String name) {
        if (value == null) {
            throw new DecodeException("a deposit needs " + name);
        }
        return value;
    }
}
