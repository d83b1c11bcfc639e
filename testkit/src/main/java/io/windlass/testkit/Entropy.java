package io.windlass.testkit;

import io.windlass.Address;
import io.windlass.Hash;

/**
 * Reproducible "randomness": the same parts give the same sequence on every JVM (splitmix64, written out because the JDK
 * does not promise the sequence of its generators across releases).
 */
final class Entropy {
    private static final long STEP = 0x9e3779b97f4a7c15L;

    private long state;

    Entropy(long... parts) {
        for (long part : parts) {
            state = mix(state + STEP ^ part);
        }
    }

    long next() {
        state += STEP;
        return mix(state);
    }

    /** From 0 to below {@code bound}. */
    int below(int bound) {
        return (int) Long.remainderUnsigned(next(), bound);
    }

    Hash hash() {
        return new Hash(next(), next(), next(), next());
    }

    Address address() {
        return new Address(next(), next(), (int) next());
    }

    private static long mix(long z) {
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
