package io.windlass.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.windlass.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the parameters of a call: a JSON array, whose elements are passed on as they are written. */
final class Params {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Params() {}

    /**
     * The elements of the array.
     *
     * @throws UsageException if the text is no JSON array; says where it goes wrong
     */
    static List<Json> parse(String text) {
        List<Json> elements = new ArrayList<>();
        try (JsonParser in = FACTORY.createParser(text)) {
            boolean array = in.nextToken() == JsonToken.START_ARRAY;
            if (in.currentToken() == null) {
                throw new UsageException("PARAMS-JSON is empty; without parameters leave it out");
            }
            while (array && in.nextToken() != JsonToken.END_ARRAY) {
                int start = (int) in.currentTokenLocation().getCharOffset();
                in.skipChildren();
                in.finishToken();
                elements.add(
                        Json.of(text.substring(start, (int) in.currentLocation().getCharOffset())));
            }
            in.skipChildren();
            if (in.nextToken() != null) {
                throw new UsageException("PARAMS-JSON goes on after its end, at column "
                        + in.currentTokenLocation().getColumnNr() + "; give one JSON array");
            }
            if (!array) {
                throw new UsageException(
                        "PARAMS-JSON must be a JSON array; wrap the value in brackets: '[" + text.strip() + "]'");
            }
        } catch (JsonProcessingException e) {
            throw new UsageException(
                    "PARAMS-JSON is not JSON at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ": " + reason(e)
                            + "; quote it for the shell like '[\"latest\", false]'",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read a text in memory", e);
        }
        return elements;
    }

    /** What the parser says, without its asides. */
    private static String reason(JsonProcessingException e) {
        return e.getOriginalMessage().replaceAll("(?s)(: was expecting| \\(start marker| \\(JSON String).*", "");
    }
}
