package io.windlass;

/** Something that was registered and can be taken away again. */
@FunctionalInterface
public interface Registration extends AutoCloseable {
    /** Takes it away; idempotent. A delivery that is running ends first or goes on, nothing is interrupted. */
    @Override
    void close();
}
