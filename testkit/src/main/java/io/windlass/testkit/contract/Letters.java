package io.windlass.testkit.contract;

import io.windlass.DeadLetter;
import io.windlass.DeadLetter.Cause;
import io.windlass.DeadLetter.State;
import io.windlass.EventId;
import io.windlass.Hash;
import io.windlass.Json;
import io.windlass.Position;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Dead letters for tests. */
final class Letters {
    private Letters() {}

    /** A letter that its id tells from every other one of its feed. */
    static DeadLetter letter(String feed, long id, State state) {
        Hash block = new Hash(id, 0, 0, 5);
        return new DeadLetter(
                id,
                feed,
                new EventId(1, block, (int) (id % 1_000)),
                Optional.of(new Position(id, block, (int) (id % 1_000))),
                1 + (int) (id % 3),
                id % 2 == 0,
                Json.of("{\"id\":" + id + "}"),
                List.of(new Cause("java.lang.IllegalStateException", "letter " + id), new Cause("java.lang.Error", "")),
                (int) (id % 100),
                Instant.ofEpochMilli(id),
                Instant.ofEpochMilli(id + 1),
                state);
    }
}
