package io.windlass.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs {@code java} or {@code javac} of the JDK that runs the tests. */
final class ChildJvm {
    /** What came out: the exit code, standard output line by line, and both outputs together for messages. */
    record Result(int code, List<String> lines, String text) {}

    private ChildJvm() {}

    static Result run(Path directory, Map<String, String> environment, String... arguments) {
        return tool("java", directory, environment, arguments);
    }

    /** Starts a main class of the tests on their class path; it runs until it is ended. Its output is appended to the file. */
    static Process start(Class<?> main, Path out, String... arguments) {
        return start(main.getName(), out, arguments);
    }

    /** As above, for a class that is not one of the tests. */
    static Process start(String main, Path out, String... arguments) {
        return start(List.of(), main, out, arguments);
    }

    /** As above; what it says on standard error is appended to another file. */
    static Process start(String main, Path out, Path err, String... arguments) {
        return start(List.of(), main, out, ProcessBuilder.Redirect.appendTo(err.toFile()), arguments);
    }

    /** As above, with options for the JVM. */
    static Process start(List<String> options, String main, Path out, String... arguments) {
        return start(options, main, out, ProcessBuilder.Redirect.INHERIT, arguments);
    }

    private static Process start(
            List<String> options, String main, Path out, ProcessBuilder.Redirect err, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(Arrays.asList(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()))
                    .redirectError(err)
                    .start();
            // a test run that dies takes it with it
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return process;
        } catch (IOException e) {
            throw new IllegalStateException("cannot run " + main, e);
        }
    }

    static Result compile(Path directory, String... arguments) {
        return tool("javac", directory, Map.of(), arguments);
    }

    private static Result tool(String name, Path directory, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", name).toString());
        command.addAll(Arrays.asList(arguments));
        try {
            Path out = Files.createTempFile(directory, name, ".out");
            Path err = Files.createTempFile(directory, name, ".err");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(name + " did not end within " + Patience.LIMIT + ":\n" + Files.readString(out)
                        + Files.readString(err));
            }
            return new Result(
                    process.exitValue(), Files.readAllLines(out), Files.readString(out) + Files.readString(err));
        } catch (IOException e) {
            throw new IllegalStateException("cannot run " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " ran", e);
        }
    }
}
