package io.windlass.core.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.windlass.BloomTrust;
import io.windlass.ConfigurationException;
import io.windlass.SystemLogs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code family { chain { settings } }}, and refuses what it does not understand. */
final class NetworkReader {
    static final String ROOT = "windlass.networks.";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");
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
            "successor");

    /** So many headers are kept in memory for each connection or network that is followed. */
    private static final int DEEPEST = 4_096;

    private final Spelling spelling;

    NetworkReader(Spelling spelling) {
        this.spelling = spelling;
    }

    SortedMap<String, NetworkSettings> read(ConfigObject families) {
        SortedMap<String, NetworkSettings> networks = new TreeMap<>();
        present(families).forEach((family, chains) -> {
            ConfigObject familyObject = object(place(family, chains), family, chains, "a map of chains");
            present(familyObject).forEach((chain, settings) -> {
                String name = family + "." + chain;
                ConfigObject network = object(place(name, settings), chain, settings, "a map of settings");
                networks.put(name, network(name, network));
            });
        });
        return networks;
    }

    /** In the order of their names, so that of several faults always the same is reported. A null says nothing. */
    private static SortedMap<String, ConfigValue> present(ConfigObject object) {
        SortedMap<String, ConfigValue> members = new TreeMap<>(object);
        members.values().removeIf(value -> value.valueType() == ConfigValueType.NULL);
        return members;
    }

    private static ConfigObject object(Place place, String name, ConfigValue value, String legal) {
        if (!NAME.matcher(name).matches()) {
            throw place.wrong("has an illegal name", "named with letters, digits, - and _ alone");
        }
        if (value instanceof ConfigObject object) {
            return object;
        }
        throw place.wrong(is(value), legal);
    }

    private NetworkSettings network(String name, ConfigObject object) {
        Map<String, ConfigValue> given = new TreeMap<>();
        present(object).forEach((written, value) -> {
            String setting = spelling.setting(written);
            if (!KNOWN.contains(setting)) {
                throw unknown(name, written, value);
            }
            if (given.put(setting, value) != null) {
                throw place(name, setting, value).wrong("is given in two spellings", "given once");
            }
        });
        return new NetworkSettings(
                place(name, object),
                chainId(name, given.get("chain-id")),
                urls(EndpointKind.WEBSOCKET, name, given),
                urls(EndpointKind.HTTP, name, given),
                explorer(name, given.get("explorer")),
                blockTime(name, given.get("block-time")),
                bloom(name, given.get("bloom")),
                systemLogs(name, given.get("system-logs")),
                reorgDepth(name, given.get("reorg-depth")),
                successor(name, given.get("successor")));
    }

    private ConfigurationException unknown(String name, String written, ConfigValue value) {
        List<String> known = KNOWN.stream().map(spelling::written).toList();
        Place place = place(name + "." + shownKey(written), value);
        return new ConfigurationException(
                place.shown() + " is not a setting;" + Nearest.suggestion(written, known) + " Known settings: "
                        + String.join(", ", known),
                place.setting(),
                null);
    }

    private static String shownKey(String written) {
        return NAME.matcher(written).matches() ? written : Shown.text(written);
    }

    private @Nullable Long chainId(String name, @Nullable ConfigValue value) {
        if (value == null) {
            return null;
        }
        Place place = place(name, "chain-id", value);
        String legal = "a whole number from 1 to " + Long.MAX_VALUE;
        try {
            long chainId = Long.parseLong(scalar(place, value, legal));
            if (chainId >= 1) {
                return chainId;
            }
        } catch (NumberFormatException e) {
            // reported below, with the value
        }
        throw place.wrong(is(value), legal);
    }

    /** Either form may be one URL or a list of them; the single form's come first. Null if neither is there. */
    private @Nullable List<String> urls(EndpointKind kind, String name, Map<String, ConfigValue> given) {
        ConfigValue preferred = given.get(kind.setting());
        ConfigValue several = given.get(kind.setting() + "s");
        if (preferred == null && several == null) {
            return null;
        }
        LinkedHashSet<String> urls = new LinkedHashSet<>();
        if (preferred != null) {
            urls.addAll(urls(kind, place(name, kind.setting(), preferred), preferred));
        }
        if (several != null) {
            urls.addAll(urls(kind, place(name, kind.setting() + "s", several), several));
        }
        return List.copyOf(urls);
    }

    private List<String> urls(EndpointKind kind, Place place, ConfigValue value) {
        if (!(value instanceof ConfigList list)) {
            return List.of(url(kind, place, value));
        }
        List<String> urls = new ArrayList<>();
        for (ConfigValue entry : list) {
            Place at = Place.inFile(place.setting(), written(place.setting()), entry.origin());
            urls.add(url(kind, at.entry(urls.size() + 1), entry));
        }
        return urls;
    }

    private static String url(EndpointKind kind, Place place, ConfigValue value) {
        if (value.valueType() != ConfigValueType.STRING) {
            throw kind.wrong(place, "is " + described(value.valueType()));
        }
        return kind.check(place, (String) value.unwrapped());
    }

    private @Nullable String explorer(String name, @Nullable ConfigValue value) {
        return value == null ? null : url(EndpointKind.EXPLORER, place(name, "explorer", value), value);
    }

    private @Nullable Duration blockTime(String name, @Nullable ConfigValue value) {
        if (value == null) {
            return null;
        }
        Place place = place(name, "block-time", value);
        String legal = "a duration above 0 with its unit, such as 12s or 450ms";
        String text = scalar(place, value, legal);
        // HOCON would take a bare number as milliseconds, and most people as seconds
        if (!text.isEmpty() && Character.isLetter(text.charAt(text.length() - 1))) {
            try {
                Duration time = value.atKey("time").getDuration("time");
                if (!time.isZero() && !time.isNegative()) {
                    return time;
                }
            } catch (ConfigException e) {
                // reported below, with the value
            }
        }
        throw place.wrong(is(value), legal);
    }

    private @Nullable BloomTrust bloom(String name, @Nullable ConfigValue value) {
        if (value == null) {
            return null;
        }
        Place place = place(name, "bloom", value);
        String legal = "exact, positive-only or none";
        return switch (scalar(place, value, legal)) {
            case "exact" -> BloomTrust.EXACT;
            case "positive-only", "positive_only" -> BloomTrust.POSITIVE_ONLY;
            case "none" -> BloomTrust.NONE;
            default -> throw place.wrong(is(value), legal);
        };
    }

    private @Nullable SystemLogs systemLogs(String name, @Nullable ConfigValue value) {
        if (value == null) {
            return null;
        }
        Place place = place(name, "system-logs", value);
        String legal = "include or exclude";
        return switch (scalar(place, value, legal)) {
            case "include" -> SystemLogs.INCLUDE;
            case "exclude" -> SystemLogs.EXCLUDE;
            default -> throw place.wrong(is(value), legal);
        };
    }

    private @Nullable Integer reorgDepth(String name, @Nullable ConfigValue value) {
        if (value == null) {
            return null;
        }
        Place place = place(name, "reorg-depth", value);
        String legal = "a whole number of blocks from 1 to " + DEEPEST;
        try {
            int blocks = Integer.parseInt(scalar(place, value, legal));
            if (blocks >= 1 && blocks <= DEEPEST) {
                return blocks;
            }
        } catch (NumberFormatException e) {
            // reported below, with the value
        }
        throw place.wrong(is(value), legal);
    }

    private @Nullable String successor(String name, @Nullable ConfigValue value) {
        return value == null
                ? null
                : scalar(place(name, "successor", value), value, "the name of a network, such as ethereum.sepolia");
    }

    private static String scalar(Place place, ConfigValue value, String legal) {
        return switch (value.valueType()) {
            case STRING, NUMBER, BOOLEAN -> value.unwrapped().toString().strip();
            case OBJECT, LIST, NULL -> throw place.wrong(is(value), legal);
        };
    }

    private static String is(ConfigValue value) {
        return switch (value.valueType()) {
            case STRING -> "is " + Shown.text((String) value.unwrapped());
            case NUMBER, BOOLEAN -> "is " + value.unwrapped();
            case OBJECT, LIST, NULL -> "is " + described(value.valueType());
        };
    }

    private static String described(ConfigValueType type) {
        return switch (type) {
            case OBJECT -> "a map";
            case LIST -> "a list";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case STRING -> "a text";
            case NULL -> "null";
        };
    }

    private Place place(String path, ConfigValue value) {
        return Place.inFile(ROOT + path, spelling.prefix() + path, value.origin());
    }

    private Place place(String network, String setting, ConfigValue value) {
        return Place.inFile(ROOT + network + "." + setting, written(ROOT + network + "." + setting), value.origin());
    }

    private String written(String path) {
        int dot = path.lastIndexOf('.') + 1;
        return spelling.prefix() + path.substring(ROOT.length(), dot) + spelling.written(path.substring(dot));
    }
}
