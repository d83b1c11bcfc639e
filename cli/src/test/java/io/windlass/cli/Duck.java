package io.windlass.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Lets an object stand for an interface of which it has some methods only. The interfaces of the API grow from release to
 * release; a fake says what the command uses and nothing else.
 */
final class Duck {
    private Duck() {}

    /** A call of a method that the object does not have fails. */
    static <T> T as(Class<T> type, Object duck) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> call(duck, method, args)));
    }

    private static Object call(Object duck, Method wanted, Object[] args) throws Throwable {
        try {
            Method method = find(duck, wanted);
            method.setAccessible(true);
            return method.invoke(duck, args);
        } catch (NoSuchMethodException e) {
            throw new AssertionError("the fake has no " + wanted, e);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static Method find(Object duck, Method wanted) throws NoSuchMethodException {
        return wanted.getDeclaringClass() == Object.class
                ? wanted
                : duck.getClass().getDeclaredMethod(wanted.getName(), wanted.getParameterTypes());
    }
}
