package io.windlass.testkit;

import io.windlass.Bytes;
import io.windlass.Hash;

/** The 2048 bits that say which addresses and topics may be in a block's logs: three bits each, from their digest. */
final class Bloom {
    static final int BYTES = 256;

    private final byte[] bits = new byte[BYTES];

    void add(LogDraft log) {
        add(log.address().toArray());
        for (Hash topic : log.topics()) {
            add(topic.toArray());
        }
    }

    void add(byte[] value) {
        long first = Hash.keccak256(value).w0();
        for (int shift = 48; shift >= 16; shift -= 16) {
            int bit = (int) (first >>> shift) & 2047;
            bits[BYTES - 1 - bit / 8] |= (byte) (1 << bit % 8);
        }
    }

    Bytes toBytes() {
        return Bytes.of(bits);
    }
}
