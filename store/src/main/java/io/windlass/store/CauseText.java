package io.windlass.store;

import io.windlass.DeadLetter.Cause;
import java.util.ArrayList;
import java.util.List;

/** Causes as text that people can read in the database: one a line, the class before a tab, the message behind it. */
final class CauseText {
    private CauseText() {}

    static String of(List<Cause> causes) {
        StringBuilder text = new StringBuilder();
        for (Cause cause : causes) {
            escape(cause.type(), text);
            text.append('\t');
            escape(cause.message(), text);
            text.append('\n');
        }
        return text.toString();
    }

    /** PostgreSQL takes every character in a text but NUL. */
    private static void escape(String raw, StringBuilder text) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\t' -> text.append("\\t");
                case '\0' -> text.append("\\0");
                default -> text.append(c);
            }
        }
    }

    static List<Cause> parse(String text) throws DamagedRowException {
        List<Cause> causes = new ArrayList<>();
        for (int from = 0; from < text.length(); ) {
            int tab = text.indexOf('\t', from);
            int end = text.indexOf('\n', from);
            if (tab < 0 || end < tab) {
                throw new DamagedRowException("the causes of a dead letter are cut off");
            }
            causes.add(new Cause(unescape(text.substring(from, tab)), unescape(text.substring(tab + 1, end))));
            from = end + 1;
        }
        return causes;
    }

    private static String unescape(String escaped) {
        StringBuilder raw = new StringBuilder(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c == '\\' && i + 1 < escaped.length()) {
                char code = escaped.charAt(++i);
                c = code == 'n' ? '\n' : code == 't' ? '\t' : code == '0' ? '\0' : code;
            }
            raw.append(c);
        }
        return raw.toString();
    }
}
