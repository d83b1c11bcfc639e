package io.windlass.testkit;

/** A log in its block. */
record MinedLog(LogDraft draft, int transactionIndex, int logIndex) {}
