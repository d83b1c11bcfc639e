package io.windlass.store;

/** What a change survives once it is applied. */
enum Durability {
    /** The end of the process, at any instant; after a power loss the newest changes may be missing, never parts of one. */
    PROCESS("NORMAL"),
    /** A power loss, too, where the disk keeps what it says it wrote. */
    POWER("FULL");

    private final String synchronous;

    Durability(String synchronous) {
        this.synchronous = synchronous;
    }

    /** How SQLite calls it. */
    String synchronous() {
        return synchronous;
    }
}
