package io.windlass.testkit;

import io.windlass.JsonReader;
import org.jspecify.annotations.Nullable;

/**
 * One call as it came in.
 *
 * @param id the JSON text of its id; {@code null} without one
 * @param method null if what came in is no request
 * @param params null if they are no array
 */
record RpcRequest(
        String id, @Nullable String method, @Nullable Params params) {
    private static final String NO_ID = "null";

    static RpcRequest read(JsonReader in) {
        if (in.peek() != JsonReader.Kind.OBJECT) {
            in.skip();
            return new RpcRequest(NO_ID, null, null);
        }
        String id = NO_ID;
        String method = null;
        boolean valid = false;
        Params params = Params.NONE;
        in.beginObject();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            JsonReader.Kind kind = in.peek();
            if (name.equals("jsonrpc") && kind == JsonReader.Kind.STRING) {
                valid = in.string().equals("2.0");
            } else if (name.equals("id") && (kind == JsonReader.Kind.STRING || kind == JsonReader.Kind.NUMBER)) {
                id = in.json().text();
            } else if (name.equals("method") && kind == JsonReader.Kind.STRING) {
                method = in.string();
            } else if (name.equals("params") && kind == JsonReader.Kind.ARRAY) {
                params = Params.read(in);
            } else {
                if (name.equals("params") && kind != JsonReader.Kind.NULL) {
                    params = null;
                }
                in.skip();
            }
        }
        return new RpcRequest(id, valid ? method : null, params);
    }
}
