package io.windlass.it.offenders.rpc;

import java.util.Random;

/** Makes its own randomness. */
final class RollsDice {
    double math() {
        return Math.random();
    }

    Random random() {
        return new Random();
    }
}
