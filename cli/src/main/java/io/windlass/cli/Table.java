package io.windlass.cli;

import java.util.List;

/** Aligned columns. Cells that are too wide push the rest of their line. */
final class Table {
    private static final String GAP = "  ";

    private final boolean colour;
    private final List<Column> columns;

    Table(boolean colour, Column... columns) {
        this.colour = colour;
        this.columns = List.of(columns);
    }

    /**
     * One column.
     *
     * @param title what stands above it
     * @param width the least width, in characters
     * @param right true to align right, as numbers want
     * @param style the colour of its cells
     */
    record Column(String title, int width, boolean right, Style style) {
        static Column left(String title, int width, Style style) {
            return new Column(title, width, false, style);
        }

        static Column right(String title, int width, Style style) {
            return new Column(title, width, true, style);
        }

        private String pad(String text) {
            String blanks = " ".repeat(Math.max(0, width - text.length()));
            return right ? blanks + text : text + blanks;
        }
    }

    /** The line of titles. */
    String header() {
        StringBuilder line = new StringBuilder();
        for (Column column : columns) {
            append(line, column.pad(column.title()), Style.DIM);
        }
        return line.toString().stripTrailing();
    }

    /** A line; missing cells at the end stay empty. */
    String row(String... cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            append(line, columns.get(i).pad(cells[i]), columns.get(i).style());
        }
        return line.toString().stripTrailing();
    }

    private void append(StringBuilder line, String cell, Style style) {
        line.append(line.length() == 0 ? "" : GAP).append(style.apply(cell, colour));
    }
}
