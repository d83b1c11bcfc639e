package io.windlass.benchmarks;

import io.windlass.testkit.Devnet;
import java.io.IOException;
import java.io.OutputStream;

/** Serves a devnet that mines nothing; prints its HTTP URL, and ends when its standard input does. */
final class DevnetMain {
    private DevnetMain() {}

    public static void main(String[] args) throws IOException {
        try (Devnet devnet = Devnet.builder().start()) {
            System.out.println(devnet.httpUrl());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
