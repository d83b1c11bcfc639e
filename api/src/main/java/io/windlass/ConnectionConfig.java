package io.windlass;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;

/**
 * How to reach one endpoint and what to expect of it. Immutable; made with {@link #builder(String)}. {@link #toString()}
 * shows no secrets.
 */
public final class ConnectionConfig {
    private final URI url;
    private final ConnectionType type;
    private final Duration timeout;
    private final Duration requestTimeout;
    private final int maxRetries;
    private final OptionalInt maxReconnects;
    private final Duration retryDelay;
    private final Duration maxRetryDelay;
    private final Duration pollInterval;
    private final Duration heartbeatInterval;
    private final Duration heartbeatTimeout;
    private final Optional<Duration> maxAge;
    private final Duration closeTimeout;
    private final int maxConnections;
    private final int maxMessageBytes;
    private final Map<String, String> headers;
    private final Optional<Auth> auth;
    private final Optional<SSLContext> sslContext;
    private final Optional<ProxyConfig> proxy;
    private final OptionalLong chainId;
    private final Optional<Hash> genesis;
    private final Optional<RateLimit> rateLimit;
    private final OptionalInt maxInFlight;
    private final OptionalInt maxSubscriptions;
    private final int maxBatch;
    private final Optional<Duration> batchWindow;
    private final boolean coalescing;

    private final Secrets secrets;

    private ConnectionConfig(Builder b) {
        url = b.url;
        type = b.type;
        timeout = b.timeout;
        requestTimeout = b.requestTimeout;
        maxRetries = b.maxRetries;
        maxReconnects = b.maxReconnects;
        retryDelay = b.retryDelay;
        maxRetryDelay = b.maxRetryDelay;
        pollInterval = b.pollInterval;
        heartbeatInterval = b.heartbeatInterval;
        heartbeatTimeout = b.heartbeatTimeout;
        maxAge = b.maxAge;
        closeTimeout = b.closeTimeout;
        maxConnections = b.maxConnections;
        maxMessageBytes = b.maxMessageBytes;
        Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(b.headers);
        headers = Collections.unmodifiableMap(copy);
        auth = b.auth;
        sslContext = b.sslContext;
        proxy = b.proxy;
        chainId = b.chainId;
        genesis = b.genesis;
        rateLimit = b.rateLimit;
        maxInFlight = b.maxInFlight;
        maxSubscriptions = b.maxSubscriptions;
        maxBatch = b.maxBatch;
        batchWindow = b.batchWindow;
        coalescing = b.coalescing;
        secrets = Secrets.of(url, headers, auth, proxy);
    }

    /** The defaults for a URL. */
    public static ConnectionConfig of(String url) {
        return builder(url).build();
    }

    /**
     * Starts from the defaults.
     *
     * @param url {@code ws}, {@code wss}, {@code http} or {@code https}, or a scheme that a transport plugin adds. User info
     *     in it becomes Basic authentication.
     * @throws IllegalArgumentException if the URL has no scheme or no host, or a port that is none
     */
    public static Builder builder(String url) {
        return new Builder(parse(url));
    }

    /** A builder that holds these values. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    private static URI parse(String text) {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            // neither the input nor the exception may be shown: both can hold a key
            throw new IllegalArgumentException("the URL is malformed at index " + e.getIndex()
                    + "; give one like wss://host/path or https://host:port");
        }
        if (uri.getScheme() == null || uri.isOpaque()) {
            throw new IllegalArgumentException(
                    "the URL has no scheme; start it with ws://, wss://, http:// or https://");
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "the URL has no host, or one with characters that a host name cannot have, such as '_'; give one like "
                            + uri.getScheme() + "://host:port");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65535) {
            throw new IllegalArgumentException("the URL's port must be 1 to 65535, was " + uri.getPort());
        }
        return uri;
    }

    /** The URL without user info. A secret: show {@link #endpoint()} instead. */
    public URI url() {
        return url;
    }

    /** The URL as it may be shown: scheme, host and port. */
    public String endpoint() {
        return Endpoints.redact(url);
    }

    /**
     * A text from elsewhere, such as a node's error message, without what of this configuration may be a secret: parts of the
     * URL's path and query, the values of headers, credentials. Servers like to echo these. Where a text is cut, marked by three
     * dots, it finds what is left of a secret too.
     */
    public String redact(String text) {
        return secrets.removedFrom(text);
    }

    /** The kind of link; by default what the scheme says. */
    public ConnectionType type() {
        return type;
    }

    /** How long one attempt to connect may take, from DNS to the upgrade. Default 10 s. */
    public Duration timeout() {
        return timeout;
    }

    /** How long a call may take from being made to being answered, waiting for a link included. Default 30 s. */
    public Duration requestTimeout() {
        return requestTimeout;
    }

    /**
     * How often the <em>first</em> connect is tried again after it failed; 0 for one attempt only. Default 3. Reconnects are
     * not limited by it, see {@link #maxReconnects()}.
     */
    public int maxRetries() {
        return maxRetries;
    }

    /** How many attempts a <em>re</em>connect may take before the connection fails for good. Default: no limit. */
    public OptionalInt maxReconnects() {
        return maxReconnects;
    }

    /** The base of the exponential backoff. The first retry is immediate. Default 500 ms. */
    public Duration retryDelay() {
        return retryDelay;
    }

    /** The longest backoff. Default 30 s. */
    public Duration maxRetryDelay() {
        return maxRetryDelay;
    }

    /**
     * How often feeds read the head where nothing announces it, as over HTTP. Default 1 s.
     */
    public Duration pollInterval() {
        return pollInterval;
    }

    /**
     * How often the heartbeat asks whether the peer is there. Over HTTP, where each answer tells, it asks when none has come for so
     * long, and not while calls are under way, which have deadlines of their own. Default 15 s.
     */
    public Duration heartbeatInterval() {
        return heartbeatInterval;
    }

    /** How long the peer has to answer a heartbeat before the link counts as dead. Default 10 s. */
    public Duration heartbeatTimeout() {
        return heartbeatTimeout;
    }

    /**
     * How old a link may grow before it is replaced, make before break; each link lives between 90 and 100 % of it, so that
     * many do not turn over at once. Providers cut links after an hour or so: be earlier. Default: no limit.
     */
    public Optional<Duration> maxAge() {
        return maxAge;
    }

    /** How long a connection that is being closed waits for the calls in flight. Default 2 s; zero does not wait. */
    public Duration closeTimeout() {
        return closeTimeout;
    }

    /** The most sockets to the endpoint that a request-response transport opens at once. Default 16. */
    public int maxConnections() {
        return maxConnections;
    }

    /** The largest inbound message, in bytes after decompression. Default 128 MiB. A larger one ends the link or call. */
    public int maxMessageBytes() {
        return maxMessageBytes;
    }

    /** Headers of the upgrade or of each request; names compare without case. Their values may be secrets. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Credentials for the {@code Authorization} header. */
    public Optional<Auth> auth() {
        return auth;
    }

    /** The TLS context for {@code wss} and {@code https}: trust store and client certificate. Default: the JVM's. */
    public Optional<SSLContext> sslContext() {
        return sslContext;
    }

    /** The proxy to go through. Default: none; the JVM's proxy properties are not looked at. */
    public Optional<ProxyConfig> proxy() {
        return proxy;
    }

    /** The chain that the node must serve; checked on every connect if given. */
    public OptionalLong chainId() {
        return chainId;
    }

    /**
     * The hash of the first block of the chain that the node must serve; checked on every connect if given. Chains that were
     * started again share an id, not their first block. A node that cannot say it is believed by its chain id.
     */
    public Optional<Hash> genesis() {
        return genesis;
    }

    /**
     * How many calls the endpoint may be sent; those above wait in order, within their {@link #requestTimeout()}. Shared by all
     * connections of a manager to the same URL with the same credentials and limits. Default: none, until the endpoint says
     * that it is asked too often; what it takes is then learned.
     */
    public Optional<RateLimit> rateLimit() {
        return rateLimit;
    }

    /**
     * How many subscriptions one socket may carry: for more of them further sockets to the endpoint are opened, each a connection
     * of its own that counts as one. Providers allow some 1,000 (Alchemy, reth), geth does not limit them. Feeds of heads and logs
     * need one for all of them together. Default: no limit.
     */
    public OptionalInt maxSubscriptions() {
        return maxSubscriptions;
    }

    /** How many calls may be unanswered at once; the others wait in order. Shared as the {@link #rateLimit()} is. Default: no limit. */
    public OptionalInt maxInFlight() {
        return maxInFlight;
    }

    /** The most calls in one batch, where calls are batched. Default 100. */
    public int maxBatch() {
        return maxBatch;
    }

    /**
     * How long a call waits for others to go with it in one batch. Only calls that do no more than read are batched. An
     * endpoint that refuses a batch gets its calls singly, and smaller batches from then on. Default: calls are not batched.
     */
    public Optional<Duration> batchWindow() {
        return batchWindow;
    }

    /**
     * Whether calls that do no more than read, and are the same by method and parameters, share one request while it is in
     * flight. Default: no.
     */
    public boolean coalescing() {
        return coalescing;
    }

    @Override
    public String toString() {
        return "ConnectionConfig[" + endpoint() + ", type=" + type + ", timeout=" + timeout + ", requestTimeout="
                + requestTimeout + ", maxRetries=" + maxRetries + ", maxReconnects="
                + (maxReconnects.isPresent() ? maxReconnects.getAsInt() : "unlimited") + ", retryDelay=" + retryDelay
                + ", maxRetryDelay="
                + maxRetryDelay + ", heartbeatInterval=" + heartbeatInterval + ", heartbeatTimeout=" + heartbeatTimeout
                + ", maxAge=" + maxAge.map(Duration::toString).orElse("unlimited") + ", closeTimeout=" + closeTimeout
                + ", maxConnections=" + maxConnections + ", maxMessageBytes=" + maxMessageBytes + ", headers="
                + headers.keySet() + ", auth=" + auth.map(Auth::toString).orElse("none") + ", chainId="
                + (chainId.isPresent() ? chainId.getAsLong() : "any") + ", genesis="
                + genesis.map(Hash::toString).orElse("any")
                + ", rateLimit=" + rateLimit.map(RateLimit::toString).orElse("none") + ", maxInFlight="
                + (maxInFlight.isPresent() ? maxInFlight.getAsInt() : "unlimited") + ", maxSubscriptions="
                + (maxSubscriptions.isPresent() ? maxSubscriptions.getAsInt() : "unlimited") + ", maxBatch=" + maxBatch
                + ", batchWindow=" + batchWindow.map(Duration::toString).orElse("off") + ", coalescing=" + coalescing
                + "]";
    }

    /** Collects the values of a {@link ConnectionConfig}. Not thread-safe. */
    public static final class Builder {
        private URI url;
        private ConnectionType type;
        private Duration timeout = Duration.ofSeconds(10);
        private Duration requestTimeout = Duration.ofSeconds(30);
        private int maxRetries = 3;
        private OptionalInt maxReconnects = OptionalInt.empty();
        private Duration retryDelay = Duration.ofMillis(500);
        private Duration maxRetryDelay = Duration.ofSeconds(30);
        private Duration pollInterval = Duration.ofSeconds(1);
        private Duration heartbeatInterval = Duration.ofSeconds(15);
        private Duration heartbeatTimeout = Duration.ofSeconds(10);
        private Optional<Duration> maxAge = Optional.empty();
        private Duration closeTimeout = Duration.ofSeconds(2);
        private int maxConnections = 16;
        private int maxMessageBytes = 128 * 1024 * 1024;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private Optional<Auth> auth = Optional.empty();
        private Optional<SSLContext> sslContext = Optional.empty();
        private Optional<ProxyConfig> proxy = Optional.empty();
        private OptionalLong chainId = OptionalLong.empty();
        private Optional<Hash> genesis = Optional.empty();
        private Optional<RateLimit> rateLimit = Optional.empty();
        private OptionalInt maxInFlight = OptionalInt.empty();
        private OptionalInt maxSubscriptions = OptionalInt.empty();
        private int maxBatch = 100;
        private Optional<Duration> batchWindow = Optional.empty();
        private boolean coalescing;

        private Builder(URI given) {
            url = given;
            String scheme = given.getScheme().toLowerCase(Locale.ROOT);
            type = scheme.equals("http") || scheme.equals("https") ? ConnectionType.HTTP : ConnectionType.WEBSOCKET;
            String userInfo = given.getUserInfo();
            if (userInfo != null) {
                int colon = userInfo.indexOf(':');
                auth = Optional.of(
                        colon < 0
                                ? Auth.basic(userInfo, "")
                                : Auth.basic(userInfo.substring(0, colon), userInfo.substring(colon + 1)));
                url = withoutUserInfo(given);
            }
        }

        private Builder(ConnectionConfig c) {
            url = c.url;
            type = c.type;
            timeout = c.timeout;
            requestTimeout = c.requestTimeout;
            maxRetries = c.maxRetries;
            maxReconnects = c.maxReconnects;
            retryDelay = c.retryDelay;
            maxRetryDelay = c.maxRetryDelay;
            pollInterval = c.pollInterval;
            heartbeatInterval = c.heartbeatInterval;
            heartbeatTimeout = c.heartbeatTimeout;
            maxAge = c.maxAge;
            closeTimeout = c.closeTimeout;
            maxConnections = c.maxConnections;
            maxMessageBytes = c.maxMessageBytes;
            headers.putAll(c.headers);
            auth = c.auth;
            sslContext = c.sslContext;
            proxy = c.proxy;
            chainId = c.chainId;
            genesis = c.genesis;
            rateLimit = c.rateLimit;
            maxInFlight = c.maxInFlight;
            maxSubscriptions = c.maxSubscriptions;
            maxBatch = c.maxBatch;
            batchWindow = c.batchWindow;
            coalescing = c.coalescing;
        }

        private static URI withoutUserInfo(URI uri) {
            String raw = uri.toString();
            int authority = raw.indexOf("//") + 2;
            return URI.create(raw.substring(0, authority) + raw.substring(raw.indexOf('@', authority) + 1));
        }

        /** See {@link ConnectionConfig#type()}. */
        public Builder type(ConnectionType value) {
            type = Objects.requireNonNull(value, "type");
            return this;
        }

        /** See {@link ConnectionConfig#timeout()}; more than 0. */
        public Builder timeout(Duration value) {
            timeout = positive("timeout", value);
            return this;
        }

        /** See {@link ConnectionConfig#requestTimeout()}; more than 0. */
        public Builder requestTimeout(Duration value) {
            requestTimeout = positive("requestTimeout", value);
            return this;
        }

        /** See {@link ConnectionConfig#maxRetries()}; 0 or more. */
        public Builder maxRetries(int value) {
            maxRetries = atLeast("maxRetries", 0, value);
            return this;
        }

        /** See {@link ConnectionConfig#maxReconnects()}; 0 or more, 0 for none at all. */
        public Builder maxReconnects(int value) {
            maxReconnects = OptionalInt.of(atLeast("maxReconnects", 0, value));
            return this;
        }

        /** See {@link ConnectionConfig#retryDelay()}; more than 0. */
        public Builder retryDelay(Duration value) {
            retryDelay = positive("retryDelay", value);
            return this;
        }

        /** See {@link ConnectionConfig#maxRetryDelay()}; more than 0. */
        public Builder maxRetryDelay(Duration value) {
            maxRetryDelay = positive("maxRetryDelay", value);
            return this;
        }

        /** See {@link ConnectionConfig#pollInterval()}; more than 0. */
        public Builder pollInterval(Duration value) {
            pollInterval = positive("pollInterval", value);
            return this;
        }

        /** See {@link ConnectionConfig#heartbeatInterval()}; more than 0. */
        public Builder heartbeatInterval(Duration value) {
            heartbeatInterval = positive("heartbeatInterval", value);
            return this;
        }

        /** See {@link ConnectionConfig#heartbeatTimeout()}; more than 0. */
        public Builder heartbeatTimeout(Duration value) {
            heartbeatTimeout = positive("heartbeatTimeout", value);
            return this;
        }

        /** See {@link ConnectionConfig#maxAge()}; more than 0. */
        public Builder maxAge(Duration value) {
            maxAge = Optional.of(positive("maxAge", value));
            return this;
        }

        /** See {@link ConnectionConfig#closeTimeout()}; 0 or more. */
        public Builder closeTimeout(Duration value) {
            if (value.isNegative()) {
                throw new IllegalArgumentException("closeTimeout must be >= 0, was " + value);
            }
            closeTimeout = value;
            return this;
        }

        /** See {@link ConnectionConfig#maxConnections()}; 1 or more. */
        public Builder maxConnections(int value) {
            maxConnections = atLeast("maxConnections", 1, value);
            return this;
        }

        /** See {@link ConnectionConfig#maxMessageBytes()}; 1024 or more. */
        public Builder maxMessageBytes(int value) {
            maxMessageBytes = atLeast("maxMessageBytes", 1024, value);
            return this;
        }

        /**
         * Adds or replaces a header.
         *
         * @throws IllegalArgumentException if name or value hold a line break or other control characters, or the name is
         *     empty
         */
        public Builder header(String name, String value) {
            if (name.isEmpty() || hasControl(name) || name.indexOf(':') >= 0 || name.indexOf(' ') >= 0) {
                throw new IllegalArgumentException("not a header name: '" + name + "'");
            }
            if (hasControl(value)) {
                throw new IllegalArgumentException("the value of header " + name + " holds control characters");
            }
            headers.put(name, value);
            return this;
        }

        /** Adds or replaces several headers; see {@link #header}. */
        public Builder headers(Map<String, String> values) {
            values.forEach(this::header);
            return this;
        }

        /** See {@link ConnectionConfig#auth()}. */
        public Builder auth(Auth value) {
            auth = Optional.of(value);
            return this;
        }

        /** See {@link ConnectionConfig#sslContext()}. */
        public Builder sslContext(SSLContext value) {
            sslContext = Optional.of(value);
            return this;
        }

        /** See {@link ConnectionConfig#proxy()}. */
        public Builder proxy(ProxyConfig value) {
            proxy = Optional.of(value);
            return this;
        }

        /** See {@link ConnectionConfig#chainId()}; 1 or more. */
        public Builder chainId(long value) {
            if (value < 1) {
                throw new IllegalArgumentException("chainId must be >= 1, was " + value);
            }
            chainId = OptionalLong.of(value);
            return this;
        }

        /** See {@link ConnectionConfig#genesis()}. */
        public Builder genesis(Hash value) {
            genesis = Optional.of(value);
            return this;
        }

        /**
         * As {@link #rateLimit} with {@link RateLimit#requestsPerSecond}; more than 0. See {@link
         * ConnectionConfig#rateLimit()}.
         */
        public Builder requestsPerSecond(double value) {
            if (!(value > 0) || Double.isInfinite(value)) {
                throw new IllegalArgumentException("requestsPerSecond must be > 0 and finite, was " + value);
            }
            return rateLimit(RateLimit.requestsPerSecond(value));
        }

        /** See {@link ConnectionConfig#rateLimit()}. */
        public Builder rateLimit(RateLimit value) {
            rateLimit = Optional.of(Objects.requireNonNull(value, "rateLimit"));
            return this;
        }

        /** See {@link ConnectionConfig#maxSubscriptions()}; 1 or more. */
        public Builder maxSubscriptions(int value) {
            maxSubscriptions = OptionalInt.of(atLeast("maxSubscriptions", 1, value));
            return this;
        }

        /** See {@link ConnectionConfig#maxInFlight()}; 1 or more. */
        public Builder maxInFlight(int value) {
            maxInFlight = OptionalInt.of(atLeast("maxInFlight", 1, value));
            return this;
        }

        /** See {@link ConnectionConfig#maxBatch()}; 2 to 1000. */
        public Builder maxBatch(int value) {
            if (value > 1_000) {
                throw new IllegalArgumentException("maxBatch must be <= 1000, was " + value);
            }
            maxBatch = atLeast("maxBatch", 2, value);
            return this;
        }

        /** See {@link ConnectionConfig#batchWindow()}; more than 0, at most a second. */
        public Builder batchWindow(Duration value) {
            if (positive("batchWindow", value).compareTo(Duration.ofSeconds(1)) > 0) {
                throw new IllegalArgumentException("batchWindow must be <= PT1S, was " + value);
            }
            batchWindow = Optional.of(value);
            return this;
        }

        /** See {@link ConnectionConfig#coalescing()}. */
        public Builder coalescing(boolean value) {
            coalescing = value;
            return this;
        }

        /**
         * The configuration.
         *
         * @throws IllegalArgumentException if {@code maxRetryDelay} is shorter than {@code retryDelay}
         */
        public ConnectionConfig build() {
            if (maxRetryDelay.compareTo(retryDelay) < 0) {
                throw new IllegalArgumentException(
                        "maxRetryDelay must be >= retryDelay (" + retryDelay + "), was " + maxRetryDelay);
            }
            return new ConnectionConfig(this);
        }

        private static boolean hasControl(String text) {
            return text.chars().anyMatch(c -> c < 0x20 && c != '\t' || c == 0x7f);
        }

        private static Duration positive(String name, Duration value) {
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException(name + " must be > 0, was " + value);
            }
            return value;
        }

        private static int atLeast(String name, int least, int value) {
            if (value < least) {
                throw new IllegalArgumentException(name + " must be >= " + least + ", was " + value);
            }
            return value;
        }
    }
}
