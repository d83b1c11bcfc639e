package io.windlass.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/** A connection whose transaction is somebody else's. */
final class LentConnection {
    private static final Set<String> NOT_LENT = Set.of("commit", "close", "abort", "setAutoCommit");

    private LentConnection() {}

    static Connection of(Connection real) {
        return (Connection) Proxy.newProxyInstance(
                LentConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    String name = method.getName();
                    boolean rollsAllBack = name.equals("rollback") && method.getParameterCount() == 0;
                    if (NOT_LENT.contains(name) || rollsAllBack) {
                        throw new SQLException(name + " is not for the handler: the transaction ends when the handler"
                                + " returns, and is undone if it throws");
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
