package io.windlass;

import java.util.ArrayList;
import java.util.List;

/**
 * A feed whose values can be read again, block by block. A network plugin implements it for what its chain has beyond logs;
 * the feed is then delivered with the same promises as logs: nothing lost, in order, taken back on a reorg.
 *
 * @param <T> the type of the values
 */
public interface ReplayableFeed<T> extends Feed<T> {
    /**
     * Reads all values of one block, in their order, each as {@link #decoder()} understands it. The node must answer for
     * exactly this block or fail: a call that names the block by number could answer for another branch.
     */
    Call<List<Json>> read(Hash blockHash);

    /** Reads an array as its elements; for the call that {@link #read} makes. */
    static Decoder<List<Json>> elements() {
        return in -> {
            List<Json> all = new ArrayList<>();
            in.beginArray();
            while (in.nextElement()) {
                all.add(in.json());
            }
            return all;
        };
    }
}
