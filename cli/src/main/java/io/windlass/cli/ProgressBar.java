package io.windlass.cli;

import io.windlass.FeedProgress;

/** How far a feed has come while it reads history, on the last line of a terminal. */
final class ProgressBar {
    private static final int WIDTH = 24;

    private final Messages messages;
    private final String noun;
    private volatile boolean over;
    private volatile FeedProgress progress = new FeedProgress(0, 1, 0, 0);

    /** A bar that counts these. */
    ProgressBar(Messages messages, String noun) {
        this.messages = messages;
        this.noun = noun;
    }

    /** It has come so far; on any thread. */
    void reached(FeedProgress now) {
        progress = now;
    }

    /** It has caught up for the first time: the bar does not come back. On any thread. */
    void end() {
        over = true;
    }

    /** Shows the bar, or takes it away where nothing is left to read. On the thread that prints. */
    void draw() {
        FeedProgress now = progress;
        messages.status(over || now.fraction() >= 1 ? "" : text(now));
    }

    private String text(FeedProgress now) {
        int filled = (int) (now.fraction() * WIDTH);
        return "windlass: [" + "#".repeat(filled) + "-".repeat(WIDTH - filled) + "] "
                + (int) (now.fraction() * 100) + "%  block " + Text.number(now.nextBlock()) + " of "
                + Text.number(now.targetBlock()) + ", " + Text.count(now.events(), noun);
    }
}
