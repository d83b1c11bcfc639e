package io.windlass.core.feed;

import io.windlass.DeadLetter;
import io.windlass.DeadLetter.State;
import io.windlass.DeadLetters;
import io.windlass.core.feed.read.Failures;
import io.windlass.core.runtime.Mailbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Does what people ask for with a feed's dead letters, in turn with the feed's own changes: reads through its journal, writes
 * through its ledger. What is asked for before the feed has begun waits. Thread-safe.
 */
final class LetterDesk<T> implements DeadLetters {
    private static final int LARGEST_PAGE = 10_000;
    private static final int PAGE = 500;

    /** What a feed offers while it runs. */
    record Office<T>(
            Journal journal, Ledger<T> ledger, Replays<T> replays, Runnable wake, Consumer<Throwable> storeFailed) {}

    /** What is done to the letters that match. */
    private interface Deed<T> {
        /** In the feed's mailbox. */
        void to(DeadLetter letter, Office<T> office);

        /** In the feed's mailbox, once it is durable. */
        void done(List<Long> ids, Office<T> office);
    }

    private final String name;
    private final Mailbox mailbox;
    private final Executor callbacks;

    // in the mailbox
    private final List<Request<?, T>> waiting = new ArrayList<>();
    private final List<Request<?, T>> open = new ArrayList<>();
    private @Nullable Office<T> office;
    private @Nullable Throwable over;

    /** @param callbacks completes the futures */
    LetterDesk(String name, Mailbox mailbox, Executor callbacks) {
        this.name = name;
        this.mailbox = mailbox;
        this.callbacks = callbacks;
    }

    /** One thing that was asked for. */
    private record Request<R, T>(CompletableFuture<R> answer, Consumer<Office<T>> work) {}

    // ---- the feed's life; in the mailbox

    void opens(Office<T> feeds) {
        office = feeds;
        List<Request<?, T>> all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(this::begin);
    }

    /** @param failure why the feed has ended; null if it was closed */
    void closes(@Nullable Throwable failure) {
        over = failure != null
                ? failure
                : new IllegalStateException(
                        "the subscription '" + name
                                + "' has ended; subscribe again, or use windlass dead-letters while nothing runs under this name");
        office = null;
        List<Request<?, T>> all = new ArrayList<>(waiting);
        all.addAll(open);
        waiting.clear();
        open.clear();
        all.forEach(request -> fail(request.answer(), over));
    }

    private <R> CompletableFuture<R> ask(BiConsumer<Office<T>, CompletableFuture<R>> work) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        Request<R, T> request = new Request<>(answer, feeds -> work.accept(feeds, answer));
        mailbox.post(() -> {
            Throwable end = over;
            if (end != null) {
                fail(answer, end);
            } else if (office == null) {
                waiting.add(request);
            } else {
                begin(request);
            }
        });
        return answer.copy();
    }

    private void begin(Request<?, T> request) {
        open.add(request);
        request.work().accept(Objects.requireNonNull(office, "the desk is open"));
    }

    private <R> void complete(CompletableFuture<R> answer, R result) {
        mailbox.post(() -> open.removeIf(request -> request.answer() == answer));
        callbacks.execute(() -> answer.complete(result));
    }

    private void fail(CompletableFuture<?> answer, Throwable failure) {
        mailbox.post(() -> open.removeIf(request -> request.answer() == answer));
        callbacks.execute(() -> answer.completeExceptionally(failure));
    }

    // ---- reading

    @Override
    public CompletableFuture<List<DeadLetter>> list(long afterId, int limit) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new IllegalArgumentException("limit must be from 1 to " + LARGEST_PAGE + ", was " + limit);
        }
        return ask((feeds, answer) -> read(
                feeds, feeds.journal().read(lease -> lease.letters(afterId, limit)), found -> complete(answer, found)));
    }

    @Override
    public CompletableFuture<Optional<DeadLetter>> get(long id) {
        return ask((feeds, answer) ->
                read(feeds, feeds.journal().read(lease -> lease.letter(id)), found -> complete(answer, found)));
    }

    /** Goes on in the mailbox with what was read. */
    private <F> void read(Office<T> feeds, CompletableFuture<F> reading, Consumer<F> then) {
        var unused = reading.whenComplete((found, failure) -> mailbox.post(() -> {
            if (failure != null) {
                feeds.storeFailed().accept(failure);
            } else if (over == null) {
                then.accept(found);
            }
            // else it was told that the feed has ended
        }));
    }

    // ---- changing

    private final class Requeue implements Deed<T> {
        @Override
        public void to(DeadLetter letter, Office<T> feeds) {
            feeds.ledger().letterState(letter.id(), State.REQUEUED);
        }

        @Override
        public void done(List<Long> ids, Office<T> feeds) {
            feeds.replays().add(ids);
        }
    }

    private final class Purge implements Deed<T> {
        @Override
        public void to(DeadLetter letter, Office<T> feeds) {
            feeds.replays().drop(letter.id());
            feeds.ledger().dropLetter(letter.id());
        }

        @Override
        public void done(List<Long> ids, Office<T> feeds) {}
    }

    @Override
    public CompletableFuture<Boolean> requeue(long id) {
        return one(id, letter -> letter.state() != State.RETRACTED, new Requeue());
    }

    @Override
    public CompletableFuture<Long> requeue(Predicate<DeadLetter> filter) {
        return all(letter -> letter.state() == State.DEAD && filter.test(letter), new Requeue());
    }

    @Override
    public CompletableFuture<Long> requeueAll() {
        return requeue(letter -> true);
    }

    @Override
    public CompletableFuture<Boolean> purge(long id) {
        return one(id, letter -> true, new Purge());
    }

    @Override
    public CompletableFuture<Long> purge(Predicate<DeadLetter> filter) {
        return all(filter, new Purge());
    }

    private CompletableFuture<Boolean> one(long id, Predicate<DeadLetter> which, Deed<T> deed) {
        return ask((feeds, answer) -> read(feeds, feeds.journal().read(lease -> lease.letter(id)), found -> {
            List<DeadLetter> chosen = found.filter(which).map(List::of).orElse(List.of());
            apply(deed, chosen, feeds, () -> complete(answer, !chosen.isEmpty()));
        }));
    }

    private CompletableFuture<Long> all(Predicate<DeadLetter> which, Deed<T> deed) {
        return ask((feeds, answer) -> page(0, 0, which, deed, feeds, answer));
    }

    private void page(
            long afterId,
            long before,
            Predicate<DeadLetter> which,
            Deed<T> deed,
            Office<T> feeds,
            CompletableFuture<Long> answer) {
        read(feeds, feeds.journal().read(lease -> lease.letters(afterId, PAGE)), page -> {
            if (page.isEmpty()) {
                complete(answer, before);
                return;
            }
            // users' code: not in the mailbox, and its failure is not the store's
            var unused = CompletableFuture.supplyAsync(
                            () -> page.stream().filter(which).toList(),
                            feeds.journal().storage())
                    .whenComplete((chosen, failure) -> mailbox.post(() -> {
                        if (failure != null) {
                            fail(answer, Objects.requireNonNull(Failures.cause(failure)));
                        } else if (over == null) {
                            long last = page.get(page.size() - 1).id();
                            apply(
                                    deed,
                                    chosen,
                                    feeds,
                                    () -> page(last, before + chosen.size(), which, deed, feeds, answer));
                        }
                    }));
        });
    }

    private void apply(Deed<T> deed, List<DeadLetter> letters, Office<T> feeds, Runnable then) {
        if (letters.isEmpty()) {
            then.run();
            return;
        }
        letters.forEach(letter -> deed.to(letter, feeds));
        List<Long> ids = letters.stream().map(DeadLetter::id).toList();
        feeds.ledger()
                .whenDurable(() -> mailbox.post(() -> {
                    if (over == null) {
                        deed.done(ids, feeds);
                        then.run();
                        feeds.wake().run();
                    }
                }));
        feeds.wake().run();
    }
}
