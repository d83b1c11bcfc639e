package io.windlass.cli;

/** The exit codes that scripts may rely on. */
final class ExitCode {
    /** Done; also after Ctrl-C, SIGTERM or a closed pipe. */
    static final int DONE = 0;

    /** It did not work; standard error says why. */
    static final int FAILED = 1;

    /** The command line is wrong. */
    static final int USAGE = 2;

    private ExitCode() {}
}
