package io.windlass.testkit;

import io.windlass.Bytes;
import java.util.Arrays;

/** What a {@link Devnet} puts into the blooms of the blocks it makes. */
public enum BloomStyle {
    /** What the logs call for. The default. */
    EXACT,
    /** No bit, whatever the logs: some chains have such blocks. */
    ZERO,
    /** Every bit: each filter seems to match. */
    FULL;

    Bytes bloomOf(Iterable<LogDraft> logs) {
        return switch (this) {
            case EXACT -> {
                Bloom bloom = new Bloom();
                logs.forEach(bloom::add);
                yield bloom.toBytes();
            }
            case ZERO -> Bytes.of(new byte[Bloom.BYTES]);
            case FULL -> {
                byte[] all = new byte[Bloom.BYTES];
                Arrays.fill(all, (byte) 0xff);
                yield Bytes.of(all);
            }
        };
    }
}
