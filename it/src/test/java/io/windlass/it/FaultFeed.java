package io.windlass.it;

import io.windlass.Decoder;
import io.windlass.Feed;
import io.windlass.Json;
import io.windlass.JsonReader;
import java.util.List;

/** A feed that no node offers. */
record FaultFeed(String name) implements Feed<Json> {
    @Override
    public Class<Json> type() {
        return Json.class;
    }

    @Override
    public List<Object> subscribeParams() {
        return List.of(name);
    }

    @Override
    public Decoder<Json> decoder() {
        return JsonReader::json;
    }
}
