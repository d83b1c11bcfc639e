package io.windlass.core.connection;

import io.windlass.CloseReason;
import io.windlass.ConnectionState;
import io.windlass.core.connection.ConnectionEvent.CloseRequested;
import io.windlass.core.connection.ConnectionEvent.GoodRead;
import io.windlass.core.connection.ConnectionEvent.LinkLost;
import io.windlass.core.connection.ConnectionEvent.OpenFailed;
import io.windlass.core.connection.ConnectionEvent.Opened;
import io.windlass.core.connection.ConnectionEvent.RetryDue;
import io.windlass.core.connection.ConnectionEvent.Rotated;
import io.windlass.core.connection.Phase.Step;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The connection's machine: a pure function from phase and event to the next phase. An event that means nothing in a phase,
 * or that belongs to an older generation, leaves it as it is.
 *
 * @param firstConnectRetries how often the first connect is tried again
 * @param maxReconnects how many attempts a reconnect may take
 */
record Transitions(int firstConnectRetries, OptionalInt maxReconnects) {
    Phase next(Phase now, ConnectionEvent event) {
        if (now.step() == Step.ENDED) {
            return now.state() == ConnectionState.FAILED && event instanceof CloseRequested close
                    ? ended(now, ConnectionState.CLOSED, close.reason())
                    : now;
        }
        if (event instanceof CloseRequested close) {
            return ended(now, ConnectionState.CLOSED, close.reason());
        }
        if (event instanceof Opened opened && now.step() == Step.OPENING && now.generation() == opened.generation()) {
            // what the first connect took is no part of a reconnect
            int failures = now.state() == ConnectionState.CONNECTING ? 0 : now.failures();
            return new Phase(ConnectionState.OPEN, Step.UP, now.generation(), failures, now.reason());
        }
        if (event instanceof OpenFailed failed
                && now.step() == Step.OPENING
                && now.generation() == failed.generation()) {
            return afterFailure(now, failed);
        }
        if (event instanceof LinkLost lost && now.hasLink(lost.generation())) {
            return afterLoss(now, lost);
        }
        if (event instanceof Rotated rotated && now.hasLink(rotated.generation())) {
            return new Phase(now.state(), Step.UP, rotated.next(), now.failures(), now.reason());
        }
        if (event instanceof RetryDue due && now.step() == Step.WAITING && now.generation() == due.generation()) {
            return new Phase(now.state(), Step.OPENING, due.next(), now.failures(), now.reason());
        }
        if (event instanceof GoodRead read && now.hasLink(read.generation())) {
            return new Phase(now.state(), Step.UP, now.generation(), 0, now.reason());
        }
        return now;
    }

    private Phase afterLoss(Phase now, LinkLost lost) {
        // each link that died before a good read was an attempt, and so would be the next
        int failures = now.failures() + 1;
        if (maxReconnects.isPresent() && failures > maxReconnects.getAsInt()) {
            return ended(now, ConnectionState.FAILED, lost.reason());
        }
        // at once the first time; a link that keeps dying before a good read waits like one that never came up
        boolean atOnce = now.failures() == 0;
        return new Phase(
                ConnectionState.RECONNECTING,
                atOnce ? Step.OPENING : Step.WAITING,
                atOnce ? lost.next() : now.generation(),
                failures,
                Optional.of(lost.reason()));
    }

    private Phase afterFailure(Phase now, OpenFailed failed) {
        int failures = now.failures() + 1;
        // the loss that began a reconnect counts as its first failure
        boolean exhausted = now.state() == ConnectionState.CONNECTING
                ? failures > firstConnectRetries
                : maxReconnects.isPresent() && failures > maxReconnects.getAsInt();
        if (failed.permanent() || exhausted) {
            return ended(
                    new Phase(now.state(), now.step(), now.generation(), failures, now.reason()),
                    ConnectionState.FAILED,
                    failed.reason());
        }
        return new Phase(now.state(), Step.WAITING, now.generation(), failures, Optional.of(failed.reason()));
    }

    private static Phase ended(Phase now, ConnectionState state, CloseReason reason) {
        return new Phase(state, Step.ENDED, now.generation(), now.failures(), Optional.of(reason));
    }
}
