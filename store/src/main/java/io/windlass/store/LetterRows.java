package io.windlass.store;

import io.windlass.DeadLetter;
import io.windlass.DeadLetter.State;
import io.windlass.EventId;
import io.windlass.Hash;
import io.windlass.Json;
import io.windlass.Position;
import io.windlass.spi.FeedChange;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads and writes the dead letters of one feed. Transactions are the caller's. Not thread-safe. */
final class LetterRows {
    private static final List<String> KEYS = List.of("feed", "id");
    private static final List<String> OTHERS = List.of(
            "chain_id",
            "event_hash",
            "event_index",
            "number",
            "hash",
            "log_index",
            "occurrence",
            "removed",
            "payload",
            "causes",
            "attempts",
            "first_failure",
            "last_failure",
            "state");
    private static final Map<Dialect, String> PUT = Dialect.puts("windlass_letter", KEYS, OTHERS);
    private static final String SELECT =
            "SELECT id, " + String.join(", ", OTHERS) + " FROM windlass_letter WHERE feed = ? AND ";

    private final Statements statements;
    private final Dialect dialect;
    private final String feed;
    private final long row;

    LetterRows(Statements statements, Dialect dialect, String feed, long row) {
        this.statements = statements;
        this.feed = feed;
        this.row = row;
        this.dialect = dialect;
    }

    void write(FeedChange change) throws SQLException {
        put(change.letters());
        changeStates(change.letterStates());
        drop(change.droppedLetters());
    }

    void clear() throws SQLException {
        PreparedStatement delete = statements.of("DELETE FROM windlass_letter WHERE feed = ?");
        delete.setLong(1, row);
        delete.executeUpdate();
    }

    private void put(List<DeadLetter> letters) throws SQLException {
        if (letters.isEmpty()) {
            return;
        }
        PreparedStatement insert = statements.of(Objects.requireNonNull(PUT.get(dialect)));
        for (DeadLetter letter : letters) {
            insert.setLong(1, row);
            insert.setLong(2, letter.id());
            insert.setLong(3, letter.event().chainId());
            insert.setBytes(4, letter.event().hash().toArray());
            insert.setInt(5, letter.event().index());
            setPosition(insert, letter.position().orElse(null));
            insert.setInt(9, letter.occurrence());
            insert.setInt(10, letter.removed() ? 1 : 0);
            insert.setBytes(11, letter.payload().text().getBytes(StandardCharsets.UTF_8));
            insert.setString(12, CauseText.of(letter.causes()));
            insert.setInt(13, letter.attempts());
            insert.setLong(14, letter.firstFailure().toEpochMilli());
            insert.setLong(15, letter.lastFailure().toEpochMilli());
            insert.setInt(16, LetterState.code(letter.state()));
            insert.addBatch();
        }
        insert.executeBatch();
    }

    private static void setPosition(PreparedStatement insert, @Nullable Position position) throws SQLException {
        if (position == null) {
            insert.setNull(6, Types.BIGINT);
            insert.setNull(7, Types.BINARY);
            insert.setNull(8, Types.INTEGER);
        } else {
            insert.setLong(6, position.blockNumber());
            insert.setBytes(7, position.blockHash().toArray());
            insert.setInt(8, position.index());
        }
    }

    private void changeStates(Map<Long, State> states) throws SQLException {
        if (states.isEmpty()) {
            return;
        }
        PreparedStatement update =
                statements.of("UPDATE windlass_letter SET state = ? WHERE feed = ? AND id = ? AND state <> ?");
        for (Map.Entry<Long, State> change : states.entrySet()) {
            update.setInt(1, LetterState.code(change.getValue()));
            update.setLong(2, row);
            update.setLong(3, change.getKey());
            update.setInt(4, LetterState.code(State.RETRACTED));
            update.addBatch();
        }
        update.executeBatch();
    }

    private void drop(List<Long> ids) throws SQLException {
        if (ids.isEmpty()) {
            return;
        }
        PreparedStatement delete = statements.of("DELETE FROM windlass_letter WHERE feed = ? AND id = ?");
        for (long id : ids) {
            delete.setLong(1, row);
            delete.setLong(2, id);
            delete.addBatch();
        }
        delete.executeBatch();
    }

    /** The ids of what is to be replayed, in order. */
    List<Long> requeued() throws SQLException {
        PreparedStatement select =
                statements.of("SELECT id FROM windlass_letter WHERE feed = ? AND state = ? ORDER BY id");
        select.setLong(1, row);
        select.setInt(2, LetterState.code(State.REQUEUED));
        List<Long> ids = new ArrayList<>();
        try (ResultSet found = select.executeQuery()) {
            while (found.next()) {
                ids.add(found.getLong(1));
            }
        }
        return ids;
    }

    List<DeadLetter> page(long afterId, int limit) throws SQLException {
        PreparedStatement select = statements.of(SELECT + "id > ? ORDER BY id LIMIT ?");
        select.setLong(1, row);
        select.setLong(2, afterId);
        select.setInt(3, limit);
        List<DeadLetter> letters = new ArrayList<>();
        try (ResultSet found = select.executeQuery()) {
            while (found.next()) {
                letters.add(letter(found));
            }
        }
        return letters;
    }

    Optional<DeadLetter> one(long id) throws SQLException {
        PreparedStatement select = statements.of(SELECT + "id = ?");
        select.setLong(1, row);
        select.setLong(2, id);
        try (ResultSet found = select.executeQuery()) {
            return found.next() ? Optional.of(letter(found)) : Optional.empty();
        }
    }

    private DeadLetter letter(ResultSet found) throws SQLException {
        long id = found.getLong(1);
        Hash hash = Columns.hash(found, 3);
        EventId event = new EventId(found.getLong(2), hash, found.getInt(4));
        long number = found.getLong(5);
        Optional<Position> position = found.wasNull()
                ? Optional.empty()
                : Optional.of(new Position(number, Columns.hash(found, 6), found.getInt(7)));
        byte @Nullable [] payload = found.getBytes(10);
        if (payload == null) {
            throw new DamagedRowException("the payload of dead letter " + id + " is missing");
        }
        return new DeadLetter(
                id,
                feed,
                event,
                position,
                found.getInt(8),
                found.getInt(9) != 0,
                Json.of(new String(payload, StandardCharsets.UTF_8)),
                CauseText.parse(Columns.text(found, 11, "the causes of dead letter " + id)),
                found.getInt(12),
                Instant.ofEpochMilli(found.getLong(13)),
                Instant.ofEpochMilli(found.getLong(14)),
                LetterState.of(found.getInt(15)));
    }
}
