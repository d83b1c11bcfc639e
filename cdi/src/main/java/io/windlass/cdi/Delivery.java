package io.windlass.cdi;

import jakarta.enterprise.inject.spi.EventContext;
import jakarta.enterprise.inject.spi.EventMetadata;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An event on its way to one observer only, as if it had been fired with what that observer observes. */
final class Delivery<E> implements EventContext<E>, EventMetadata {
    private final E event;
    private final ObserverMethod<E> observer;

    Delivery(E event, ObserverMethod<E> observer) {
        this.event = event;
        this.observer = observer;
    }

    @Override
    public E getEvent() {
        return event;
    }

    @Override
    public EventMetadata getMetadata() {
        return this;
    }

    @Override
    public Set<Annotation> getQualifiers() {
        return observer.getObservedQualifiers();
    }

    @Override
    public Type getType() {
        return observer.getObservedType();
    }

    /** None: it was not fired through an injected {@code Event}. */
    @Override
    public @Nullable InjectionPoint getInjectionPoint() {
        return null;
    }
}
