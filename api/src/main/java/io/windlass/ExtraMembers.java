package io.windlass;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Members without an accessor; makes no map until the first one. */
final class ExtraMembers {
    private @Nullable Map<String, Json> members;

    void add(String name, Json value) {
        if (members == null) {
            members = new LinkedHashMap<>();
        }
        members.put(name, value);
    }

    Map<String, Json> asMap() {
        return members == null ? Map.of() : Collections.unmodifiableMap(members);
    }
}
