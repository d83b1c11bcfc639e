package io.windlass.network.polygon;

import io.windlass.Address;
import io.windlass.Decoder;
import io.windlass.Feed;
import java.util.List;
import java.util.Map;

/** The feed that nodes of Polygon PoS add. Not every provider offers it; one that does not refuses to subscribe. */
public final class PolygonFeeds {
    private static final Feed<Deposit> ALL = new Deposits(Map.of());

    private PolygonFeeds() {}

    /** Each message of the bridge from Ethereum. Deposits cannot be re-read: what is missed is missed. */
    public static Feed<Deposit> newDeposits() {
        return ALL;
    }

    /** The deposits that a contract on Polygon receives; see {@link #newDeposits()}. */
    public static Feed<Deposit> newDeposits(Address contract) {
        return new Deposits(Map.of("Contract", contract));
    }

    /**
     * One deposit, by its id; see {@link #newDeposits()}.
     *
     * @throws IllegalArgumentException if the id is less than 1: nodes take 0 as any
     */
    public static Feed<Deposit> newDeposits(long id) {
        if (id < 1) {
            throw new IllegalArgumentException("the id of a deposit must be >= 1, was " + id);
        }
        return new Deposits(Map.of("ID", id));
    }

    private record Deposits(Map<String, Object> filter) implements Feed<Deposit> {
        @Override
        public String name() {
            return "newDeposits";
        }

        @Override
        public Class<Deposit> type() {
            return Deposit.class;
        }

        @Override
        public List<Object> subscribeParams() {
            return List.of(name(), filter);
        }

        @Override
        public Decoder<Deposit> decoder() {
            return Deposit::decode;
        }

        @Override
        public String toString() {
            return name() + filter;
        }
    }
}
