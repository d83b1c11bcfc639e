package io.windlass.core.config;

import io.windlass.Auth;
import io.windlass.Balancing;
import io.windlass.ConnectionConfig;
import io.windlass.ConnectionSettings;
import io.windlass.HedgePolicy;
import io.windlass.PoolConfig;
import io.windlass.ProxyConfig;
import io.windlass.RateLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a {@code connection} block, and refuses what it does not understand. What may be a secret is never shown. */
final class ConnectionReader {
    /** Adds what is given to a setting. */
    private interface Key {
        ConnectionSettings read(ConnectionSettings settings, String name, Given given);
    }

    private static final Map<String, Key> LIMITS = Map.of(
            "max-in-flight",
                    endpoint(given -> given.whole(1, Integer.MAX_VALUE), ConnectionConfig.Builder::maxInFlight),
            "max-subscriptions",
                    endpoint(given -> given.whole(1, Integer.MAX_VALUE), ConnectionConfig.Builder::maxSubscriptions));

    /** What one rate is made of: a source that gives one gives all of it. */
    private static final List<String> RATE = List.of("requests-per-second", "units-per-second", "burst", "costs");

    private final Spelling spelling;
    private final Map<String, Key> keys = new LinkedHashMap<>();

    ConnectionReader(Spelling spelling) {
        this.spelling = spelling;
        time("timeout", ConnectionConfig.Builder::timeout);
        time("request-timeout", ConnectionConfig.Builder::requestTimeout);
        count("max-retries", 0, ConnectionConfig.Builder::maxRetries);
        count("max-reconnects", 0, ConnectionConfig.Builder::maxReconnects);
        time("retry-delay", ConnectionConfig.Builder::retryDelay);
        time("max-retry-delay", ConnectionConfig.Builder::maxRetryDelay);
        time("poll-interval", ConnectionConfig.Builder::pollInterval);
        time("heartbeat-interval", ConnectionConfig.Builder::heartbeatInterval);
        time("heartbeat-timeout", ConnectionConfig.Builder::heartbeatTimeout);
        time("max-age", ConnectionConfig.Builder::maxAge);
        keys.put("close-timeout", endpoint(Given::durationFromZero, ConnectionConfig.Builder::closeTimeout));
        count("max-connections", 1, ConnectionConfig.Builder::maxConnections);
        count("max-message-bytes", 1024, ConnectionConfig.Builder::maxMessageBytes);
        keys.put("headers", (settings, name, given) -> headers(settings, given));
        keys.put("auth", (settings, name, given) -> auth(settings, given));
        keys.put("proxy", (settings, name, given) -> proxy(settings, given));
        keys.put("batch-window", endpoint(ConnectionReader::batchWindow, ConnectionConfig.Builder::batchWindow));
        keys.put("max-batch", endpoint(given -> given.whole(2, 1_000), ConnectionConfig.Builder::maxBatch));
        keys.put("coalescing", endpoint(Given::flag, ConnectionConfig.Builder::coalescing));
        keys.put("limits", (settings, name, given) -> limits(settings, given));
        keys.put("hedging", (settings, name, given) -> hedging(settings, given));
        keys.put("balancing", group(ConnectionReader::balancing, PoolConfig.Builder::balancing));
        keys.put("acquire-timeout", group(Given::durationAboveZero, PoolConfig.Builder::acquireTimeout));
        keys.put("attempt-timeout", group(Given::durationAboveZero, PoolConfig.Builder::attemptTimeout));
        keys.put("probe-interval", group(Given::durationAboveZero, PoolConfig.Builder::probeInterval));
        keys.put("max-lag", group(given -> given.whole(1, Integer.MAX_VALUE), PoolConfig.Builder::maxLag));
        keys.put("stickiness", group(Given::durationFromZero, PoolConfig.Builder::stickiness));
        keys.put("announcers", group(given -> given.whole(1, Integer.MAX_VALUE), PoolConfig.Builder::announcers));
    }

    private void time(String name, BiConsumer<ConnectionConfig.Builder, Duration> set) {
        keys.put(name, endpoint(Given::durationAboveZero, set));
    }

    private void count(String name, int from, BiConsumer<ConnectionConfig.Builder, Integer> set) {
        keys.put(name, endpoint(given -> given.whole(from, Integer.MAX_VALUE), set));
    }

    private static <V> Key endpoint(Function<Given, V> read, BiConsumer<ConnectionConfig.Builder, V> set) {
        return (settings, name, given) -> {
            V value = read.apply(given);
            return settings.withEndpoint(name, shown(name, given), endpoint -> set.accept(endpoint, value));
        };
    }

    private static <V> Key group(Function<Given, V> read, BiConsumer<PoolConfig.Builder, V> set) {
        return (settings, name, given) -> {
            V value = read.apply(given);
            return settings.withGroup(name, shown(name, given), group -> set.accept(group, value));
        };
    }

    private static String shown(String name, Given given) {
        return name + " = " + given.scalar("a value");
    }

    ConnectionSettings read(Given connection) {
        return read(ConnectionSettings.none(), "", connection.settings(spelling, keys.keySet()), keys);
    }

    private static ConnectionSettings read(
            ConnectionSettings before, String prefix, Map<String, Given> given, Map<String, Key> keys) {
        ConnectionSettings settings = before;
        for (Map.Entry<String, Given> each : given.entrySet()) {
            Key key = keys.get(each.getKey());
            if (key != null) {
                settings = key.read(settings, prefix + each.getKey(), each.getValue());
            }
        }
        return settings;
    }

    private static Duration batchWindow(Given given) {
        return given.duration(
                time -> !time.isZero() && !time.isNegative() && time.compareTo(Duration.ofSeconds(1)) <= 0,
                "a duration above 0 and up to 1s with its unit, such as 2ms");
    }

    private static Balancing balancing(Given given) {
        String legal = "priority, power-of-two-choices, round-robin or least-in-flight";
        String text = given.scalar(legal);
        for (Balancing balancing : Balancing.values()) {
            if (text.replace('_', '-')
                    .equals(balancing.name().toLowerCase(Locale.ROOT).replace('_', '-'))) {
                return balancing;
            }
        }
        throw given.wrong(legal);
    }

    private static ConnectionSettings headers(ConnectionSettings before, Given given) {
        ConnectionSettings settings = before;
        for (Map.Entry<String, Given> header :
                given.secretMap("a map of headers").entries("a map").entrySet()) {
            String name = header.getKey();
            String value = header.getValue().secret();
            try {
                ConnectionConfig.builder("https://endpoint").header(name, value);
            } catch (IllegalArgumentException e) {
                throw header.getValue()
                        .place()
                        .wrong("is not a header", "a header's name and a value without control characters");
            }
            settings = settings.withEndpoint(
                    "headers." + name,
                    "headers { \"" + name + "\" = \"***\" }",
                    endpoint -> endpoint.header(name, value));
        }
        return settings;
    }

    private ConnectionSettings auth(ConnectionSettings settings, Given given) {
        Map<String, Given> kinds =
                given.secretMap("a map with basic or bearer").settings(spelling, List.of("basic", "bearer"));
        if (kinds.size() != 1) {
            throw given.place().wrong("names " + kinds.size() + " kinds of credentials", "either basic or bearer");
        }
        Given bearer = kinds.get("bearer");
        Given basic = kinds.get("basic");
        Auth auth = bearer != null ? Auth.bearer(bearer.secret()) : basic(required(given, "basic", basic));
        String kind = bearer != null ? "bearer = \"***\"" : "basic { username = \"***\", password = \"***\" }";
        return settings.withEndpoint("auth", "auth { " + kind + " }", endpoint -> endpoint.auth(auth));
    }

    private Auth basic(Given basic) {
        return basic(
                basic,
                basic.secretMap("a map with username and password")
                        .settings(spelling, List.of("username", "password")));
    }

    private static Auth basic(Given place, Map<String, Given> parts) {
        Given username = required(place, "username", parts.get("username"));
        String password = required(place, "password", parts.get("password")).secret();
        if (username.secret().indexOf(':') >= 0) {
            throw username.place().wrong("has a colon", "a user name without a colon");
        }
        return Auth.basic(username.secret(), password);
    }

    private static Given required(Given in, String name, @Nullable Given given) {
        if (given == null) {
            throw in.place().wrong("has no " + name, "a map with " + name);
        }
        return given;
    }

    private ConnectionSettings proxy(ConnectionSettings settings, Given given) {
        Map<String, Given> parts = given.secretMap("a map with host and port")
                .settings(spelling, List.of("host", "port", "username", "password"));
        Given host = required(given, "host", parts.get("host"));
        int port = required(given, "port", parts.get("port")).whole(1, 65_535);
        String name = host.scalar("a host");
        if (name.isBlank() || name.contains("/") || name.contains("@")) {
            throw host.place().wrong("is no host", "a host's name or address alone, such as proxy.example");
        }
        ProxyConfig plain = ProxyConfig.of(name, port);
        boolean open = !parts.containsKey("username") && !parts.containsKey("password");
        ProxyConfig proxy = open ? plain : plain.withAuth(basic(given, parts));
        return settings.withEndpoint(
                "proxy",
                "proxy { host = \"" + name + "\", port = " + port
                        + (open ? " }" : ", username = \"***\", password = \"***\" }"),
                endpoint -> endpoint.proxy(proxy));
    }

    private ConnectionSettings limits(ConnectionSettings before, Given given) {
        List<String> known = new ArrayList<>(RATE);
        LIMITS.keySet().stream().sorted().forEach(known::add);
        Map<String, Given> parts = given.settings(spelling, known);
        ConnectionSettings settings = read(before, "limits.", parts, LIMITS);
        return RATE.stream().anyMatch(parts::containsKey) ? rate(settings, given, parts) : settings;
    }

    private static ConnectionSettings rate(ConnectionSettings settings, Given limits, Map<String, Given> parts) {
        Given requests = parts.get("requests-per-second");
        Given units = parts.get("units-per-second");
        if ((requests == null) == (units == null)) {
            throw limits.place()
                    .wrong(
                            requests == null ? "has a burst or costs without a rate" : "has two rates",
                            "given with either requests-per-second or units-per-second");
        }
        Given costs = parts.get("costs");
        if (requests != null && costs != null) {
            throw costs.place().wrong("is given with requests-per-second", "given with units-per-second");
        }
        RateLimit rate = requests != null
                ? RateLimit.requestsPerSecond(perSecond(requests))
                : unitsPerSecond(perSecond(required(limits, "units-per-second", units)), costs);
        Given burst = parts.get("burst");
        RateLimit limit = burst == null ? rate : rate.withBurst(burst.number(value -> value >= 1, "a number from 1"));
        return settings.withEndpoint("limits.rate", shown(limit), endpoint -> endpoint.rateLimit(limit));
    }

    private static double perSecond(Given given) {
        return given.number(value -> value > 0, "a number above 0");
    }

    private static RateLimit unitsPerSecond(double perSecond, @Nullable Given costs) {
        Map<String, Integer> byMethod = new TreeMap<>();
        if (costs != null) {
            costs.entries("a map of methods and what they cost")
                    .forEach((method, cost) -> byMethod.put(method, cost.whole(0, Integer.MAX_VALUE)));
        }
        Integer others = byMethod.remove("default");
        return RateLimit.unitsPerSecond(perSecond, others == null ? 1 : others, byMethod);
    }

    private static String shown(RateLimit limit) {
        String burst = ", burst = " + plain(limit.burst());
        if (!limit.units()) {
            return "limits { requests-per-second = " + plain(limit.perSecond()) + burst + " }";
        }
        String costs = new TreeMap<>(limit.costs())
                .entrySet().stream()
                        .map(cost -> ", \"" + cost.getKey() + "\" = " + cost.getValue())
                        .collect(Collectors.joining());
        return "limits { units-per-second = " + plain(limit.perSecond()) + burst + ", costs { default = "
                + limit.otherCost() + costs + " } }";
    }

    private static String plain(double number) {
        return number == Math.rint(number) && number < 1e15 ? String.valueOf((long) number) : String.valueOf(number);
    }

    private ConnectionSettings hedging(ConnectionSettings settings, Given given) {
        Map<String, Given> parts = given.settings(spelling, List.of("quantile", "min-delay", "max-share"));
        double quantile = required(given, "quantile", parts.get("quantile"))
                .number(value -> value > 0 && value < 1, "a number above 0 and below 1");
        HedgePolicy usual = HedgePolicy.afterQuantile(quantile);
        Given delay = parts.get("min-delay");
        Given share = parts.get("max-share");
        HedgePolicy policy = new HedgePolicy(
                quantile,
                delay == null ? usual.minDelay() : delay.durationFromZero(),
                share == null
                        ? usual.maxShare()
                        : share.number(value -> value > 0 && value <= 1, "a number above 0 and up to 1"));
        return settings.withGroup(
                "hedging",
                "hedging { quantile = " + plain(policy.quantile()) + ", min-delay = "
                        + policy.minDelay().toMillis() + "ms, max-share = " + plain(policy.maxShare()) + " }",
                group -> group.hedging(policy));
    }
}
