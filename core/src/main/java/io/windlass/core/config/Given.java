package io.windlass.core.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.windlass.ConfigurationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A value that a source gives to a setting. What is not as it must be is reported with its place and what it is instead.
 *
 * @param setting the setting's full name, the same in every kind of source
 * @param written its full name as the source spells it
 */
record Given(String setting, String written, ConfigValue value) {
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

    Place place() {
        return Place.inFile(setting, written, value.origin());
    }

    /** In the order of their names, so that of several faults always the same is reported. A null says nothing. */
    static SortedMap<String, ConfigValue> present(ConfigObject object) {
        SortedMap<String, ConfigValue> members = new TreeMap<>(object);
        members.values().removeIf(value -> value.valueType() == ConfigValueType.NULL);
        return members;
    }

    /** What a map gives to these settings. There must be no other in it. */
    Map<String, Given> settings(Spelling spelling, Collection<String> known) {
        Map<String, Given> given = new TreeMap<>();
        present(object("a map of settings")).forEach((name, member) -> {
            String meant = spelling.setting(name);
            if (!known.contains(meant)) {
                throw unknown(
                        name, member, known.stream().map(spelling::written).toList());
            }
            Given each = new Given(setting + "." + meant, written + "." + spelling.written(meant), member);
            if (given.put(meant, each) != null) {
                throw each.place().wrong("is given in two spellings", "given once");
            }
        });
        return given;
    }

    private ConfigurationException unknown(String name, ConfigValue member, List<String> known) {
        Place place = entry(name, member).place();
        return new ConfigurationException(
                place.shown() + " is not a setting;" + Nearest.suggestion(name, known) + " Known settings: "
                        + String.join(", ", known),
                place.setting(),
                null);
    }

    /** The entries of a map whose names are not ours, such as headers. */
    SortedMap<String, Given> entries(String legal) {
        SortedMap<String, Given> entries = new TreeMap<>();
        present(object(legal)).forEach((name, member) -> entries.put(name, entry(name, member)));
        return entries;
    }

    private Given entry(String name, ConfigValue member) {
        String shown = "." + (NAME.matcher(name).matches() ? name : Shown.text(name));
        return new Given(setting + shown, written + shown, member);
    }

    /** Itself, which must be a map. What it is instead may be a secret. */
    Given secretMap(String legal) {
        if (value.valueType() == ConfigValueType.OBJECT) {
            return this;
        }
        throw place().wrong("is " + kind(), legal);
    }

    private ConfigObject object(String legal) {
        if (value instanceof ConfigObject object) {
            return object;
        }
        throw wrong(legal);
    }

    /** The entries of a list; or the value itself, if it is none. */
    List<Given> each() {
        if (!(value instanceof List<?> list)) {
            return List.of(this);
        }
        List<Given> entries = new ArrayList<>();
        list.forEach(entry -> entries.add(new Given(setting, written, (ConfigValue) entry)));
        return entries;
    }

    /** A text, a number, true or false, as it was written. */
    String scalar(String legal) {
        return switch (value.valueType()) {
            case STRING, NUMBER, BOOLEAN ->
                value.atKey("scalar").getString("scalar").strip();
            case OBJECT, LIST, NULL -> throw wrong(legal);
        };
    }

    /** A text that may be a secret: it is never shown. */
    String secret() {
        return scalar("a text");
    }

    long whole(long from, long to, String legal) {
        try {
            long number = Long.parseLong(scalar(legal));
            if (number >= from && number <= to) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below, with the value
        }
        throw wrong(legal);
    }

    int whole(int from, int to) {
        return (int) whole(from, to, "a whole number from " + from + " to " + to);
    }

    double number(DoublePredicate inRange, String legal) {
        try {
            double number = Double.parseDouble(scalar(legal));
            if (inRange.test(number) && Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below, with the value
        }
        throw wrong(legal);
    }

    boolean flag() {
        String legal = "true or false";
        return switch (scalar(legal)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(legal);
        };
    }

    Duration duration(Predicate<Duration> inRange, String legal) {
        String text = scalar(legal);
        // HOCON would take a bare number as milliseconds, and most people as seconds
        if (!text.isEmpty() && Character.isLetter(text.charAt(text.length() - 1))) {
            try {
                Duration time = value.atKey("time").getDuration("time");
                if (inRange.test(time)) {
                    return time;
                }
            } catch (ConfigException e) {
                // reported below, with the value
            }
        }
        throw wrong(legal);
    }

    Duration durationAboveZero() {
        return duration(
                time -> !time.isZero() && !time.isNegative(), "a duration above 0 with its unit, such as 12s or 450ms");
    }

    Duration durationFromZero() {
        return duration(time -> !time.isNegative(), "a duration of 0 or more with its unit, such as 12s or 450ms");
    }

    ConfigurationException wrong(String legal) {
        return place().wrong(is(), legal);
    }

    private String is() {
        return switch (value.valueType()) {
            case STRING -> "is " + Shown.text((String) value.unwrapped());
            case NUMBER, BOOLEAN -> "is " + value.unwrapped();
            case OBJECT, LIST, NULL -> "is " + kind();
        };
    }

    /** What kind of value it is. */
    String kind() {
        return switch (value.valueType()) {
            case OBJECT -> "a map";
            case LIST -> "a list";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case STRING -> "a text";
            case NULL -> "null";
        };
    }
}
