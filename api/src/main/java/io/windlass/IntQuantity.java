package io.windlass;

/** A quantity that is small by its meaning: a place in a block, the type of a transaction. */
final class IntQuantity {
    private IntQuantity() {}

    /** Reads one below {@link Position#END}, which is no place. */
    static int read(JsonReader in) {
        long value = in.quantity();
        if (value >= Position.END) {
            throw new DecodeException("expected a quantity below " + Position.END + ", found " + value);
        }
        return (int) value;
    }
}
