package io.windlass.core.rpc;

import io.windlass.CloseReason;
import io.windlass.ConnectionConfig;
import io.windlass.RpcError;
import io.windlass.core.codec.JsonCodecProvider;
import io.windlass.core.monitor.ConnectionCounters;
import io.windlass.core.sim.World;
import io.windlass.spi.Codec;
import io.windlass.spi.EnvelopeVisitor;
import io.windlass.spi.Link;
import io.windlass.spi.LinkInfo;
import io.windlass.spi.Outbound;
import io.windlass.spi.TransportFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An endpoint behind exchanges, that takes so many requests a second and says so in every way providers do. */
final class LimitedNode {
    /** How it complains. */
    enum Complaint {
        HTTP_429,
        HTTP_503_WITH_A_TIME,
        CODE_429,
        INFURA,
        QUICKNODE,
        INFURA_HTTP_429,
        PROXYD
    }

    record Received(long atNanos, long id, String method, String params) {}

    final World world;
    final Codec codec = new JsonCodecProvider().create();
    final ConnectionConfig config;
    final EndpointLimits limits;
    final List<Received> executed = new ArrayList<>();
    final List<Integer> batchSizes = new ArrayList<>();
    final List<Outbound> cancelled = new ArrayList<>();
    int refusedCalls;
    int open;
    int mostOpen;

    /** Requests a second; 0 for any number. */
    double perSecond;

    Complaint complaint = Complaint.HTTP_429;
    Duration asksFor = Duration.ZERO;
    Duration latency = Duration.ofMillis(20);

    /** The most calls in a batch. */
    int takesBatchesOf = Integer.MAX_VALUE;

    /** True if it answers a batch that is too large with one error, false if with a status. */
    boolean refusesBatchesInJson = true;

    boolean silent;

    NodeRules rules = NodeRules.PLAIN;

    private double units;
    private long asOf;

    LimitedNode(long seed, UnaryOperator<ConnectionConfig.Builder> settings) {
        world = new World(seed);
        config = settings.apply(ConnectionConfig.builder("http://node.test/secret-key"))
                .build();
        limits = new EndpointLimits(config, world.runtime());
    }

    /** Another connection to it. */
    CallBook book() {
        CallBook book = new CallBook("http-1", config, codec, world.runtime(), new ConnectionCounters(), limits, rules);
        book.attach(link(book));
        return book;
    }

    Link link(CallBook book) {
        return new Exchanges(book);
    }

    void run(Duration time) {
        world.advance(time);
    }

    private boolean takesOne() {
        if (perSecond == 0) {
            return true;
        }
        units = Math.min(Math.max(1, perSecond / 5), units + (world.nanos() - asOf) / 1e9 * perSecond);
        asOf = world.nanos();
        if (units < 1) {
            return false;
        }
        units--;
        return true;
    }

    private final class Exchanges implements Link {
        private final CallBook book;

        Exchanges(CallBook book) {
            this.book = book;
        }

        @Override
        public LinkInfo info() {
            return new LinkInfo("exchanges", false, false, "node");
        }

        @Override
        public void send(Outbound message) {
            open++;
            mostOpen = Math.max(mostOpen, open);
            world.execute(() -> {
                if (!cancelled.contains(message)) {
                    book.answers().sent(message);
                    long jitter = world.random().nextInt(5_000_000);
                    world.schedule(latency.plusNanos(jitter), () -> arrived(message));
                }
            });
        }

        private void arrived(Outbound message) {
            String text = new String(message.payload(), StandardCharsets.UTF_8);
            List<Received> requests = requests(text);
            if (silent) {
                return;
            }
            open--;
            if (text.startsWith("[")) {
                batchSizes.add(requests.size());
                if (requests.size() > takesBatchesOf) {
                    refuseBatch(message);
                    return;
                }
                if (complaint == Complaint.INFURA_HTTP_429 && !takesOne()) {
                    reply(message, error("null")); // the transport hands the body of its status on
                    return;
                }
                StringBuilder answer = new StringBuilder("[");
                for (Received request : requests) {
                    answer.append(answer.length() > 1 ? "," : "")
                            .append(takesOne() ? execute(request) : error(request.id()));
                }
                reply(message, answer.append("]").toString());
            } else if (takesOne()) {
                reply(message, execute(requests.get(0)));
            } else if (complaint == Complaint.HTTP_429 || complaint == Complaint.HTTP_503_WITH_A_TIME) {
                refusedCalls++;
                boolean plain = complaint == Complaint.HTTP_429;
                book.answers()
                        .failed(
                                message,
                                new TransportFailure(
                                        TransportFailure.Kind.STATUS,
                                        plain ? 429 : 503,
                                        asksFor.isZero() && plain ? Optional.empty() : Optional.of(asksFor),
                                        !plain,
                                        "answered with HTTP status",
                                        Optional.empty()));
            } else {
                reply(message, error(requests.get(0).id()));
            }
        }

        private void refuseBatch(Outbound message) {
            if (refusesBatchesInJson) {
                reply(
                        message,
                        "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"batch too large\"}}");
            } else {
                book.answers()
                        .failed(
                                message,
                                new TransportFailure(
                                        TransportFailure.Kind.STATUS,
                                        413,
                                        Optional.empty(),
                                        false,
                                        "too large",
                                        Optional.empty()));
            }
        }

        private String execute(Received request) {
            executed.add(request);
            return "{\"jsonrpc\":\"2.0\",\"id\":" + request.id() + ",\"result\":\"0x1\"}";
        }

        private String error(Object id) {
            refusedCalls++;
            String error = switch (complaint) {
                case INFURA, INFURA_HTTP_429 ->
                    "{\"code\":-32005,\"message\":\"project ID request rate exceeded\",\"data\":{\"rate\":{\"backoff_seconds\":"
                            + asksFor.toMillis() / 1e3 + "}}}";
                case QUICKNODE -> "{\"code\":-32007,\"message\":\"50/second request limit reached\"}";
                case PROXYD -> "{\"code\":-32016,\"message\":\"over rate limit\"}";
                case HTTP_429, HTTP_503_WITH_A_TIME, CODE_429 -> "{\"code\":429,\"message\":\"Too Many Requests\"}";
            };
            return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":" + error + "}";
        }

        private void reply(Outbound to, String json) {
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            codec.scan(bytes, 0, bytes.length, new EnvelopeVisitor() {
                @Override
                public void result(long id, int offset, int length) {
                    book.answers().result(id, bytes, offset, length);
                }

                @Override
                public void error(long id, RpcError error) {
                    book.answers().error(id, error);
                }

                @Override
                public void errorWithoutId(RpcError error) {
                    book.answers().errorOf(to, error);
                }

                @Override
                public void notification(int idOffset, int idLength, int offset, int length) {}

                @Override
                public void unknown(int offset, int length) {}
            });
            book.answers().exchangeEnded(to, "something else");
        }

        @Override
        public void cancel(Outbound message) {
            open--;
            cancelled.add(message);
        }

        @Override
        public void ping(long nonce) {}

        @Override
        public void read(boolean enabled) {}

        @Override
        public void close(CloseReason reason) {}
    }

    private List<Received> requests(String text) {
        List<Received> found = new ArrayList<>();
        Map<String, @Nullable String> members = new HashMap<>();
        byte[] bytes = (text.startsWith("[") ? text : "[" + text + "]").getBytes(StandardCharsets.UTF_8);
        var in = codec.reader(bytes, 0, bytes.length);
        in.beginArray();
        while (in.nextElement()) {
            in.beginObject();
            for (String name = in.nextName(); name != null; name = in.nextName()) {
                members.put(name, in.json().text());
            }
            found.add(new Received(
                    world.nanos(),
                    Long.parseLong(members.get("id")),
                    members.get("method").replace("\"", ""),
                    members.get("params")));
        }
        return found;
    }
}
