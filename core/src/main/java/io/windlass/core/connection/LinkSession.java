package io.windlass.core.connection;

import io.windlass.BlockchainException;
import io.windlass.CloseReason;
import io.windlass.ConnectionConfig;
import io.windlass.DecodeException;
import io.windlass.RpcError;
import io.windlass.core.feed.push.FeedLink;
import io.windlass.core.feed.push.Registry;
import io.windlass.core.monitor.ConnectionCounters;
import io.windlass.core.rpc.CallBook;
import io.windlass.core.rpc.Completion;
import io.windlass.core.runtime.Ticker;
import io.windlass.spi.Codec;
import io.windlass.spi.EnvelopeVisitor;
import io.windlass.spi.Link;
import io.windlass.spi.LinkListener;
import io.windlass.spi.Outbound;
import io.windlass.spi.TransportFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One link, from its opening to its end: what comes over it is scanned here and goes to the calls and subscriptions it
 * belongs to. A session has a generation; a later one never sees what belongs to an earlier one.
 *
 * <p>The listener's methods run on the link's thread, one at a time.
 */
final class LinkSession implements LinkListener, FeedLink {
    /** Hears of the session's fate, on the link's thread. */
    interface Owner {
        void closed(LinkSession session, CloseReason reason);

        void heard(LinkSession session);

        void pong(LinkSession session, long nonce);
    }

    private static final Logger LOG = LoggerFactory.getLogger(LinkSession.class);
    private static final byte[] NO_BYTES = {};

    private final long generation;
    private final String connectionId;
    private final ConnectionConfig config;
    private final Owner owner;
    private final CallBook calls;
    private final SharedQuestions questions;
    private final Codec codec;
    private final Ticker ticker;
    private final ConnectionCounters counters;
    private final Registry registry = new Registry();
    private final CompletableFuture<Link> link = new CompletableFuture<>();
    private final Envelopes envelopes = new Envelopes();

    private final AtomicLong partialBytes = new AtomicLong();

    private volatile long chainId = -1;
    private volatile boolean up;
    private volatile boolean ended;

    LinkSession(
            long generation,
            String connectionId,
            ConnectionConfig config,
            Owner owner,
            CallBook calls,
            SharedQuestions questions,
            Codec codec,
            Ticker ticker,
            ConnectionCounters counters) {
        this.generation = generation;
        this.connectionId = connectionId;
        this.config = config;
        this.owner = owner;
        this.calls = calls;
        this.questions = questions;
        this.codec = codec;
        this.ticker = ticker;
        this.counters = counters;
    }

    long generation() {
        return generation;
    }

    /** The transport has opened the link. */
    void bind(Link opened) {
        link.complete(opened);
    }

    Link link() {
        return link.join();
    }

    boolean isBound() {
        return link.isDone();
    }

    /** It has passed the checks. */
    void cameUp() {
        up = true;
    }

    /** True the first time: from then on what still comes over the link touches nothing. In the owner's mailbox. */
    boolean end() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    boolean hasEnded() {
        return ended;
    }

    boolean wasUp() {
        return up;
    }

    void servesChain(long id) {
        chainId = id;
    }

    @Override
    public long chainId() {
        return chainId;
    }

    @Override
    public Registry registry() {
        return registry;
    }

    @Override
    public void request(String method, List<Object> params, Completion completion) {
        calls.request(link(), method, params, completion);
        failIfEnded();
    }

    /**
     * Asks the node something that has the same answer whoever asks. Over a link that is no socket another connection to the
     * same endpoint may ask for this one.
     *
     * @param timeout how long the node may take
     */
    void ask(String method, List<Object> params, Duration timeout, Completion completion) {
        SharedQuestions.Question question = (left, whoever) -> {
            calls.request(link(), method, params, left, whoever);
            failIfEnded();
        };
        if (link().info().push()) {
            question.ask(timeout, completion);
        } else {
            questions.ask(method, params, timeout, new Heard(completion), question);
        }
    }

    /** A link that has closed swallows what it is given. */
    private void failIfEnded() {
        if (ended) {
            calls.detach(link(), CloseReason.of(CloseReason.Kind.NETWORK, 0, "the link is closed"));
        }
    }

    @Override
    public void sent(Outbound message) {
        calls.answers().sent(message);
    }

    @Override
    public void failed(Outbound message, TransportFailure failure) {
        calls.answers().failed(message, failure);
    }

    @Override
    public void progress(int bytes) {
        partialBytes.addAndGet(bytes);
    }

    /** How many bytes came of the message that is on its way; zero when it is whole. */
    long partialBytes() {
        return partialBytes.get();
    }

    @Override
    public void pong(long nonce) {
        counters.heardAt(ticker.nanos());
        owner.pong(this, nonce);
    }

    @Override
    public void closed(CloseReason reason) {
        owner.closed(
                this, new CloseReason(reason.kind(), reason.code(), config.redact(reason.message()), reason.cause()));
    }

    @Override
    public void message(@Nullable Outbound inReplyTo, byte[] bytes, int offset, int length) {
        if (ended) {
            return;
        }
        partialBytes.set(0);
        counters.messagesReceived.increment();
        counters.bytesReceived.add(length);
        counters.heardAt(ticker.nanos());
        owner.heard(this);
        envelopes.bytes = bytes;
        envelopes.exchange = inReplyTo;
        String fault = "something else than an answer to the request";
        try {
            codec.scan(bytes, offset, length, envelopes);
        } catch (DecodeException e) {
            fault = "no JSON-RPC message (" + e.getMessage() + ")";
            if (inReplyTo == null) {
                counters.strayMessages.increment();
                LOG.warn(
                        "{}: a message of {} bytes was not understood and is left out: {}",
                        connectionId,
                        length,
                        config.redact(String.valueOf(e.getMessage())));
            }
        } finally {
            // the bytes are the transport's again, and may be many
            envelopes.bytes = NO_BYTES;
            envelopes.exchange = null;
        }
        if (inReplyTo != null) {
            calls.answers().exchangeEnded(inReplyTo, fault);
        }
    }

    /** Routes each envelope of the message at hand. */
    private final class Envelopes implements EnvelopeVisitor {
        private byte[] bytes = NO_BYTES;
        private @Nullable Outbound exchange;

        @Override
        public void result(long id, int offset, int length) {
            calls.answers().result(id, bytes, offset, length);
        }

        @Override
        public void error(long id, RpcError error) {
            calls.answers().error(id, error);
        }

        @Override
        public void errorWithoutId(RpcError error) {
            Outbound owned = exchange;
            if (owned != null) {
                calls.answers().errorOf(owned, error);
            } else {
                counters.strayMessages.increment();
                LOG.warn(
                        "{}: the node sent an error that names no request: {}",
                        connectionId,
                        config.redact(error.toString()));
                calls.answers().errorWithoutOwner(link(), error);
            }
        }

        @Override
        public void notification(int subscriptionOffset, int subscriptionLength, int offset, int length) {
            String id = new String(bytes, subscriptionOffset, subscriptionLength, StandardCharsets.ISO_8859_1);
            if (!registry.notified(id, bytes, offset, length)) {
                counters.strayMessages.increment();
            }
        }

        @Override
        public void unknown(int offset, int length) {
            counters.strayMessages.increment();
        }
    }

    /** An answer that came over the link of another connection proves as well that the node is there. */
    private final class Heard implements Completion {
        private final Completion completion;

        Heard(Completion completion) {
            this.completion = completion;
        }

        private void heard() {
            counters.heardAt(ticker.nanos());
            owner.heard(LinkSession.this);
        }

        @Override
        public void result(byte[] bytes, int offset, int length) {
            heard();
            completion.result(bytes, offset, length);
        }

        @Override
        public void error(RpcError error) {
            heard();
            completion.error(error);
        }

        @Override
        public void failed(BlockchainException failure) {
            completion.failed(failure);
        }
    }
}
