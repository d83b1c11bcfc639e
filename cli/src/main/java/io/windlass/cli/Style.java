package io.windlass.cli;

/** Colours, where they are wanted. */
enum Style {
    PLAIN(""),
    DIM("\033[2m"),
    BOLD("\033[1m"),
    ACCENT("\033[36m"),
    WARNING("\033[31m");

    private static final String RESET = "\033[0m";

    private final String start;

    Style(String start) {
        this.start = start;
    }

    /** The text, coloured where that is wanted. */
    String apply(String text, boolean colour) {
        return !colour || start.isEmpty() || text.isBlank() ? text : start + text + RESET;
    }
}
