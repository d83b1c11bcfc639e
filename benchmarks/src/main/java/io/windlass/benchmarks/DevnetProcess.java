package io.windlass.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A devnet in a JVM of its own, so that the server's garbage and compiler are not measured with the client's. With the
 * environment variable {@value #CPUS} it runs on those processors only ({@code 1}, or {@code 2,3}), by {@code taskset}: with the
 * benchmark itself on others, the system cannot place the two in ways that differ from one run to the next.
 */
final class DevnetProcess implements AutoCloseable {
    static final String CPUS = "WINDLASS_SERVER_CPUS";

    private final Process process;
    private final String httpUrl;

    private DevnetProcess(Process process, String httpUrl) {
        this.process = process;
        this.httpUrl = httpUrl;
    }

    static DevnetProcess start() throws IOException {
        return start(List.of());
    }

    /** One whose answers come late from time to time. */
    static DevnetProcess withHiccups(Duration delay) throws IOException {
        return start(List.of(Long.toString(delay.toMillis())));
    }

    private static DevnetProcess start(List<String> arguments) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>();
        String cpus = System.getenv(CPUS);
        if (cpus != null) {
            command.addAll(List.of("taskset", "-c", cpus));
        }
        command.addAll(List.of(java, "-cp", System.getProperty("java.class.path"), DevnetMain.class.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String url = process.inputReader().readLine();
        if (url == null) {
            process.destroyForcibly();
            throw new IOException("the devnet process ended before it served; its error output says why");
        }
        return new DevnetProcess(process, url);
    }

    String httpUrl() {
        return httpUrl;
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
