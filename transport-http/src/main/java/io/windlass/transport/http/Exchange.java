package io.windlass.transport.http;

import com.github.mizosoft.methanol.BodyDecoder;
import io.windlass.spi.Outbound;
import io.windlass.spi.TransportFailure;
import io.windlass.spi.TransportFailure.Kind;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. Runs on the client's threads and says once that it has ended; what it ended with is read after
 * that.
 *
 * <p>It takes the answer as a body subscriber rather than from the client's future. The JDK completes that future on the common
 * pool, which on two cores before JDK 25 starts a thread for each response: ten times the cost of the response itself. The
 * JDK leaves that out for a future that is complete already, so the exchange completes it when the body has ended and only
 * then lets the body end for the JDK.
 */
final class Exchange implements BodySubscriber<Void> {
    /** The body of an answer that is no success is read up to here, to see whether it is JSON-RPC. */
    private static final int MAX_ERROR_BYTES = 1024 * 1024;

    private static final String PLAIN = "identity";
    private static final ReceivedBody NONE = new ReceivedBody(0, 0);

    // only in the link's mailbox

    /** It counts among those that the link has under way. */
    boolean underWay;

    /** It was refused for want of room when nobody else was there to take it. */
    boolean lastTry;

    private final Outbound message;
    private final LinkLimits limits;
    private final Consumer<Exchange> whenEnded;

    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicInteger unsettled = new AtomicInteger(2);
    private final CompletableFuture<Void> bodyEnd = new CompletableFuture<>();
    private volatile boolean silenced;
    private volatile boolean aborted;
    private volatile @Nullable CompletableFuture<HttpResponse<Void>> response;
    private volatile boolean cutOff;
    private volatile @Nullable StreamRoom room;

    // written by one client thread after the other, read when the exchange has ended
    private HttpResponse.@Nullable ResponseInfo head;
    private ReceivedBody body = NONE;
    private @Nullable Subscription source;
    private @Nullable TransportFailure refused;
    private @Nullable TransportFailure failure;
    private boolean foundNoRoom;

    Exchange(Outbound message, LinkLimits limits, Consumer<Exchange> whenEnded) {
        this.message = message;
        this.limits = limits;
        this.whenEnded = whenEnded;
    }

    Outbound message() {
        return message;
    }

    /** What it failed with, or null if the body is the answer. */
    @Nullable
    TransportFailure failure() {
        return failure;
    }

    /** True if it failed because the server takes no more streams for now: nothing was sent. */
    boolean foundNoRoom() {
        return foundNoRoom;
    }

    ReceivedBody body() {
        return body;
    }

    /** From now on nobody wants to hear of it: if it has not started, it does not. */
    void silence() {
        silenced = true;
    }

    boolean silenced() {
        return silenced;
    }

    /** Sends the request; blocks while the host's name is looked up. */
    void start(SharedClient client, Requests requests) {
        StreamRoom shared = client.room();
        shared.began();
        room = shared;
        if (givenUp()) {
            shared.ended(true);
            return;
        }
        CompletableFuture<HttpResponse<Void>> future;
        try {
            future = client.get().sendAsync(requests.post(message.payload()), this::begin);
        } catch (RuntimeException e) {
            end(Failures.notTaken(e));
            return;
        }
        CompletableFuture<?> unused = future.whenComplete((r, e) -> {
            if (e != null) {
                end(Failures.of(e, limits), Failures.noRoom(e));
            } else if (r != null) {
                // not the null of settle(): an answer of the proxy, whose body the JDK keeps to itself
                end(StatusRule.refusal(r.statusCode(), r.headers(), limits.clock()));
            }
        });
        response = future;
        if (aborted) {
            future.cancel(true);
        }
        settle();
    }

    /** From now on it does not start; false if it may have done so before. */
    boolean giveUpUnlessStarted() {
        aborted = true;
        return room == null;
    }

    /** Cuts the exchange off from outside, whatever it is doing. Its socket is closed, or its HTTP/2 stream reset. */
    void abort() {
        aborted = true;
        CompletableFuture<HttpResponse<Void>> future = response;
        if (future != null) {
            future.cancel(true);
        }
        bodyEnd.completeExceptionally(new CancellationException("cut off"));
    }

    boolean givenUp() {
        return aborted || silenced;
    }

    private BodySubscriber<Void> begin(HttpResponse.ResponseInfo info) {
        head = info;
        HttpHeaders headers = info.headers();
        int limit = StatusRule.success(info.statusCode())
                ? limits.maxMessageBytes()
                : Math.min(limits.maxMessageBytes(), MAX_ERROR_BYTES);
        String encoding =
                headers.firstValue("Content-Encoding").orElse(PLAIN).strip().toLowerCase(Locale.ROOT);
        if (encoding.equals(PLAIN)) {
            long announced = headers.firstValueAsLong("Content-Length").orElse(-1);
            body = new ReceivedBody(announced, limit);
            refused = announced > limit ? tooLarge() : null;
            return this;
        }
        body = new ReceivedBody(-1, limit);
        Optional<BodyDecoder.Factory> decoder = BodyDecoder.Factory.getFactory(encoding);
        if (decoder.isEmpty()) {
            refused = TransportFailure.of(
                    Kind.PROTOCOL,
                    true,
                    "the answer is compressed in a way that is not understood;"
                            + " remove the header Accept-Encoding from the configuration");
            return this;
        }
        return new BeforeDecoder(decoder.get().create(this));
    }

    @Override
    public CompletionStage<Void> getBody() {
        return bodyEnd;
    }

    @Override
    public void onSubscribe(Subscription from) {
        source = from;
        TransportFailure refusal = refused;
        if (refusal != null) {
            cutOff(refusal);
        } else {
            from.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        if (ended.get() || aborted) {
            return;
        }
        for (ByteBuffer buffer : buffers) {
            if (!body.add(buffer)) {
                cutOff(tooLarge());
                return;
            }
        }
    }

    @Override
    public void onComplete() {
        HttpResponse.ResponseInfo info = head;
        end(info == null ? null : StatusRule.judge(info.statusCode(), info.headers(), body, limits.clock()));
        settle();
    }

    @Override
    public void onError(Throwable error) {
        end(Failures.of(error, limits));
        bodyEnd.completeExceptionally(error);
    }

    private TransportFailure tooLarge() {
        return TransportFailure.of(
                Kind.TOO_LARGE,
                true,
                "the answer is larger than " + limits.maxMessageBytes()
                        + " bytes; ask for less at once, or raise maxMessageBytes");
    }

    /** Cuts the answer off from within. */
    private void cutOff(TransportFailure why) {
        end(why);
        cutOff = true;
        Subscription from = source;
        if (from != null) {
            from.cancel();
        }
        abort();
    }

    private void end(@Nullable TransportFailure with) {
        end(with, false);
    }

    private void end(@Nullable TransportFailure with, boolean noRoom) {
        if (ended.compareAndSet(false, true)) {
            failure = with == null ? null : statusOr(with);
            foundNoRoom = noRoom;
            StreamRoom shared = room;
            if (shared != null) {
                shared.ended(!noRoom);
            }
            whenEnded.accept(this);
        }
    }

    /** A status that is no success says more than what then went wrong with its body. */
    private TransportFailure statusOr(TransportFailure other) {
        HttpResponse.ResponseInfo info = head;
        return info == null || StatusRule.success(info.statusCode())
                ? other
                : StatusRule.refusal(info.statusCode(), info.headers(), limits.clock());
    }

    /** Comes twice, in either order: when the client's future is known, and when the body has ended. */
    private void settle() {
        CompletableFuture<HttpResponse<Void>> future = response;
        if (unsettled.decrementAndGet() == 0 && future != null) {
            future.complete(null);
            bodyEnd.complete(null);
        }
    }

    /** Keeps from the decoder what comes after it was cancelled: it would log it with a stack trace. */
    private final class BeforeDecoder implements BodySubscriber<Void> {
        private final BodySubscriber<Void> decoder;

        BeforeDecoder(BodySubscriber<Void> decoder) {
            this.decoder = decoder;
        }

        @Override
        public CompletionStage<Void> getBody() {
            return decoder.getBody();
        }

        @Override
        public void onSubscribe(Subscription from) {
            decoder.onSubscribe(from);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            if (!cutOff) {
                decoder.onNext(buffers);
            }
        }

        @Override
        public void onError(Throwable error) {
            if (!cutOff) {
                decoder.onError(error);
            }
        }

        @Override
        public void onComplete() {
            if (!cutOff) {
                decoder.onComplete();
            }
        }
    }
}
