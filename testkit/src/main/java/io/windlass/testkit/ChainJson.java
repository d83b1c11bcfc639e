package io.windlass.testkit;

import com.fasterxml.jackson.core.JsonGenerator;
import io.windlass.Address;
import io.windlass.Bytes;
import io.windlass.Hash;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is in the chain, as JSON with the members and order that geth uses. */
final class ChainJson {
    private ChainJson() {}

    /** A header as {@code newHeads} announces it. */
    static JsonBody header(DevBlock block) {
        return out -> {
            out.writeStartObject();
            headerFields(out, block);
            out.writeEndObject();
        };
    }

    /** A block as it is read, with the hashes of its transactions or with all of them. */
    static JsonBody block(DevBlock block, boolean full) {
        return out -> {
            out.writeStartObject();
            headerFields(out, block);
            field(out, "size", block.size());
            emptyArray(out, "uncles");
            out.writeArrayFieldStart("transactions");
            for (int i = 0; i < block.transactions().size(); i++) {
                DevTransaction transaction = block.transactions().get(i);
                if (full) {
                    transaction(transaction, block, i).write(out);
                } else {
                    out.writeString(transaction.hash().toHex());
                }
            }
            out.writeEndArray();
            out.writeEndObject();
        };
    }

    /** The block that would be mined next; it has no hash yet. */
    static JsonBody pendingBlock(DevBlock head, List<DevTransaction> pool, boolean full) {
        return out -> {
            out.writeStartObject();
            field(out, "parentHash", head.hash());
            field(out, "number", head.number() + 1);
            field(out, "timestamp", head.header().timestamp());
            field(out, "gasLimit", head.header().gasLimit());
            field(out, "baseFeePerGas", BlockFactory.BASE_FEE);
            out.writeNullField("hash");
            out.writeNullField("nonce");
            out.writeNullField("miner");
            emptyArray(out, "uncles");
            out.writeArrayFieldStart("transactions");
            for (DevTransaction transaction : pool) {
                if (full) {
                    transaction(transaction, null, 0).write(out);
                } else {
                    out.writeString(transaction.hash().toHex());
                }
            }
            out.writeEndArray();
            out.writeEndObject();
        };
    }

    /** A transaction; without a block while it is pending. */
    static JsonBody transaction(DevTransaction t, @Nullable DevBlock block, int index) {
        return out -> {
            out.writeStartObject();
            out.writeStringField(
                    "blockHash", block == null ? null : block.hash().toHex());
            out.writeStringField("blockNumber", block == null ? null : Quantity.of(block.number()));
            out.writeStringField("from", t.from().toHex());
            field(out, "gas", t.gas());
            field(
                    out,
                    "gasPrice",
                    block == null ? DevTransaction.MAX_FEE : BlockFactory.BASE_FEE + DevTransaction.PRIORITY_FEE);
            field(out, "maxFeePerGas", DevTransaction.MAX_FEE);
            field(out, "maxPriorityFeePerGas", DevTransaction.PRIORITY_FEE);
            field(out, "hash", t.hash());
            field(out, "input", t.input());
            field(out, "nonce", t.nonce());
            nullable(out, "to", t.to());
            out.writeStringField("transactionIndex", block == null ? null : Quantity.of(index));
            out.writeStringField("value", Quantity.of(t.value()));
            field(out, "type", DevTransaction.TYPE);
            emptyArray(out, "accessList");
            field(out, "chainId", t.chainId());
            field(out, "v", 0);
            out.writeStringField("r", Quantity.of(t.r()));
            out.writeStringField("s", Quantity.of(t.s()));
            field(out, "yParity", 0);
            out.writeEndObject();
        };
    }

    static JsonBody receipt(DevBlock block, int index) {
        DevTransaction t = block.transactions().get(index);
        long cumulative = block.transactions().subList(0, index + 1).stream()
                .mapToLong(DevTransaction::gasUsed)
                .sum();
        return out -> {
            out.writeStartObject();
            field(out, "blockHash", block.hash());
            field(out, "blockNumber", block.number());
            out.writeNullField("contractAddress");
            field(out, "cumulativeGasUsed", cumulative);
            field(out, "effectiveGasPrice", BlockFactory.BASE_FEE + DevTransaction.PRIORITY_FEE);
            out.writeStringField("from", t.from().toHex());
            field(out, "gasUsed", t.gasUsed());
            out.writeArrayFieldStart("logs");
            for (MinedLog log : block.logs()) {
                if (log.transactionIndex() == index) {
                    log(block, log, false).write(out);
                }
            }
            out.writeEndArray();
            field(out, "logsBloom", BloomStyle.EXACT.bloomOf(t.logs()));
            field(out, "status", 1);
            nullable(out, "to", t.to());
            field(out, "transactionHash", t.hash());
            field(out, "transactionIndex", index);
            field(out, "type", DevTransaction.TYPE);
            out.writeEndObject();
        };
    }

    static JsonBody log(DevBlock block, MinedLog log, boolean removed) {
        return out -> {
            out.writeStartObject();
            out.writeStringField("address", log.draft().address().toHex());
            out.writeArrayFieldStart("topics");
            for (Hash topic : log.draft().topics()) {
                out.writeString(topic.toHex());
            }
            out.writeEndArray();
            field(out, "data", log.draft().data());
            field(out, "blockNumber", block.number());
            field(
                    out,
                    "transactionHash",
                    block.transactions().get(log.transactionIndex()).hash());
            field(out, "transactionIndex", log.transactionIndex());
            field(out, "blockHash", block.hash());
            field(out, "blockTimestamp", block.header().timestamp());
            field(out, "logIndex", log.logIndex());
            out.writeBooleanField("removed", removed);
            out.writeEndObject();
        };
    }

    private static void headerFields(JsonGenerator out, DevBlock block) throws IOException {
        Header h = block.header();
        field(out, "parentHash", h.parentHash());
        field(out, "sha3Uncles", Header.NO_UNCLES);
        out.writeStringField("miner", h.miner().toHex());
        field(out, "stateRoot", h.stateRoot());
        field(out, "transactionsRoot", h.transactionsRoot());
        field(out, "receiptsRoot", h.receiptsRoot());
        field(out, "logsBloom", h.logsBloom());
        field(out, "difficulty", 0);
        field(out, "number", h.number());
        field(out, "gasLimit", h.gasLimit());
        field(out, "gasUsed", h.gasUsed());
        field(out, "timestamp", h.timestamp());
        field(out, "extraData", h.extraData());
        field(out, "mixHash", h.mixHash());
        field(out, "nonce", Header.NONCE);
        field(out, "baseFeePerGas", h.baseFeePerGas());
        field(out, "hash", block.hash());
    }

    private static void field(JsonGenerator out, String name, long quantity) throws IOException {
        out.writeStringField(name, Quantity.of(quantity));
    }

    private static void field(JsonGenerator out, String name, Hash hash) throws IOException {
        out.writeStringField(name, hash.toHex());
    }

    private static void field(JsonGenerator out, String name, Bytes bytes) throws IOException {
        out.writeStringField(name, bytes.toHex());
    }

    private static void nullable(JsonGenerator out, String name, @Nullable Address address) throws IOException {
        out.writeStringField(name, address == null ? null : address.toHex());
    }

    private static void emptyArray(JsonGenerator out, String name) throws IOException {
        out.writeArrayFieldStart(name);
        out.writeEndArray();
    }
}
