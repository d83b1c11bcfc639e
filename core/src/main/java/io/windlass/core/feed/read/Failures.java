package io.windlass.core.feed.read;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What lies behind the failure of a future. */
public final class Failures {
    private Failures() {}

    public static @Nullable Throwable cause(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    public static RuntimeException unchecked(Throwable cause) {
        return cause instanceof RuntimeException unchecked ? unchecked : new CompletionException(cause);
    }
}
