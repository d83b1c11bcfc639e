package io.windlass;

/** What a handler's failure says about the next attempt with the same event. */
public enum FailureClass {
    /** Another attempt may succeed: a database is away, a lock was not had, a service is slow. */
    TRANSIENT,
    /** The event itself is the trouble: no attempt will succeed. */
    PERMANENT
}
