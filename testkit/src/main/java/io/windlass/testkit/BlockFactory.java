package io.windlass.testkit;

import io.windlass.Address;
import io.windlass.Bytes;
import io.windlass.Hash;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes blocks whose content depends on the chain's spec, their number, their fork and what was submitted: nothing else. */
final class BlockFactory {
    static final Hash TRANSFER =
            Hash.keccak256("Transfer(address,address,uint256)".getBytes(StandardCharsets.US_ASCII));
    static final long GENESIS_TIME = 1_700_000_000L;
    static final long BASE_FEE = 1_000_000_000L;
    private static final long GAS_LIMIT = 30_000_000L;

    private final ChainSpec spec;
    private final List<Address> accounts;
    private final List<Address> contracts;

    BlockFactory(ChainSpec spec) {
        this.spec = spec;
        accounts = Stream.generate(spec.entropy(ChainSpec.ACCOUNTS, 0, 0)::address)
                .limit(10)
                .toList();
        contracts = Stream.generate(spec.entropy(ChainSpec.CONTRACTS, 0, 0)::address)
                .limit(4)
                .toList();
    }

    List<Address> accounts() {
        return accounts;
    }

    List<Address> contracts() {
        return contracts;
    }

    DevBlock genesis() {
        Entropy entropy = spec.entropy(ChainSpec.BLOCKS, 0, 0);
        return seal(entropy, Hash.ZERO, 0, 0, GENESIS_TIME, List.of(), 0, BloomStyle.EXACT);
    }

    DevBlock after(DevBlock parent, int fork, long timestamp, List<DevTransaction> submitted, BloomStyle bloom) {
        long number = parent.number() + 1;
        Entropy entropy = spec.entropy(ChainSpec.BLOCKS, number, fork);
        List<DevTransaction> transactions = new ArrayList<>(submitted);
        transactions.addAll(invent(entropy, number));
        return seal(entropy, parent.hash(), number, fork, timestamp, transactions, submitted.size(), bloom);
    }

    /** A transaction that somebody submits: the {@code count}-th of this devnet. */
    DevTransaction submit(
            long count,
            @Nullable Address from,
            @Nullable Address to,
            BigInteger value,
            long gas,
            Bytes input,
            List<LogDraft> logs) {
        Entropy entropy = spec.entropy(ChainSpec.SUBMITTED, count, 0);
        Address sender = from == null ? accounts.get(entropy.below(accounts.size())) : from;
        return DevTransaction.sign(entropy, spec.chainId(), count, sender, to, value, gas, input, logs);
    }

    private List<DevTransaction> invent(Entropy entropy, long number) {
        int logs = spec.logsPerBlock();
        int count = logs > 0 ? Math.max(1, spec.transactionsPerBlock()) : spec.transactionsPerBlock();
        List<DevTransaction> out = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            // spread evenly, the first of the block first
            int from = (int) ((long) logs * i / count);
            int to = (int) ((long) logs * (i + 1) / count);
            List<LogDraft> drafts = new ArrayList<>(to - from);
            for (int l = from; l < to; l++) {
                drafts.add(inventLog(entropy));
            }
            Address target = drafts.isEmpty() ? account(entropy) : drafts.get(0).address();
            BigInteger value = BigInteger.valueOf(entropy.below(1_000_000_000));
            out.add(DevTransaction.sign(
                    entropy,
                    spec.chainId(),
                    number,
                    account(entropy),
                    target,
                    value,
                    DevTransaction.TRANSFER_GAS * 10,
                    Bytes.EMPTY,
                    drafts));
        }
        return out;
    }

    private LogDraft inventLog(Entropy entropy) {
        List<Hash> topics =
                List.of(TRANSFER, account(entropy).toTopic(), account(entropy).toTopic());
        byte[] amount = new Hash(0, 0, 0, entropy.next() >>> 1).toArray();
        return new LogDraft(contracts.get(entropy.below(contracts.size())), topics, Bytes.of(amount));
    }

    private Address account(Entropy entropy) {
        return accounts.get(entropy.below(accounts.size()));
    }

    private DevBlock seal(
            Entropy entropy,
            Hash parent,
            long number,
            int fork,
            long timestamp,
            List<DevTransaction> transactions,
            int submitted,
            BloomStyle bloom) {
        List<LogDraft> drafts = new ArrayList<>();
        List<MinedLog> logs = new ArrayList<>();
        List<byte[]> hashes = new ArrayList<>(transactions.size());
        List<byte[]> receipts = new ArrayList<>(transactions.size());
        long gasUsed = 0;
        for (int i = 0; i < transactions.size(); i++) {
            DevTransaction transaction = transactions.get(i);
            gasUsed += transaction.gasUsed();
            for (LogDraft draft : transaction.logs()) {
                logs.add(new MinedLog(draft, i, logs.size()));
                drafts.add(draft);
            }
            hashes.add(Rlp.bytes(transaction.hash().toArray()));
            receipts.add(receipt(transaction, gasUsed));
        }
        String extra = "windlass/" + number + "/" + fork;
        Header header = new Header(
                parent,
                accounts.get(0),
                entropy.hash(),
                root(hashes),
                root(receipts),
                bloom.bloomOf(drafts),
                number,
                Math.max(GAS_LIMIT, gasUsed),
                gasUsed,
                timestamp,
                Bytes.of(extra.getBytes(StandardCharsets.US_ASCII)),
                entropy.hash(),
                BASE_FEE);
        byte[] encoded = header.rlp();
        return new DevBlock(
                header,
                Hash.keccak256(encoded),
                encoded.length,
                List.copyOf(transactions),
                submitted,
                List.copyOf(logs));
    }

    private static byte[] receipt(DevTransaction transaction, long cumulativeGas) {
        return Rlp.list(
                Rlp.number(1),
                Rlp.number(cumulativeGas),
                Rlp.list(transaction.logs().stream().map(LogDraft::rlp).toList()));
    }

    private static Hash root(List<byte[]> items) {
        return items.isEmpty() ? Header.EMPTY_ROOT : Hash.keccak256(Rlp.list(items));
    }
}
