package io.windlass.store;

import java.nio.file.FileSystemException;

/** The few words that say why something failed. */
final class Reason {
    private Reason() {}

    static String of(Throwable failure) {
        if (failure instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        String name = failure.getClass().getSimpleName();
        return failure.getMessage() == null ? name : name + ": " + failure.getMessage();
    }
}
