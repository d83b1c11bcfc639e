package io.windlass.cli;

/** The {@code windlass} command. */
public final class Main {
    private Main() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        Stop stop = new Stop();
        Runtime.getRuntime().addShutdownHook(new Thread(stop::onShutdown, "windlass-shutdown"));
        int exitCode = new WindlassCommand(Session.ofProcess(stop, args)).run(args);
        stop.finished(exitCode);
        System.exit(exitCode);
    }
}
