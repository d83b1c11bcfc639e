package io.windlass.cli;

import io.windlass.DeadLetter;
import io.windlass.DeadLetter.State;
import io.windlass.FeedStoreException;
import io.windlass.spi.FeedChange;
import io.windlass.spi.FeedLease;
import io.windlass.spi.FeedStore;
import io.windlass.store.EmbeddedFeedStoreProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code windlass dead-letters}. */
@Command(
        customSynopsis = "windlass dead-letters ACTION [ID…] --state-dir DIR [OPTIONS]",
        description =
                "Shows events that an application's handler failed on for good, has them replayed, or deletes them. The"
                        + " application itself replays, when it starts again under the same name. What is in use by a"
                        + " running application is left alone.")
final class DeadLettersCommand implements Callable<Integer> {
    private static final int PAGE = 500;

    private final Session session;

    @Parameters(index = "0", paramLabel = "list|show|requeue|purge", description = "What to do.")
    private String action = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "ID", description = "Which letters of the feed; see list.")
    private List<String> letters = List.of();

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            required = true,
            description = "Where the application keeps the state of its feeds.")
    private Path stateDirectory = Path.of("");

    @Option(
            names = "--name",
            paramLabel = "N",
            description = "The feed; list shows all feeds without it, the others need it where there are several.")
    private @Nullable String name;

    @Option(names = "--all", description = "Requeue all dead letters of the feed, or purge all of its letters.")
    private boolean all;

    @Option(
            names = "--state",
            paramLabel = "dead|requeued|retracted",
            description = "With list, or purge --all: only letters in this state.")
    private @Nullable String state;

    @Option(names = "--json", description = "With list or show: print a JSON object a line.")
    private boolean json;

    DeadLettersCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Predicate<DeadLetter> which = inState();
        List<Long> ids = ids();
        check(ids);
        if (!Files.isDirectory(stateDirectory)) {
            throw new UsageException("--state-dir: there is no directory " + stateDirectory);
        }
        try (FeedStore store = new EmbeddedFeedStoreProvider().open(stateDirectory)) {
            List<String> feeds = store.feeds();
            if (name != null && !feeds.contains(name)) {
                return failed("there is no feed '" + name + "' in " + stateDirectory + "; there is " + listed(feeds));
            }
            return action.equals("list") ? list(store, feeds, which) : change(store, oneOf(feeds), ids, which);
        }
    }

    private Predicate<DeadLetter> inState() {
        if (state == null) {
            return letter -> true;
        }
        for (State each : State.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(state)) {
                return letter -> letter.state() == each;
            }
        }
        throw new UsageException("--state takes dead, requeued or retracted, was '" + state + "'");
    }

    private List<Long> ids() {
        List<Long> ids = new ArrayList<>();
        for (String letter : letters) {
            if (!letter.matches("[0-9]{1,18}")) {
                throw new UsageException("'" + letter + "' is no ID of a letter; IDs are numbers, which list shows");
            }
            ids.add(Long.parseLong(letter));
        }
        return ids;
    }

    private void check(List<Long> ids) {
        boolean changes = action.equals("requeue") || action.equals("purge");
        if (!changes && !action.equals("list") && !action.equals("show")) {
            throw new UsageException("cannot " + action + " dead letters; list, show, requeue or purge them");
        }
        if (all && !changes) {
            throw new UsageException("--all is for requeue and purge; leave it out");
        }
        if (state != null && !action.equals("list") && !(action.equals("purge") && all)) {
            throw new UsageException("--state is for list and for purge --all; leave it out");
        }
        if (json && changes) {
            throw new UsageException("--json is for list and show; leave it out");
        }
        if (action.equals("list") && !ids.isEmpty()) {
            throw new UsageException("list takes no IDs; write windlass dead-letters show " + ids.get(0) + " …");
        }
        if (!action.equals("list") && ids.isEmpty() != all) {
            throw new UsageException(
                    all
                            ? "give IDs or --all, not both"
                            : action + " which letters? Give their IDs" + (changes ? ", or --all" : ""));
        }
    }

    private String oneOf(List<String> feeds) {
        if (name != null) {
            return name;
        }
        if (feeds.size() != 1) {
            throw new UsageException("which feed? Give --name; in " + stateDirectory + " there is " + listed(feeds));
        }
        return feeds.get(0);
    }

    private static String listed(List<String> feeds) {
        return feeds.isEmpty() ? "none" : String.join(", ", feeds);
    }

    private int failed(String message) {
        session.messages().say(message);
        return ExitCode.FAILED;
    }

    // ---- list

    private int list(FeedStore store, List<String> feeds, Predicate<DeadLetter> which) {
        LetterView view = new LetterView(session);
        long count = 0;
        List<FeedStoreException> unread = new ArrayList<>();
        for (String feed : name == null ? feeds : List.of(name)) {
            try (FeedLease lease = store.acquire(feed)) {
                count += each(lease, which, letter -> view.line(letter, json));
            } catch (FeedStoreException e) {
                unread.add(e);
            }
        }
        session.output().flush();
        session.messages().say(Text.count(count, "dead letter"));
        if (unread.isEmpty()) {
            return ExitCode.DONE;
        }
        unread.subList(1, unread.size())
                .forEach(e -> session.messages().say(Failure.of(e).message()));
        throw unread.get(0);
    }

    private static long each(FeedLease lease, Predicate<DeadLetter> which, Consumer<DeadLetter> then) {
        long count = 0;
        long after = 0;
        while (true) {
            List<DeadLetter> page = lease.letters(after, PAGE);
            if (page.isEmpty()) {
                return count;
            }
            for (DeadLetter letter : page) {
                if (which.test(letter)) {
                    count++;
                    then.accept(letter);
                }
            }
            after = page.get(page.size() - 1).id();
        }
    }

    // ---- show, requeue, purge

    private int change(FeedStore store, String feed, List<Long> ids, Predicate<DeadLetter> which) {
        try (FeedLease lease = store.acquire(feed)) {
            List<DeadLetter> chosen = new ArrayList<>();
            for (long id : ids) {
                Optional<DeadLetter> letter = lease.letter(id);
                if (letter.isEmpty()) {
                    return failed("there is no dead letter " + id + " of '" + feed + "'; list shows those there are");
                }
                if (action.equals("requeue") && letter.get().state() == State.RETRACTED) {
                    return failed("dead letter " + id + " of '" + feed
                            + "' was retracted: its block left the chain, so it is not replayed; purge it");
                }
                chosen.add(letter.get());
            }
            return switch (action) {
                case "requeue" -> requeue(lease, feed, chosen);
                case "purge" -> purge(lease, feed, chosen, which);
                default -> show(chosen);
            };
        }
    }

    private int show(List<DeadLetter> chosen) {
        LetterView view = new LetterView(session);
        for (DeadLetter letter : chosen) {
            if (json) {
                view.line(letter, true);
            } else {
                view.full(letter);
            }
        }
        session.output().flush();
        return ExitCode.DONE;
    }

    private int requeue(FeedLease lease, String feed, List<DeadLetter> chosen) {
        FeedChange.Builder change = FeedChange.builder();
        chosen.forEach(letter -> change.letterState(letter.id(), State.REQUEUED));
        long count = all
                ? each(
                        lease,
                        letter -> letter.state() == State.DEAD,
                        letter -> change.letterState(letter.id(), State.REQUEUED))
                : chosen.size();
        lease.apply(change.build());
        session.messages()
                .say(Text.count(count, "dead letter") + " of '" + feed
                        + "' requeued; the application replays what is requeued when it starts");
        return ExitCode.DONE;
    }

    private int purge(FeedLease lease, String feed, List<DeadLetter> chosen, Predicate<DeadLetter> which) {
        FeedChange.Builder change = FeedChange.builder();
        chosen.forEach(letter -> change.dropLetter(letter.id()));
        long count = all ? each(lease, which, letter -> change.dropLetter(letter.id())) : chosen.size();
        lease.apply(change.build());
        session.messages().say(Text.count(count, "dead letter") + " of '" + feed + "' purged");
        return ExitCode.DONE;
    }
}
