package io.windlass.cli;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.windlass.DeadLetter;
import io.windlass.DeadLetter.Cause;
import io.windlass.Position;
import io.windlass.cli.Table.Column;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/** Dead letters for people and for scripts. */
final class LetterView {
    private static final int LONGEST_CAUSE = 100;

    private final Session session;
    private final Table table;
    private boolean begun;

    LetterView(Session session) {
        this.session = session;
        table = new Table(
                session.terminal().colour(),
                Column.left("FEED", 16, Style.ACCENT),
                Column.right("ID", 8, Style.BOLD),
                Column.left("STATE", 9, Style.PLAIN),
                Column.right("BLOCK", 13, Style.PLAIN),
                Column.right("LOG", 5, Style.PLAIN),
                Column.right("ATTEMPTS", 8, Style.PLAIN),
                Column.right("FAILED", 6, Style.DIM),
                Column.left("CAUSE", 0, Style.WARNING));
    }

    /** One line: of a table, or a JSON object. */
    void line(DeadLetter letter, boolean json) {
        if (json) {
            session.output().line(json(letter));
            return;
        }
        if (!begun) {
            begun = true;
            session.output().line(table.header());
        }
        session.output()
                .line(table.row(
                        letter.feed(),
                        String.valueOf(letter.id()),
                        state(letter),
                        letter.position()
                                .map(at -> Text.number(at.blockNumber()))
                                .orElse(""),
                        letter.position()
                                .filter(at -> at.index() != Position.END)
                                .map(at -> Text.number(at.index()))
                                .orElse(""),
                        Text.number(letter.attempts()),
                        Text.age(Duration.between(
                                letter.lastFailure(), session.clock().instant())),
                        (letter.removed() ? "(removal) " : "") + shortCause(letter)));
    }

    private static String state(DeadLetter letter) {
        return letter.state().name().toLowerCase(Locale.ROOT);
    }

    private static String shortCause(DeadLetter letter) {
        if (letter.causes().isEmpty()) {
            return "";
        }
        Cause cause = letter.causes().get(0);
        String name = cause.type().substring(cause.type().lastIndexOf('.') + 1);
        String text = printable(cause.message().isEmpty() ? name : name + ": " + cause.message());
        return text.length() <= LONGEST_CAUSE ? text : text.substring(0, LONGEST_CAUSE - 1) + "…";
    }

    /** Users' messages may hold anything, line ends and terminal codes too. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }

    /** All that is known, on several lines. */
    void full(DeadLetter letter) {
        entry("feed", letter.feed());
        entry("id", String.valueOf(letter.id()));
        entry("state", state(letter));
        entry("event", letter.event() + (letter.removed() ? ", its removal" : ""));
        letter.position().ifPresent(at -> entry("block", at.blockNumber() + " " + at.blockHash()));
        entry("occurrence", String.valueOf(letter.occurrence()));
        entry("attempts", String.valueOf(letter.attempts()));
        entry("failed first", letter.firstFailure().toString());
        entry("failed last", letter.lastFailure().toString());
        String title = "cause";
        for (Cause cause : letter.causes()) {
            entry(title, cause.type() + (cause.message().isEmpty() ? "" : ": " + printable(cause.message())));
            title = "  of";
        }
        session.output().line(JsonText.indent(letter.payload().text()));
    }

    private void entry(String title, String value) {
        session.output().line(String.format(Locale.ROOT, "%-13s %s", title, value));
    }

    /** The keys, their order and their types are a contract with scripts. */
    private static String json(DeadLetter letter) {
        String causes = letter.causes().stream()
                .map(cause -> "{\"type\":" + quoted(cause.type()) + ",\"message\":" + quoted(cause.message()) + "}")
                .collect(Collectors.joining(",", "[", "]"));
        return "{\"kind\":\"letter\",\"feed\":" + quoted(letter.feed())
                + ",\"id\":" + letter.id()
                + ",\"state\":" + quoted(state(letter))
                + ",\"chainId\":" + letter.event().chainId()
                + ",\"blockNumber\":"
                + letter.position().map(at -> String.valueOf(at.blockNumber())).orElse("null")
                + ",\"hash\":" + quoted(letter.event().hash().toHex())
                + ",\"logIndex\":"
                + (letter.event().index() == Position.END
                        ? "null"
                        : letter.event().index())
                + ",\"occurrence\":" + letter.occurrence()
                + ",\"removed\":" + letter.removed()
                + ",\"attempts\":" + letter.attempts()
                + ",\"firstFailure\":" + quoted(letter.firstFailure().toString())
                + ",\"lastFailure\":" + quoted(letter.lastFailure().toString())
                + ",\"causes\":" + causes
                + ",\"payload\":" + JsonText.compact(letter.payload().text()) + "}";
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
