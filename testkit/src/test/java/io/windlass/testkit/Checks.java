package io.windlass.testkit;

import io.windlass.Address;
import io.windlass.Bytes;
import io.windlass.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What a suspicious client recomputes from JSON. Proved on real data by {@link ChecksTest}, then used on the devnet's. */
final class Checks {
    private Checks() {}

    /** The hash of a header with the fields since London, and no later ones. */
    static Hash hash(Tree header) {
        List<byte[]> fields = new ArrayList<>();
        for (String name :
                List.of("parentHash", "sha3Uncles", "miner", "stateRoot", "transactionsRoot", "receiptsRoot")) {
            fields.add(data(header, name));
        }
        fields.add(data(header, "logsBloom"));
        for (String name : List.of("difficulty", "number", "gasLimit", "gasUsed", "timestamp")) {
            fields.add(quantity(header, name));
        }
        for (String name : List.of("extraData", "mixHash", "nonce")) {
            fields.add(data(header, name));
        }
        fields.add(quantity(header, "baseFeePerGas"));
        return Hash.keccak256(Rlp.list(fields));
    }

    /** The hash of a type 2 transaction with an empty access list. */
    static Hash transactionHash(Tree t) {
        byte[] fields = Rlp.list(
                quantity(t, "chainId"),
                quantity(t, "nonce"),
                quantity(t, "maxPriorityFeePerGas"),
                quantity(t, "maxFeePerGas"),
                quantity(t, "gas"),
                data(t, "to"),
                quantity(t, "value"),
                data(t, "input"),
                Rlp.list(),
                quantity(t, "yParity"),
                quantity(t, "r"),
                quantity(t, "s"));
        byte[] typed = new byte[fields.length + 1];
        typed[0] = 2;
        System.arraycopy(fields, 0, typed, 1, fields.length);
        return Hash.keccak256(typed);
    }

    static Bytes bloom(List<Tree> logs) {
        Bloom bloom = new Bloom();
        for (Tree log : logs) {
            bloom.add(Address.of(log.at("address").text()).toArray());
            log.at("topics")
                    .elements()
                    .forEach(topic -> bloom.add(Hash.of(topic.text()).toArray()));
        }
        return bloom.toBytes();
    }

    static Tree fixture(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Checks.class.getResourceAsStream(name), name)) {
            return Tree.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static byte[] data(Tree object, String name) {
        return Rlp.bytes(Bytes.fromHex(object.at(name).text()).toArray());
    }

    private static byte[] quantity(Tree object, String name) {
        return Rlp.number(new BigInteger(object.at(name).text().substring(2), 16));
    }
}
