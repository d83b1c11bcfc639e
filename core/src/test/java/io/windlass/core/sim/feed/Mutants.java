package io.windlass.core.sim.feed;

import static net.bytebuddy.matcher.ElementMatchers.isSynthetic;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;

import io.windlass.core.sim.EngineLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.pool.TypePool;

/**
 * The engine and its simulation once more, with one method of one class rewritten. Everything of core is loaded anew for
 * each mutant, so that nothing of it touches the engine under test elsewhere.
 */
final class Mutants extends ClassLoader {
    private static final String CORE = "io.windlass.core.";

    /** How a method is rewritten. */
    interface Rewrite {
        /** The class with its method changed. */
        DynamicType.Builder<?> of(DynamicType.Builder<?> type, String method);
    }

    private final Map<String, byte[]> changed;

    private Mutants(Map<String, byte[]> changed) {
        super(Mutants.class.getClassLoader());
        this.changed = changed;
    }

    /** The engine as it is, loaded anew. */
    static Mutants none() {
        return new Mutants(Map.of());
    }

    /** Puts another body in the place of a method's; all overloads of that name change. */
    static Rewrite replaceBy(Implementation body) {
        return (type, method) ->
                type.method(named(method).and(not(isSynthetic()))).intercept(body);
    }

    /** Puts code around a method's body. */
    static Rewrite wrapIn(Class<?> advice) {
        return (type, method) -> type.visit(Advice.to(advice).on(named(method).and(not(isSynthetic()))));
    }

    /** The engine with one method rewritten. */
    static Mutants with(String className, String method, Rewrite rewrite) {
        ClassFileLocator locator = ClassFileLocator.ForClassLoader.of(Mutants.class.getClassLoader());
        TypeDescription type =
                TypePool.Default.of(locator).describe(CORE + className).resolve();
        if (type.getDeclaredMethods().filter(named(method)).isEmpty()) {
            throw new AssertionError(className + " has no method " + method + ": the planted bug needs a new place");
        }
        byte[] bytes = rewrite.of(new ByteBuddy().redefine(type, locator), method)
                .make()
                .getBytes();
        return new Mutants(Map.of(type.getName(), bytes));
    }

    /** What the simulation finds with one seed; null if nothing. */
    String verdict(long seed) {
        return verdict("verdict", seed);
    }

    /** As {@link #verdict}, with handlers that misbehave. */
    String verdictOfDelivery(long seed) {
        return verdict("verdictOfDelivery", seed);
    }

    /** As {@link #verdict}, with handlers that fail for good. */
    String verdictOfLetters(long seed) {
        return verdict("verdictOfLetters", seed);
    }

    /** As {@link #verdict}, over several endpoints. */
    String verdictOfGroups(long seed) {
        return verdict("verdictOfGroups", seed);
    }

    /** As {@link #verdict}, with handlers that commit. */
    String verdictOfCommits(long seed) {
        return verdict("verdictOfCommits", seed);
    }

    private String verdict(String method, long seed) {
        try {
            var storm = loadClass(Storm.class.getName());
            var verdict = storm.getDeclaredMethod(method, long.class);
            verdict.setAccessible(true);
            return (String) verdict.invoke(null, seed);
        } catch (InvocationTargetException e) {
            throw new AssertionError("seed " + seed + " of a mutant", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            if (!name.startsWith(CORE) || name.startsWith(EngineLog.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] bytes = changed.get(name);
        if (bytes == null) {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                bytes = in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return defineClass(name, bytes, 0, bytes.length);
    }
}
