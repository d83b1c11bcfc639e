package io.windlass.cdi;

import io.windlass.BlockchainException;
import io.windlass.Subscription;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.DeploymentException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The subscriptions of all observers of a container, from its start to its end. */
final class ObserverSubscriptions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ObserverSubscriptions.class);

    /** Longer than a first connect with all its retries takes by default. */
    private static final Duration TIME_TO_GO_LIVE = Duration.ofMinutes(2);

    private static final Duration TIME_TO_RETURN = Duration.ofSeconds(10);

    private final Map<ChainObserver<?>, Subscription> subscriptions = new LinkedHashMap<>();

    private ObserverSubscriptions() {}

    /**
     * Subscribes every observer and waits until all are live.
     *
     * @throws DeploymentException if one does not get there; the others go on until the manager is closed
     */
    static ObserverSubscriptions start(List<ChainObserver<?>> observers, BeanManager beans) {
        ObserverSubscriptions started = new ObserverSubscriptions();
        // all at once first, so that networks connect side by side
        for (ChainObserver<?> observer : observers) {
            started.subscribe(observer, beans);
        }
        started.subscriptions.forEach(ObserverSubscriptions::awaitLive);
        return started;
    }

    private void subscribe(ChainObserver<?> observer, BeanManager beans) {
        try {
            subscriptions.put(observer, observer.subscribe(beans));
        } catch (BlockchainException | UnsupportedOperationException e) {
            throw notStarted(observer, String.valueOf(e.getMessage()), e);
        }
    }

    private static void awaitLive(ChainObserver<?> observer, Subscription subscription) {
        // one that ends before it is live says why in how it ended
        CompletableFuture<Void> outcome = subscription.live().exceptionallyCompose(notLive -> subscription.ended());
        try {
            outcome.get(TIME_TO_GO_LIVE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw notStarted(observer, String.valueOf(cause.getMessage()), cause);
        } catch (TimeoutException e) {
            throw notStarted(observer, "not live after " + TIME_TO_GO_LIVE.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notStarted(observer, "interrupted while waiting", e);
        }
    }

    private static DeploymentException notStarted(ChainObserver<?> observer, String why, Throwable cause) {
        return new DeploymentException(
                "observer " + observer.name() + " cannot follow network " + observer.network() + ": " + why, cause);
    }

    /** Stops them all; waits for observers that are running. Idempotent. */
    @Override
    public void close() {
        subscriptions.values().forEach(Subscription::close);
        CompletableFuture<?>[] ended = subscriptions.values().stream()
                .map(Subscription::ended)
                // how it ended was told when it did
                .map(end -> end.handle((ok, failure) -> null))
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ended).get(TIME_TO_RETURN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("observers still run after {}; the container goes on closing", TIME_TO_RETURN);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
