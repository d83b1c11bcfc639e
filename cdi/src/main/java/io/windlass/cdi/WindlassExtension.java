package io.windlass.cdi;

import io.windlass.BlockchainConfig;
import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import io.windlass.BlockchainException;
import io.windlass.BlockchainNetwork;
import io.windlass.ChainEvent;
import io.windlass.ManagerConfig;
import io.windlass.NetworkConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Shutdown;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.DefinitionException;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.enterprise.inject.spi.ProcessBean;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import jakarta.enterprise.inject.spi.ProcessObserverMethod;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.lang.annotation.Annotation;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes Windlass part of a CDI container. Found by the container; needs no registration.
 *
 * <p><b>Beans.</b> {@link BlockchainConnectionManager} (application scoped; made when first used, closed with the
 * container), {@link BlockchainConfig}, and a {@link BlockchainNetwork} qualified by {@link Network} for each configured
 * network, which connects when first used. An application that produces a {@link ManagerConfig} or a {@link
 * BlockchainConfig} with the default qualifier decides what the manager is made with; if it produces both, the first must
 * hold the networks. If it produces either, the networks with a bean
 * are those that an injection point or an observer names; others are reached through the manager.
 *
 * <p><b>Observers.</b> {@code @Observes @Network("…") ChainEvent<T>}, with {@code BlockHeader}, {@code Log} or {@code Hash}
 * for {@code T}, gets its own unnamed subscription to new heads, all logs or pending transactions. It sees additions and
 * removals: check {@link ChainEvent#removed()}. It runs on the subscription's thread, one event at a time and in order, with
 * the request context active; a slow observer holds up no other. An event that it throws an exception on is observed again,
 * after a pause, until it does not, and what follows waits; after an {@link Error} the next event follows. See {@link
 * io.windlass.RetryPolicy#unlimited()}.
 *
 * <p><b>Start and end.</b> The container does not start if a network that is named anywhere is not configured, or if an
 * observer's subscription does not go live within 2 minutes. When it ends, subscriptions stop before beans are destroyed; an
 * observer that is running has 10 s to return.
 */
public final class WindlassExtension implements Extension {
    private static final Logger LOG = LoggerFactory.getLogger(WindlassExtension.class);

    private final Set<String> namedNetworks = new TreeSet<>();
    private final List<ChainObserver<?>> observers = new ArrayList<>();
    // told at validation, where containers show a message rather than a stack trace
    private final List<Throwable> problems = new ArrayList<>();
    private boolean applicationHasManagerConfig;
    private boolean applicationHasNetworks;
    private Settings settings = new Settings(false, false, Optional.empty());
    private @Nullable ObserverSubscriptions subscriptions;
    private volatile @Nullable BlockchainConnectionManager manager;

    /** For the container. */
    public WindlassExtension() {}

    void noteBean(@Observes ProcessBean<?> event) {
        Bean<?> bean = event.getBean();
        if (bean.getQualifiers().contains(Default.Literal.INSTANCE)) {
            applicationHasManagerConfig |= bean.getTypes().contains(ManagerConfig.class);
            applicationHasNetworks |= bean.getTypes().contains(BlockchainConfig.class);
        }
    }

    void noteInjectionPoint(@Observes ProcessInjectionPoint<?, ?> event) {
        InjectionPoint point = event.getInjectionPoint();
        if (asksForNetwork(point.getType())) {
            network(point.getQualifiers()).ifPresent(namedNetworks::add);
        }
    }

    void noteObserver(@Observes ProcessObserverMethod<?, ?> event) {
        if (!ChainObserver.observesChainEvent(event.getObserverMethod())) {
            return;
        }
        String name = ChainObserver.nameOf(event);
        Optional<String> network = network(event.getObserverMethod().getObservedQualifiers());
        if (network.isEmpty()) {
            LOG.warn("observer {} names no network and gets no events; add @Network(\"…\") to its parameter", name);
            return;
        }
        try {
            observers.add(ChainObserver.of(name, network.get(), event.getObserverMethod()));
            namedNetworks.add(network.get());
        } catch (DefinitionException e) {
            problems.add(e);
        }
    }

    void addBeans(@Observes AfterBeanDiscovery event) {
        settings = new Settings(applicationHasManagerConfig, applicationHasNetworks, Optional.empty());
        try {
            settings = settings.loadedUnlessGiven();
        } catch (BlockchainException e) {
            problems.add(e);
        }
        if (!applicationHasNetworks) {
            event.<BlockchainConfig>addBean()
                    .id("io.windlass.cdi.config")
                    .types(BlockchainConfig.class, Object.class)
                    .scope(Singleton.class)
                    .produceWith(settings::networks);
        }
        event.<BlockchainConnectionManager>addBean()
                .id("io.windlass.cdi.manager")
                .types(BlockchainConnectionManager.class, Object.class)
                .scope(ApplicationScoped.class)
                .produceWith(beans -> manager = BlockchainConnectionManager.create(settings.managerConfig(beans)))
                .disposeWith((made, beans) -> made.close());

        Set<String> networks = new TreeSet<>(namedNetworks);
        settings.networksKnownAtDiscovery().forEach(network -> networks.add(network.name()));
        for (String name : networks) {
            event.<BlockchainNetwork>addBean()
                    .id("io.windlass.cdi.network." + name)
                    .types(BlockchainNetwork.class, BlockchainConnection.class, Object.class)
                    .qualifiers(Network.Literal.of(name))
                    .scope(ApplicationScoped.class)
                    .produceWith(beans -> beans.select(BlockchainConnectionManager.class)
                            .get()
                            .network(name));
        }
    }

    void check(@Observes AfterDeploymentValidation event, BeanManager beans) {
        if (problems.isEmpty()) {
            checkConfiguration(beans);
        }
        problems.forEach(event::addDeploymentProblem);
    }

    private void checkConfiguration(BeanManager beans) {
        try {
            BlockchainConfig config = settings.managerConfig(beans.createInstance())
                    .networks()
                    .orElseGet(() -> beans.createInstance()
                            .select(BlockchainConfig.class)
                            .get());
            namedNetworks.forEach(name -> requireEndpoint(config.network(name)));
        } catch (BlockchainException e) {
            problems.add(e);
        }
    }

    // the last of all that start: observers may need what the application's own start-up prepares
    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_AFTER) Startup event, BeanManager beans) {
        // Weld fires the event once for each module of a deployment
        if (!observers.isEmpty() && subscriptions == null) {
            try {
                subscriptions = ObserverSubscriptions.start(observers, beans);
            } catch (RuntimeException e) {
                // a container that did not start does not destroy its beans
                BlockchainConnectionManager made = manager;
                if (made != null) {
                    made.close();
                }
                throw e;
            }
        }
    }

    // the first of all that end
    void stop(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) Shutdown event) {
        if (subscriptions != null) {
            subscriptions.close();
        }
    }

    private static boolean asksForNetwork(Type type) {
        return type == BlockchainNetwork.class
                || type == BlockchainConnection.class
                // Instance<BlockchainNetwork>, Provider<BlockchainNetwork>
                || type instanceof ParameterizedType p
                        && Arrays.stream(p.getActualTypeArguments()).anyMatch(WindlassExtension::asksForNetwork);
    }

    private static Optional<String> network(Set<Annotation> qualifiers) {
        return qualifiers.stream()
                .filter(Network.class::isInstance)
                .map(q -> ((Network) q).value())
                .findFirst();
    }

    private static void requireEndpoint(NetworkConfig network) {
        if (network.rpcUrls().isEmpty()) {
            network.wsUrl();
        }
    }
}
