package io.windlass.it;

import io.windlass.it.HaltingStore.Halt;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Hands out connections, a few of which it keeps, and counts the commits over all of them: at one of them it halts the JVM, or at
 * every so many-th of them it cuts the connection, by turns before the database has it and after.
 */
final class TroubledDataSource implements DataSource {
    private final DataSource real;
    private final Halt halt;
    private final int cutEvery;
    private final AtomicInteger commits = new AtomicInteger();
    private final Deque<Connection> idle = new ArrayDeque<>();

    /** @param cutEvery 0 for never */
    TroubledDataSource(DataSource real, Halt halt, int cutEvery) {
        this.real = real;
        this.halt = halt;
        this.cutEvery = cutEvery;
    }

    private synchronized Connection take() throws SQLException {
        Connection kept = idle.poll();
        return kept == null ? real.getConnection() : kept;
    }

    private synchronized void giveBack(Connection connection) throws SQLException {
        if (!connection.isClosed()) {
            connection.setAutoCommit(true);
            idle.push(connection);
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = take();
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "commit" -> commit(connection);
                        case "close" -> giveBack(connection);
                        default -> {
                            return invoke(connection, method, arguments);
                        }
                    }
                    return null;
                });
    }

    private static Object invoke(Connection connection, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private void commit(Connection connection) throws SQLException {
        int now = commits.incrementAndGet();
        halt.at(now, true);
        boolean cut = cutEvery > 0 && now % cutEvery == 0;
        if (cut && now / cutEvery % 2 == 0) {
            connection.abort(Runnable::run);
            throw lost();
        }
        connection.commit();
        halt.at(now, false);
        if (cut) {
            connection.abort(Runnable::run);
            throw lost();
        }
    }

    private static SQLException lost() {
        return new SQLException("an I/O error occurred while sending to the backend", "08006");
    }

    @Override
    public Connection getConnection(String user, String password) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PrintWriter getLogWriter() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setLoginTimeout(int seconds) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
