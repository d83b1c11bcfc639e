package io.windlass.store;

import io.windlass.Bytes;
import io.windlass.DeadLetter;
import io.windlass.FencedException;
import io.windlass.Position;
import io.windlass.spi.BlockMark;
import io.windlass.spi.Checkpoint;
import io.windlass.spi.FeedChange;
import io.windlass.spi.FeedIdentity;
import io.windlass.spi.WindowEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes one feed's rows through one connection, on behalf of one epoch. Transactions are the caller's. Statements
 * are prepared once. Not thread-safe.
 */
final class FeedRows implements AutoCloseable {
    /**
     * The first statement of every change: it takes the feed's row, so that nobody can acquire the feed until the change is
     * committed, and finds out whether somebody did.
     */
    private static final String ACKNOWLEDGE = "UPDATE windlass_feed SET"
            + " acked_through = CASE WHEN acked_through < ? THEN ? ELSE acked_through END,"
            + " acked_number = CASE WHEN acked_through <= ? THEN COALESCE(?, acked_number) ELSE acked_number END,"
            + " acked_hash = CASE WHEN acked_through <= ? THEN COALESCE(?, acked_hash) ELSE acked_hash END,"
            + " acked_index = CASE WHEN acked_through <= ? THEN COALESCE(?, acked_index) ELSE acked_index END"
            + " WHERE id = ? AND epoch = ? AND chain_id IS NOT NULL";

    private static final String SET_BACK = "UPDATE windlass_feed SET acked_number = ?, acked_hash = ?, acked_index = ?"
            + " WHERE id = ? AND epoch = ? AND (acked_number > ? OR acked_number = ? AND acked_index > ?)";

    private static final String START_OVER = "UPDATE windlass_feed SET"
            + " chain_id = ?, genesis_hash = ?, fingerprint = ?, start_block = ?,"
            + " acked_through = 0, acked_number = NULL, acked_hash = NULL, acked_index = NULL"
            + " WHERE id = ? AND epoch = ?";

    private static final String CONTINUE_AS = "UPDATE windlass_feed SET"
            + " chain_id = ?, genesis_hash = ?, fingerprint = ?, start_block = ? WHERE id = ? AND epoch = ?";

    private static final Map<Dialect, String> PUT_MARK =
            Dialect.puts("windlass_mark", List.of("feed", "number"), List.of("hash"));

    private static final Map<Dialect, String> PUT_ENTRY = Dialect.puts(
            "windlass_entry",
            List.of("feed", "number", "hash", "log_index"),
            List.of("sequence", "occurrence", "state", "payload"));

    private final Statements statements;
    private final LetterRows letters;
    private final Dialect dialect;
    private final String feed;
    private final long id;
    private final long epoch;

    /**
     * @param feed the feed's name
     * @param id the number of its row
     * @param epoch the epoch that its row must have
     * @param patienceSeconds how long a statement may wait for the row where others hold it; 0 for as long as the database
     *     lets it
     */
    FeedRows(Connection connection, Dialect dialect, String feed, long id, long epoch, int patienceSeconds) {
        statements = new Statements(connection, patienceSeconds);
        letters = new LetterRows(statements, dialect, feed, id);
        this.feed = feed;
        this.id = id;
        this.epoch = epoch;
        this.dialect = dialect;
    }

    // ---- writing

    void write(FeedChange change) throws SQLException {
        if (change.identity().isPresent()) {
            startOver(change.identity().get());
        }
        if (change.setBackTo().isPresent()) {
            setBack(change.setBackTo().get());
        }
        acknowledge(change);
        if (change.continuedAs().isPresent()) {
            identify(CONTINUE_AS, change.continuedAs().get());
        }
        if (change.forgetPathFrom().isPresent()) {
            delete("windlass_mark", "number >= ?", change.forgetPathFrom().getAsLong());
        }
        if (change.forgetBelow().isPresent()) {
            long below = change.forgetBelow().getAsLong();
            delete("windlass_mark", "number < ?", below);
            delete("windlass_entry", "number < ?", below);
        }
        putMarks(change.keptMarks());
        putMarks(change.path());
        putEntries(change.entries());
        letters.write(change);
    }

    private void startOver(FeedIdentity identity) throws SQLException {
        identify(START_OVER, identity);
        delete("windlass_mark", "number >= ?", 0);
        delete("windlass_entry", "number >= ?", 0);
        letters.clear();
    }

    private void identify(String sql, FeedIdentity identity) throws SQLException {
        PreparedStatement update = statements.taking(sql);
        update.setLong(1, identity.chainId());
        update.setBytes(2, identity.genesisHash().toArray());
        update.setString(3, identity.feed());
        update.setLong(4, identity.startBlock());
        update.setLong(5, id);
        update.setLong(6, epoch);
        if (update.executeUpdate() == 0) {
            throw new FencedException(feed, epoch);
        }
    }

    private void setBack(Position to) throws SQLException {
        PreparedStatement update = statements.taking(SET_BACK);
        update.setLong(1, to.blockNumber());
        update.setBytes(2, to.blockHash().toArray());
        update.setInt(3, to.index());
        update.setLong(4, id);
        update.setLong(5, epoch);
        update.setLong(6, to.blockNumber());
        update.setLong(7, to.blockNumber());
        update.setInt(8, to.index());
        update.executeUpdate(); // none is changed where the position is no later; whether it is ours is seen next
    }

    private void acknowledge(FeedChange change) throws SQLException {
        PreparedStatement update = statements.taking(ACKNOWLEDGE);
        long through = change.acknowledgedThrough().orElse(0);
        update.setLong(1, through);
        update.setLong(2, through);
        update.setLong(3, through);
        update.setLong(5, through);
        update.setLong(7, through);
        if (change.acknowledged().isPresent()) {
            Position position = change.acknowledged().get();
            update.setLong(4, position.blockNumber());
            update.setBytes(6, position.blockHash().toArray());
            update.setInt(8, position.index());
        } else {
            update.setNull(4, Types.BIGINT);
            update.setNull(6, Types.BINARY);
            update.setNull(8, Types.INTEGER);
        }
        update.setLong(9, id);
        update.setLong(10, epoch);
        if (update.executeUpdate() == 0) {
            requireOwned();
            throw new IllegalStateException(
                    "nothing is kept of feed '" + feed + "' yet; its first change must bring an identity");
        }
    }

    private void delete(String table, String condition, long number) throws SQLException {
        PreparedStatement delete = statements.of("DELETE FROM " + table + " WHERE feed = ? AND " + condition);
        delete.setLong(1, id);
        delete.setLong(2, number);
        delete.executeUpdate();
    }

    private void putMarks(List<BlockMark> marks) throws SQLException {
        if (marks.isEmpty()) {
            return;
        }
        PreparedStatement put = statements.of(Objects.requireNonNull(PUT_MARK.get(dialect)));
        for (BlockMark mark : marks) {
            put.setLong(1, id);
            put.setLong(2, mark.number());
            put.setBytes(3, mark.hash().toArray());
            put.addBatch();
        }
        put.executeBatch();
    }

    private void putEntries(List<WindowEntry> entries) throws SQLException {
        if (entries.isEmpty()) {
            return;
        }
        PreparedStatement put = statements.of(Objects.requireNonNull(PUT_ENTRY.get(dialect)));
        for (WindowEntry entry : entries) {
            Position position = entry.position();
            put.setLong(1, id);
            put.setLong(2, position.blockNumber());
            put.setBytes(3, position.blockHash().toArray());
            put.setInt(4, position.index());
            put.setLong(5, entry.sequence());
            put.setInt(6, entry.occurrence());
            put.setInt(7, EntryState.code(entry.state()));
            put.setBytes(8, entry.payload().toArray());
            put.addBatch();
        }
        put.executeBatch();
    }

    // ---- reading

    /** Fails if the feed was acquired again. */
    void requireOwned() throws SQLException {
        PreparedStatement select = statements.of("SELECT epoch FROM windlass_feed WHERE id = ?");
        select.setLong(1, id);
        try (ResultSet row = select.executeQuery()) {
            if (!row.next() || row.getLong(1) != epoch) {
                throw new FencedException(feed, epoch);
            }
        }
    }

    /**
     * Takes the feed's row, so that nobody else changes the checkpoint before this transaction ends, and says up to which
     * sequence everything is acknowledged.
     */
    long lock() throws SQLException {
        PreparedStatement update =
                statements.taking("UPDATE windlass_feed SET acked_through = acked_through WHERE id = ? AND epoch = ?");
        update.setLong(1, id);
        update.setLong(2, epoch);
        if (update.executeUpdate() == 0) {
            throw new FencedException(feed, epoch);
        }
        PreparedStatement select = statements.of("SELECT acked_through FROM windlass_feed WHERE id = ?");
        select.setLong(1, id);
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    Optional<Checkpoint> read() throws SQLException {
        PreparedStatement select = statements.of("SELECT chain_id, genesis_hash, fingerprint, start_block,"
                + " acked_through, acked_number, acked_hash, acked_index FROM windlass_feed WHERE id = ?");
        select.setLong(1, id);
        try (ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            long chainId = row.getLong(1);
            if (row.wasNull()) {
                return Optional.empty();
            }
            FeedIdentity identity = new FeedIdentity(
                    chainId, Columns.hash(row, 2), Columns.text(row, 3, "the fingerprint of the feed"), row.getLong(4));
            long through = row.getLong(5);
            long number = row.getLong(6);
            Optional<Position> acknowledged = row.wasNull()
                    ? Optional.empty()
                    : Optional.of(new Position(number, Columns.hash(row, 7), row.getInt(8)));
            return Optional.of(
                    new Checkpoint(identity, acknowledged, through, window(through), path(), letters.requeued()));
        }
    }

    private List<WindowEntry> window(long acknowledgedThrough) throws SQLException {
        PreparedStatement select = statements.of("SELECT sequence, number, hash, log_index, occurrence, state, payload"
                + " FROM windlass_entry WHERE feed = ? ORDER BY sequence");
        select.setLong(1, id);
        List<WindowEntry> window = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                Position position = new Position(row.getLong(2), Columns.hash(row, 3), row.getInt(4));
                byte @Nullable [] payload = row.getBytes(7);
                WindowEntry entry = new WindowEntry(
                        row.getLong(1),
                        position,
                        row.getInt(5),
                        EntryState.of(row.getInt(6)),
                        payload == null ? Bytes.EMPTY : Bytes.of(payload));
                window.add(Acknowledgement.seen(entry, acknowledgedThrough));
            }
        }
        return window;
    }

    private List<BlockMark> path() throws SQLException {
        PreparedStatement select =
                statements.of("SELECT number, hash FROM windlass_mark WHERE feed = ? ORDER BY number");
        select.setLong(1, id);
        List<BlockMark> path = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                path.add(new BlockMark(row.getLong(1), Columns.hash(row, 2)));
            }
        }
        return path;
    }

    List<DeadLetter> letters(long afterId, int limit) throws SQLException {
        return letters.page(afterId, limit);
    }

    Optional<DeadLetter> letter(long letterId) throws SQLException {
        return letters.one(letterId);
    }

    @Override
    public void close() throws SQLException {
        statements.close();
    }
}
