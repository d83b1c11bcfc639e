package io.windlass.cdi;

import io.windlass.BlockchainNetwork;
import io.windlass.ChainEvent;
import io.windlass.Feed;
import io.windlass.Feeds;
import io.windlass.Subscription;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.DefinitionException;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.enterprise.inject.spi.ProcessObserverMethod;
import java.lang.reflect.Member;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An observer method and the feed it stands for.
 *
 * @param name for people
 * @param network the network's full name
 * @param feed what it follows
 * @param method is notified of each event
 */
record ChainObserver<T>(String name, String network, Feed<T> feed, ObserverMethod<ChainEvent<T>> method) {
    private static final Logger LOG = LoggerFactory.getLogger(ChainObserver.class);
    private static final List<Feed<?>> FEEDS = List.of(Feeds.newHeads(), Feeds.logs(), Feeds.newPendingTransactions());

    static boolean observesChainEvent(ObserverMethod<?> method) {
        Type type = method.getObservedType();
        return type == ChainEvent.class || type instanceof ParameterizedType p && p.getRawType() == ChainEvent.class;
    }

    static String nameOf(ProcessObserverMethod<?, ?> event) {
        Class<?> bean = event.getObserverMethod().getBeanClass();
        // a synthetic observer has no method
        if (event.getAnnotatedMethod() == null) {
            return bean.getName();
        }
        Member method = event.getAnnotatedMethod().getJavaMember();
        return bean.getName() + "." + method.getName();
    }

    /**
     * Finds the feed for what the method observes.
     *
     * @throws DefinitionException if there is none
     */
    static ChainObserver<?> of(String name, String network, ObserverMethod<?> method) {
        for (Feed<?> feed : FEEDS) {
            if (method.getObservedType() instanceof ParameterizedType type
                    && type.getActualTypeArguments()[0] == feed.type()) {
                return withFeed(name, network, feed, method);
            }
        }
        throw new DefinitionException("observer " + name + " observes "
                + method.getObservedType().getTypeName()
                + ", which no feed delivers; observe ChainEvent<BlockHeader>, ChainEvent<Log> or ChainEvent<Hash>");
    }

    @SuppressWarnings("unchecked") // the feed's type is the event's type argument
    private static <T> ChainObserver<T> withFeed(String name, String network, Feed<T> feed, ObserverMethod<?> method) {
        return new ChainObserver<>(name, network, feed, (ObserverMethod<ChainEvent<T>>) method);
    }

    Subscription subscribe(BeanManager beans) {
        RequestContextController request =
                beans.createInstance().select(RequestContextController.class).get();
        return beans.createInstance()
                .select(BlockchainNetwork.class, Network.Literal.of(network))
                .get()
                .subscribe(feed)
                .onRemoved(event -> deliver(event, request))
                .onFailure(e -> LOG.error("observer {} gets no more events of network {}", name, network, e))
                .onEvent(event -> deliver(event, request));
    }

    private void deliver(ChainEvent<T> event, RequestContextController request) {
        boolean activated = request.activate();
        try {
            method.notify(new Delivery<>(event, method));
        } finally {
            if (activated) {
                request.deactivate();
            }
        }
    }
}
