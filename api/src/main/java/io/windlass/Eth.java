package io.windlass;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Typed calls of the {@code eth_} namespace, as the execution API specification defines them. */
public final class Eth {
    private static final Call<Long> BLOCK_NUMBER = Call.of("eth_blockNumber", JsonReader::quantity);
    private static final Call<Long> CHAIN_ID = Call.of("eth_chainId", JsonReader::quantity);
    private static final Call<BigInteger> GAS_PRICE = Call.of("eth_gasPrice", JsonReader::bigQuantity);

    private Eth() {}

    /** The number of the head. Behind a load balancer it may go back; read the head itself to follow a chain. */
    public static Call<Long> blockNumber() {
        return BLOCK_NUMBER;
    }

    /** The chain's id (EIP-695). */
    public static Call<Long> chainId() {
        return CHAIN_ID;
    }

    /** Wei a unit of gas that the node suggests. */
    public static Call<BigInteger> gasPrice() {
        return GAS_PRICE;
    }

    /** The header of a block; empty where the node does not have the block. */
    public static Call<Optional<BlockHeader>> header(BlockRef block) {
        return Call.of(blockMethod(block), orEmpty(BlockHeader.decoder()), block, false);
    }

    /** A block with the hashes of its transactions; empty where the node does not have it. */
    public static Call<Optional<Block>> block(BlockRef block) {
        return Call.of(blockMethod(block), orEmpty(Block.decoder()), block, false);
    }

    /** A block with its transactions in full; empty where the node does not have it. */
    public static Call<Optional<Block>> blockWithTransactions(BlockRef block) {
        return Call.of(blockMethod(block), orEmpty(Block.decoder()), block, true);
    }

    /** A transaction; empty where the node does not know it. */
    public static Call<Optional<Transaction>> transaction(Hash hash) {
        return Call.of("eth_getTransactionByHash", orEmpty(Transaction.decoder()), hash);
    }

    /** Wei that an account holds. */
    public static Call<BigInteger> balance(Address account, BlockRef block) {
        return Call.of("eth_getBalance", JsonReader::bigQuantity, account, block);
    }

    /** The logs of the blocks {@code from} to {@code to}, both included, by number or tag. */
    public static Call<List<Log>> logs(LogsFeed filter, BlockRef from, BlockRef to) {
        Map<String, Object> query = new LinkedHashMap<>(filter.filter());
        query.put("fromBlock", from);
        query.put("toBlock", to);
        return Call.of("eth_getLogs", listOf(Log.decoder()), query);
    }

    /** The logs of one block, named by its hash (EIP-234): the node answers for exactly that block or fails. */
    public static Call<List<Log>> logs(LogsFeed filter, Hash blockHash) {
        Map<String, Object> query = new LinkedHashMap<>(filter.filter());
        query.put("blockHash", blockHash);
        return Call.of("eth_getLogs", listOf(Log.decoder()), query);
    }

    private static String blockMethod(BlockRef block) {
        return block.kind() == BlockRef.Kind.HASH ? "eth_getBlockByHash" : "eth_getBlockByNumber";
    }

    private static <T> Decoder<Optional<T>> orEmpty(Decoder<T> decoder) {
        return in -> in.skipNull() ? Optional.empty() : Optional.of(decoder.decode(in));
    }

    private static <T> Decoder<List<T>> listOf(Decoder<T> decoder) {
        return in -> {
            List<T> out = new ArrayList<>();
            in.beginArray();
            while (in.nextElement()) {
                out.add(decoder.decode(in));
            }
            return out;
        };
    }
}
