package io.windlass.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of these tests in a JVM of its own, read line by line and killed. */
final class Child implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final BufferedReader output;

    private Child(Process process) {
        this.process = process;
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** What a program is started with that may not write where only root may; so it must be started by root. */
    private static final List<String> WITHOUT_ROOTS_RIGHTS =
            List.of("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override");

    static Child start(Class<?> program, String... arguments) throws IOException {
        return start(List.of(), program, arguments);
    }

    /** Even if root starts it, it may not write where that is nobody's right. Linux only. */
    static Child startWithoutRootsRights(Class<?> program, String... arguments) throws IOException {
        return start(WITHOUT_ROOTS_RIGHTS, program, arguments);
    }

    private static Child start(List<String> with, Class<?> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(with);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        return new Child(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    long pid() {
        return process.pid();
    }

    /** The next line; fails if there is none. */
    String line() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new AssertionError("the child ended early");
        }
        return line;
    }

    /** Ends it with SIGKILL; what it printed can still be read. */
    void kill() throws InterruptedException {
        // the process itself would close its output, too
        process.toHandle().destroyForcibly();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the child outlives SIGKILL");
        }
    }

    /** Sends it a signal, such as {@code STOP}. */
    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(pid()))
                .inheritIO()
                .start();
        if (kill.waitFor() != 0) {
            throw new AssertionError("cannot send SIG" + name);
        }
    }

    /** Writes a line to its standard input. */
    void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** The last line of all, once it ends by itself. */
    String lastLine() throws IOException {
        String last = "";
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            last = line;
        }
        return last;
    }

    /** The whole lines that were printed and not read yet, once it was killed. */
    List<String> rest() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = output.read(); c >= 0; c = output.read()) {
            text.append((char) c);
        }
        text.setLength(text.lastIndexOf("\n") + 1);
        return text.toString().lines().toList();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
