package io.windlass.benchmarks;

import io.windlass.testkit.Devnet;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/**
 * Serves a devnet that mines nothing; prints its HTTP URL, and ends when its standard input does. With an argument it has
 * hiccups: for 20 ms of every 200 each answer comes so many milliseconds later.
 */
final class DevnetMain {
    private static final long HICCUP_MILLIS = 20;
    private static final long CALM_MILLIS = 180;

    private DevnetMain() {}

    public static void main(String[] args) throws IOException {
        try (Devnet devnet = Devnet.builder().start()) {
            System.out.println(devnet.httpUrl());
            if (args.length == 1) {
                Thread hiccups = new Thread(() -> hiccup(devnet, Duration.ofMillis(Long.parseLong(args[0]))));
                hiccups.setDaemon(true);
                hiccups.start();
            }
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static void hiccup(Devnet devnet, Duration delay) {
        try {
            while (true) {
                Thread.sleep(CALM_MILLIS);
                devnet.faults().delayResponses(delay);
                Thread.sleep(HICCUP_MILLIS);
                devnet.faults().delayResponses(Duration.ZERO);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
