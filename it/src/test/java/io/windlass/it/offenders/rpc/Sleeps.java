package io.windlass.it.offenders.rpc;

/** Waits in real time. */
final class Sleeps {
    void sleep() throws InterruptedException {
        Thread.sleep(1);
    }
}
