package io.windlass.it;

import io.windlass.Address;
import io.windlass.Bytes;
import io.windlass.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The contract of {@code contracts/Emitter.sol}, deployed: it emits as many logs as it is told to. */
record Emitter(Anvil node, Address address) {
    static final Hash TRANSFER = signature("Transfer(address,address,uint256)");
    static final Hash SEQ = signature("Seq(uint256,uint256,uint256)");
    static final Hash BLOB = signature("Blob(uint256,bytes)");

    /** Fits into a block of anvil's default size. */
    private static final long GAS = 29_000_000;

    /** n Transfer logs; waits for their block. */
    void emitTransfers(int n) {
        transact("9a1304ae", n, GAS);
    }

    /** n Seq logs of one round, with their index and n; waits for their block. */
    void emitSeq(int n) {
        transact("7fd6f1d2", n, GAS);
    }

    /** As {@link #emitSeq(int)}, without waiting for the block. */
    void sendSeq(int n) {
        node.send(transaction("7fd6f1d2", n, GAS));
    }

    /** As {@link #emitTransfers(int)}, without waiting for the block. */
    void sendTransfers(int n) {
        node.send(transaction("9a1304ae", n, GAS));
    }

    /** As {@link #emitSeq(int)}, for more logs than a usual block holds. */
    void emitSeq(int n, long gas) {
        transact("7fd6f1d2", n, gas);
    }

    /** One Blob log with so many zero bytes; waits for its block. */
    void emitBlob(int size, long gas) {
        transact("d5b62b68", size, gas);
    }

    /** Call data of {@code fail("why")}, which reverts. */
    static Bytes failWithWhy() {
        return Bytes.fromHex("0x78122f3a" + String.format("%064x%064x", 32, 3) + "776879" + "0".repeat(58));
    }

    static Bytes bytecode() {
        try (InputStream in = Emitter.class.getResourceAsStream("/contracts/Emitter.bin")) {
            String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
            return Bytes.fromHex(hex.startsWith("0x") ? hex : "0x" + hex);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read Emitter.bin", e);
        }
    }

    private void transact(String selector, long argument, long gas) {
        node.transact(transaction(selector, argument, gas));
    }

    private Map<String, Object> transaction(String selector, long argument, long gas) {
        return Map.of(
                "to",
                address.toHex(),
                "data",
                Anvil.callData(selector, argument).toHex(),
                "gas",
                "0x" + Long.toHexString(gas));
    }

    private static Hash signature(String event) {
        return Hash.keccak256(event.getBytes(StandardCharsets.US_ASCII));
    }
}
