package io.windlass.cli;

import io.windlass.BlockchainException;
import io.windlass.CheckpointMismatchException;
import io.windlass.ConnectionClosedException;
import io.windlass.RpcException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * What a failure means to whoever started the command.
 *
 * @param exitCode see {@link ExitCode}
 * @param message one line; empty where there is nothing to say
 */
record Failure(int exitCode, String message) {
    private static final int METHOD_NOT_FOUND = -32601;
    private static final int INVALID_PARAMS = -32602;

    static Failure of(Throwable thrown) {
        Throwable failure = cause(thrown);
        if (failure instanceof StoppedException || failure instanceof ClosedPipeException) {
            return new Failure(ExitCode.DONE, "");
        }
        if (failure instanceof UsageException) {
            return new Failure(ExitCode.USAGE, oneLine(failure));
        }
        if (failure instanceof ConnectionClosedException && failure.getCause() instanceof BlockchainException why) {
            return of(why); // why it gave up says more than that it did
        }
        if (failure instanceof RpcException refused) {
            return new Failure(ExitCode.FAILED, oneLine(failure) + hint(refused));
        }
        if (failure instanceof CheckpointMismatchException other && other.what().equals("filter")) {
            return new Failure(
                    ExitCode.FAILED,
                    "--name " + other.feed()
                            + " remembers another feed or filter; watch what it was begun with, or give"
                            + " another name");
        }
        if (failure instanceof BlockchainException
                || failure instanceof UncheckedIOException
                || failure instanceof UnsupportedOperationException) {
            return new Failure(ExitCode.FAILED, oneLine(failure));
        }
        return new Failure(
                ExitCode.FAILED,
                "internal error: " + failure.getClass().getSimpleName() + ": " + oneLine(failure)
                        + "; --verbose shows where");
    }

    /** The failure itself, without what futures wrap around it, ready to be thrown. */
    static RuntimeException unwrap(Throwable wrapped) {
        Throwable failure = cause(wrapped);
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException unchecked ? unchecked : new CompletionException(failure);
    }

    private static Throwable cause(Throwable thrown) {
        Throwable failure = thrown;
        while ((failure instanceof CompletionException || failure instanceof ExecutionException)
                && failure.getCause() != null) {
            failure = failure.getCause();
        }
        return failure;
    }

    private static String hint(RpcException refused) {
        return switch (refused.error().code()) {
            case METHOD_NOT_FOUND -> "; check the spelling, or ask a node that offers this method";
            case INVALID_PARAMS -> "; check the method's name and its parameters";
            default -> "";
        };
    }

    private static String oneLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
