package io.windlass;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** Reads the several shapes of a sync status. */
final class SyncStatusReader {
    private boolean syncing = true;
    private OptionalLong starting = OptionalLong.empty();
    private OptionalLong current = OptionalLong.empty();
    private OptionalLong highest = OptionalLong.empty();
    private final Map<String, Json> extra = new LinkedHashMap<>();

    private SyncStatusReader() {}

    static SyncStatus read(JsonReader in) {
        SyncStatusReader reader = new SyncStatusReader();
        if (in.peek() == JsonReader.Kind.BOOLEAN) {
            reader.syncing = in.bool();
        } else {
            reader.members(in);
        }
        return new SyncStatus(reader.syncing, reader.starting, reader.current, reader.highest, reader.extra);
    }

    private void members(JsonReader in) {
        in.beginObject();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            if (in.skipNull()) {
                continue;
            }
            switch (name.toLowerCase(Locale.ROOT)) {
                case "syncing" -> syncing = in.bool();
                case "status" -> members(in);
                case "startingblock" -> starting = block(in);
                case "currentblock" -> current = block(in);
                case "highestblock" -> highest = block(in);
                default -> extra.put(name, in.json());
            }
        }
    }

    /** A number where geth pushes its own structure, a quantity elsewhere. */
    private static OptionalLong block(JsonReader in) {
        return OptionalLong.of(in.peek() == JsonReader.Kind.NUMBER ? in.json().asLong() : in.quantity());
    }
}
