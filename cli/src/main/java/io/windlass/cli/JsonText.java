package io.windlass.cli;

/** Lays out valid JSON text anew, without touching its values. */
final class JsonText {
    private static final String INDENT = "  ";

    private JsonText() {}

    /** On one line, without blanks outside of strings. */
    static String compact(String json) {
        return layOut(json, false);
    }

    /** On a line for each member and element. */
    static String indent(String json) {
        return layOut(json, true);
    }

    private static String layOut(String json, boolean lines) {
        StringBuilder out = new StringBuilder(lines ? json.length() * 2 : json.length());
        int depth = 0;
        int i = 0;
        while (i < json.length()) {
            char c = json.charAt(i);
            int end = c == '"' ? endOfString(json, i) : i + 1;
            if (isBlank(c)) {
                i = end;
                continue;
            }
            boolean closing = c == '}' || c == ']';
            depth -= closing ? 1 : 0;
            if (lines && closing != endsWithOpening(out)) {
                newLine(out, depth);
            }
            out.append(json, i, end);
            i = end;
            if (c == '{' || c == '[') {
                depth++;
            } else if (lines && c == ',') {
                newLine(out, depth);
            } else if (lines && c == ':') {
                out.append(' ');
            }
        }
        return out.toString();
    }

    private static int endOfString(String json, int start) {
        int i = start + 1;
        while (json.charAt(i) != '"') {
            i += json.charAt(i) == '\\' ? 2 : 1;
        }
        return i + 1;
    }

    private static boolean endsWithOpening(StringBuilder out) {
        char last = out.length() == 0 ? ' ' : out.charAt(out.length() - 1);
        return last == '{' || last == '[';
    }

    private static void newLine(StringBuilder out, int depth) {
        out.append('\n').append(INDENT.repeat(depth));
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }
}
