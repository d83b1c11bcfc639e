package io.windlass.testkit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON value as the tests look at it; read without the testkit's own reader. */
record Tree(Object value) {
    static Tree of(String json) {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            parser.nextToken();
            Tree tree = new Tree(read(parser));
            if (parser.nextToken() != null) {
                throw new AssertionError("more than one value in " + json);
            }
            return tree;
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }

    private static Object read(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> out = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    out.put(name, read(parser));
                }
                return out;
            }
            case START_ARRAY -> {
                List<Object> out = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    out.add(read(parser));
                }
                return out;
            }
            case VALUE_STRING -> {
                return parser.getText();
            }
            case VALUE_NUMBER_INT -> {
                return parser.getBigIntegerValue();
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                return parser.getBooleanValue();
            }
            case VALUE_NULL -> {
                return null;
            }
            default -> throw new AssertionError(parser.currentToken());
        }
    }

    boolean has(String name) {
        return ((Map<?, ?>) value).containsKey(name);
    }

    Tree at(String name) {
        if (!has(name)) {
            throw new AssertionError("no " + name + " in " + value);
        }
        return new Tree(((Map<?, ?>) value).get(name));
    }

    Tree at(int index) {
        return new Tree(((List<?>) value).get(index));
    }

    List<Tree> elements() {
        List<Tree> out = new ArrayList<>();
        ((List<?>) value).forEach(element -> out.add(new Tree(element)));
        return out;
    }

    String text() {
        return (String) value;
    }

    /** A quantity, or a plain number. */
    long number() {
        return value instanceof Number n ? n.longValue() : Long.decode(text());
    }
}
