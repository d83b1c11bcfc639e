package io.windlass.core.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.windlass.BloomTrust;
import io.windlass.Hash;
import io.windlass.SystemLogs;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads {@code family { chain { settings } }}, and refuses what it does not understand. */
final class NetworkReader {
    static final String ROOT = "windlass.networks.";

    private static final List<String> KNOWN = List.of(
            "chain-id",
            "ws-url",
            "ws-urls",
            "rpc-url",
            "rpc-urls",
            "explorer",
            "block-time",
            "bloom",
            "system-logs",
            "reorg-depth",
            "genesis",
            "connection",
            "successor");

    /** So many headers are kept in memory for each connection or network that is followed. */
    private static final int DEEPEST = 4_096;

    private final Spelling spelling;

    NetworkReader(Spelling spelling) {
        this.spelling = spelling;
    }

    SortedMap<String, NetworkSettings> read(ConfigObject families) {
        SortedMap<String, NetworkSettings> networks = new TreeMap<>();
        Given.present(families).forEach((family, chains) -> {
            requireName(given(family, chains).place(), family);
            if (!(chains instanceof ConfigObject familyObject)) {
                throw given(family, chains).wrong("a map of chains");
            }
            Given.present(familyObject).forEach((chain, settings) -> {
                String name = family + "." + chain;
                Given network = given(name, settings);
                requireName(network.place(), chain);
                networks.put(name, network(network));
            });
        });
        return networks;
    }

    private Given given(String path, ConfigValue value) {
        return new Given(ROOT + path, spelling.prefix() + path, value);
    }

    private static void requireName(Place place, String name) {
        if (!Given.NAME.matcher(name).matches()) {
            throw place.wrong("has an illegal name", "named with letters, digits, - and _ alone");
        }
    }

    private NetworkSettings network(Given network) {
        Map<String, Given> given = network.settings(spelling, KNOWN);
        return new NetworkSettings(
                network.place(),
                read(given, "chain-id", NetworkReader::chainId),
                urls(EndpointKind.WEBSOCKET, given),
                urls(EndpointKind.HTTP, given),
                read(given, "explorer", value -> url(EndpointKind.EXPLORER, value.place(), value)),
                read(given, "block-time", Given::durationAboveZero),
                read(given, "bloom", NetworkReader::bloom),
                read(given, "system-logs", NetworkReader::systemLogs),
                read(given, "reorg-depth", NetworkReader::reorgDepth),
                read(given, "genesis", NetworkReader::genesis),
                read(given, "connection", new ConnectionReader(spelling)::read),
                read(given, "successor", value -> value.scalar("the name of a network, such as ethereum.sepolia")));
    }

    private static <T> @Nullable T read(Map<String, Given> given, String setting, Function<Given, T> reader) {
        Given value = given.get(setting);
        return value == null ? null : reader.apply(value);
    }

    private static Long chainId(Given given) {
        return given.whole(1, Long.MAX_VALUE, "a whole number from 1 to " + Long.MAX_VALUE);
    }

    /** Either form may be one URL or a list of them; the single form's come first. Null if neither is there. */
    private static @Nullable List<String> urls(EndpointKind kind, Map<String, Given> given) {
        LinkedHashSet<String> urls = new LinkedHashSet<>();
        boolean said = false;
        for (String setting : List.of(kind.setting(), kind.setting() + "s")) {
            Given value = given.get(setting);
            if (value != null) {
                said = true;
                urls.addAll(urls(kind, value));
            }
        }
        return said ? List.copyOf(urls) : null;
    }

    private static List<String> urls(EndpointKind kind, Given given) {
        if (given.value().valueType() != ConfigValueType.LIST) {
            return List.of(url(kind, given.place(), given));
        }
        List<String> urls = new ArrayList<>();
        for (Given entry : given.each()) {
            urls.add(url(kind, entry.place().entry(urls.size() + 1), entry));
        }
        return urls;
    }

    private static String url(EndpointKind kind, Place place, Given given) {
        if (given.value().valueType() != ConfigValueType.STRING) {
            throw kind.wrong(place, "is " + given.kind());
        }
        return kind.check(place, (String) given.value().unwrapped());
    }

    private static BloomTrust bloom(Given given) {
        String legal = "exact, positive-only or none";
        return switch (given.scalar(legal)) {
            case "exact" -> BloomTrust.EXACT;
            case "positive-only", "positive_only" -> BloomTrust.POSITIVE_ONLY;
            case "none" -> BloomTrust.NONE;
            default -> throw given.wrong(legal);
        };
    }

    private static SystemLogs systemLogs(Given given) {
        String legal = "include or exclude";
        return switch (given.scalar(legal)) {
            case "include" -> SystemLogs.INCLUDE;
            case "exclude" -> SystemLogs.EXCLUDE;
            default -> throw given.wrong(legal);
        };
    }

    private static Integer reorgDepth(Given given) {
        return (int) given.whole(1, DEEPEST, "a whole number of blocks from 1 to " + DEEPEST);
    }

    private static Hash genesis(Given given) {
        String legal = "a block's hash, 0x and 64 hex digits";
        try {
            return Hash.of(given.scalar(legal));
        } catch (IllegalArgumentException e) {
            throw given.wrong(legal);
        }
    }
}
