package io.windlass.core.sim.feed;

import io.windlass.Address;
import io.windlass.Hash;
import io.windlass.Log;
import java.util.List;

/** A log of the model, without its block. */
record TreeLog(Address address, List<Hash> topics, String data, Hash transaction, int transactionIndex, int index) {
    String json(TreeBlock block, boolean removed) {
        StringBuilder out = new StringBuilder(600);
        out.append("{\"address\":\"").append(address).append("\",\"topics\":[");
        for (int i = 0; i < topics.size(); i++) {
            out.append(i == 0 ? "\"" : ",\"").append(topics.get(i)).append('"');
        }
        return out.append("],\"data\":\"")
                .append(data)
                .append("\",\"blockNumber\":\"0x")
                .append(Long.toHexString(block.number()))
                .append("\",\"blockHash\":\"")
                .append(block.hash())
                .append("\",\"transactionHash\":\"")
                .append(transaction)
                .append("\",\"transactionIndex\":\"0x")
                .append(Integer.toHexString(transactionIndex))
                .append("\",\"logIndex\":\"0x")
                .append(Integer.toHexString(index))
                .append("\",\"removed\":")
                .append(removed)
                .append('}')
                .toString();
    }

    boolean isSameAs(Log log) {
        return log.address().equals(address)
                && log.topics().equals(topics)
                && log.data().toHex().equals(data)
                && log.transactionHash().equals(transaction)
                && log.transactionIndex() == transactionIndex
                && log.logIndex() == index;
    }
}
