package io.windlass.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Adds the jars of a directory, each a transport or a network, to what the engine finds. */
final class Plugins {
    private Plugins() {}

    /**
     * Makes the jars visible through the context class loader of this thread, and of the threads that it starts.
     *
     * @throws UsageException if the directory holds no jar
     */
    static void load(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new UsageException("--plugins takes a directory of jars; there is none at " + directory);
        }
        List<URL> jars = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*.jar")) {
            for (Path jar : found) {
                jars.add(jar.toUri().toURL());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the directory " + directory + ": " + e.getMessage(), e);
        }
        if (jars.isEmpty()) {
            throw new UsageException("--plugins takes a directory of jars; there is no jar in " + directory);
        }
        // stays open until the process ends: what it loaded runs until then
        Thread.currentThread()
                .setContextClassLoader(
                        new URLClassLoader("plugins", jars.toArray(URL[]::new), Plugins.class.getClassLoader()));
    }
}
