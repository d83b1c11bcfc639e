package io.windlass.core.wiring;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Loads providers one by one, so that a broken one harms no other. */
final class Services {
    private Services() {}

    /**
     * All providers that can be loaded.
     *
     * @param load {@code ServiceLoader::load}, called here by the module that declares the use
     * @param broken gets a line for each that cannot
     */
    static <S> List<S> load(
            Class<S> service, BiFunction<Class<S>, ClassLoader, ServiceLoader<S>> load, List<String> broken) {
        Map<String, S> found = new LinkedHashMap<>();
        for (ClassLoader loader : loaders()) {
            Iterator<S> providers = load.apply(service, loader).iterator();
            for (S next = next(providers, broken); next != null; next = next(providers, broken)) {
                found.putIfAbsent(next.getClass().getName(), next);
            }
        }
        return List.copyOf(found.values());
    }

    private static <S> @Nullable S next(Iterator<S> providers, List<String> broken) {
        while (true) {
            try {
                return providers.hasNext() ? providers.next() : null;
            } catch (ServiceConfigurationError e) {
                broken.add(String.valueOf(e.getMessage()));
            }
        }
    }

    /** This module's loader and the calling thread's, where plugins may be. */
    private static List<ClassLoader> loaders() {
        List<ClassLoader> loaders = new ArrayList<>(List.of(Services.class.getClassLoader()));
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (context != null && !loaders.contains(context)) {
            loaders.add(context);
        }
        return loaders;
    }
}
