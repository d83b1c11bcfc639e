package io.windlass.core.config;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Which of the known names somebody may have meant. */
final class Nearest {
    private Nearest() {}

    /** {@code did you mean a or b?} with a blank before, or nothing where no name is near. */
    static String suggestion(String wanted, Collection<String> known) {
        List<String> near = among(wanted, known);
        return near.isEmpty() ? "" : " did you mean " + String.join(" or ", near) + "?";
    }

    /** The nearest of the names, several if they are equally near, in the order of their letters. */
    static List<String> among(String wanted, Collection<String> known) {
        int limit = Math.max(2, wanted.length() / 3);
        var byDistance = known.stream()
                .sorted()
                .filter(name -> distance(wanted, name) <= limit)
                .collect(Collectors.groupingBy(name -> distance(wanted, name)));
        return byDistance.keySet().stream()
                .min(Integer::compare)
                .map(byDistance::get)
                .orElse(List.of());
    }

    private static int distance(String wanted, String name) {
        String a = wanted.toLowerCase(Locale.ROOT);
        String b = name.toLowerCase(Locale.ROOT);
        // half a name, such as the chain without its family, is nearer than any slip of the finger but one
        return a.length() >= 3 && b.contains(a) ? 1 : edits(a, b);
    }

    /** Levenshtein's distance. */
    private static int edits(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[b.length()];
    }
}
