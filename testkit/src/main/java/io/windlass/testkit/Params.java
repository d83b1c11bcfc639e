package io.windlass.testkit;

import io.windlass.JsonReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The parameters of a call: strings, booleans, lists, maps, and null; numbers as {@link io.windlass.Json}. */
final class Params {
    static final Params NONE = new Params(List.of());

    private final List<@Nullable Object> values;

    private Params(List<@Nullable Object> values) {
        this.values = values;
    }

    static Params read(JsonReader in) {
        return new Params(array(in));
    }

    private static List<@Nullable Object> array(JsonReader in) {
        List<@Nullable Object> out = new ArrayList<>();
        in.beginArray();
        while (in.nextElement()) {
            out.add(value(in));
        }
        return out;
    }

    private static @Nullable Object value(JsonReader in) {
        return switch (in.peek()) {
            case STRING -> in.string();
            case BOOLEAN -> in.bool();
            case NUMBER -> in.json();
            case ARRAY -> array(in);
            case OBJECT -> object(in);
            case NULL -> {
                in.skip();
                yield null;
            }
        };
    }

    private static Map<String, @Nullable Object> object(JsonReader in) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        in.beginObject();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            out.put(name, value(in));
        }
        return out;
    }

    void atMost(int count) {
        if (values.size() > count) {
            throw RpcFault.invalidParams("too many arguments, want at most " + count);
        }
    }

    @Nullable
    Object at(int index) {
        return index < values.size() ? values.get(index) : null;
    }

    String string(int index) {
        return required(index, String.class, "a string");
    }

    boolean bool(int index) {
        return at(index) == null ? false : required(index, Boolean.class, "true or false");
    }

    Map<?, ?> object(int index) {
        return required(index, Map.class, "an object");
    }

    /** A string that {@code parse} reads; what it throws becomes the error of the call. */
    <T> T parsed(int index, Function<String, T> parse) {
        return parse(index, string(index), parse);
    }

    static <T> T parse(int index, String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw RpcFault.invalidParams("invalid argument " + index + ": " + e.getMessage());
        }
    }

    private <T> T required(int index, Class<T> type, String what) {
        Object value = at(index);
        if (value == null) {
            throw RpcFault.invalidParams("missing value for required argument " + index);
        }
        if (!type.isInstance(value)) {
            throw RpcFault.invalidParams("invalid argument " + index + ": expected " + what);
        }
        return type.cast(value);
    }
}
