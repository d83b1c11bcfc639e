package io.windlass.testkit;

import io.windlass.Address;
import io.windlass.Bytes;
import io.windlass.Hash;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A transaction (type 2) and what it will log. Its signature is made up: nobody here checks it. */
record DevTransaction(
        Hash hash,
        long chainId,
        long nonce,
        Address from,
        @Nullable Address to,
        BigInteger value,
        long gas,
        Bytes input,
        BigInteger r,
        BigInteger s,
        List<LogDraft> logs) {
    static final byte TYPE = 2;
    static final long PRIORITY_FEE = 1_000_000_000L;
    static final long MAX_FEE = 3_000_000_000L;
    static final long TRANSFER_GAS = 21_000;
    private static final long LOG_GAS = 2_000;

    /** A transaction whose hash is the digest of its encoding; the signature comes from {@code entropy}. */
    static DevTransaction sign(
            Entropy entropy,
            long chainId,
            long nonce,
            Address from,
            @Nullable Address to,
            BigInteger value,
            long gas,
            Bytes input,
            List<LogDraft> logs) {
        BigInteger r = new BigInteger(1, entropy.hash().toArray());
        BigInteger s = new BigInteger(1, entropy.hash().toArray()).shiftRight(1);
        byte[] fields = Rlp.list(
                Rlp.number(chainId),
                Rlp.number(nonce),
                Rlp.number(PRIORITY_FEE),
                Rlp.number(MAX_FEE),
                Rlp.number(gas),
                Rlp.bytes(to == null ? new byte[0] : to.toArray()),
                Rlp.number(value),
                Rlp.bytes(input.toArray()),
                Rlp.list(),
                Rlp.number(0),
                Rlp.number(r),
                Rlp.number(s));
        byte[] typed = new byte[fields.length + 1];
        typed[0] = TYPE;
        System.arraycopy(fields, 0, typed, 1, fields.length);
        return new DevTransaction(
                Hash.keccak256(typed), chainId, nonce, from, to, value, gas, input, r, s, List.copyOf(logs));
    }

    DevTransaction withHash(Hash other) {
        return new DevTransaction(other, chainId, nonce, from, to, value, gas, input, r, s, logs);
    }

    long gasUsed() {
        return TRANSFER_GAS + LOG_GAS * logs.size();
    }
}
