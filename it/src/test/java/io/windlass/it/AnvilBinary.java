package io.windlass.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Foundry's anvil from its npm package: installed into {@code it/.anvil} when first needed, found there afterwards. */
final class AnvilBinary {
    private static final String VERSION = "1.7.1";
    private static final Path HOME = Path.of(System.getProperty("basedir", "."), ".anvil", VERSION)
            .toAbsolutePath()
            .normalize();

    private AnvilBinary() {}

    static synchronized Path path() {
        return find(HOME).orElseGet(AnvilBinary::install);
    }

    /** The binary is in the package of this platform, which npm chooses; its name is not ours to guess. */
    private static Optional<Path> find(Path home) {
        Path packages = home.resolve("node_modules/@foundry-rs");
        if (!Files.isDirectory(packages)) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.find(packages, 3, (file, attributes) -> isBinary(file))) {
            return found.findFirst();
        } catch (IOException e) {
            throw new IllegalStateException("cannot look for anvil in " + packages, e);
        }
    }

    private static boolean isBinary(Path file) {
        return file.getParent().endsWith("bin") && file.getFileName().toString().startsWith("anvil");
    }

    private static Path install() {
        Path fresh = HOME.resolveSibling(VERSION + "." + ProcessHandle.current().pid());
        try {
            Files.createDirectories(fresh);
            npmInstall(fresh);
            // in place only when complete: an interrupted install must not look like one
            Files.move(fresh, HOME);
        } catch (IOException e) {
            throw new IllegalStateException("cannot install anvil into " + HOME + ": " + e.getMessage(), e);
        }
        return find(HOME)
                .orElseThrow(() -> new IllegalStateException("@foundry-rs/anvil " + VERSION
                        + " has no binary for this platform (" + System.getProperty("os.name") + ", "
                        + System.getProperty("os.arch") + "); run these tests on Linux, macOS or Windows"));
    }

    private static void npmInstall(Path prefix) throws IOException {
        Path log = prefix.resolve("npm.log");
        List<String> command = List.of(
                npm(),
                "install",
                "--no-save",
                "--no-package-lock",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--prefix",
                prefix.toString(),
                "@foundry-rs/anvil@" + VERSION);
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "these tests run a real node, anvil, which npm installs, and there is no npm on the PATH;"
                            + " install Node.js 20 or newer with npm (Debian: apt-get install nodejs npm)",
                    e);
        }
        try {
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException(
                        "npm did not install anvil within 5 minutes:\n" + Files.readString(log));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while npm installed anvil", e);
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException("npm could not install anvil; try it by hand: " + String.join(" ", command)
                    + "\n" + Files.readString(log));
        }
    }

    private static String npm() {
        return System.getProperty("os.name").startsWith("Windows") ? "npm.cmd" : "npm";
    }
}
