package io.windlass.cli;

/**
 * What one check of {@code windlass doctor} found.
 *
 * @param mark how bad it is
 * @param text what was found and, unless all is well, what to do
 */
record Finding(Mark mark, String text) {
    /** How bad a finding is. */
    enum Mark {
        OK("ok", Style.ACCENT),
        NOTE("note", Style.BOLD),
        BAD("bad", Style.WARNING);

        private final String word;
        private final Style style;

        Mark(String word, Style style) {
            this.word = word;
            this.style = style;
        }

        String word() {
            return word;
        }

        Style style() {
            return style;
        }
    }

    static Finding ok(String text) {
        return new Finding(Mark.OK, text);
    }

    static Finding note(String text) {
        return new Finding(Mark.NOTE, text);
    }

    static Finding bad(String text) {
        return new Finding(Mark.BAD, text);
    }
}
