package io.windlass.core.wiring;

import io.windlass.PluginException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.BiFunction;
import java.util.function.Function;
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

    /**
     * The one provider of this name.
     *
     * @param kind what it provides, for the message
     * @param advice what to do if there is none
     * @throws PluginException if there is none, or more than one
     */
    static <S> S named(
            String name, List<S> found, Function<S, String> nameOf, List<String> broken, String kind, String advice) {
        List<S> wanted = found.stream()
                .filter(provider -> nameOf.apply(provider).equals(name))
                .toList();
        if (wanted.size() == 1) {
            return wanted.get(0);
        }
        if (wanted.isEmpty()) {
            throw new PluginException(
                    "no " + kind + " is called '" + name + "', found "
                            + found.stream().map(nameOf).toList()
                            + (broken.isEmpty() ? "" : " (could not be loaded: " + String.join("; ", broken) + ")")
                            + "; " + advice,
                    kind,
                    null);
        }
        throw new PluginException(
                "more than one " + kind + " is called '" + name + "': "
                        + wanted.stream().map(p -> p.getClass().getName()).toList() + "; keep one of them on the path",
                kind,
                null);
    }

    private static <S> @Nullable S next(Iterator<S> providers, List<String> broken) {
        while (true) {
            try {
                return providers.hasNext() ? providers.next() : null;
            } catch (ServiceConfigurationError e) {
                broken.add(String.valueOf(e.getMessage()));
            } catch (LinkageError e) {
                broken.add(e.toString()); // its class file is too new for this Java, or misses a class that it needs
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
