package io.windlass.store;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Hands out connections that break where a test says, as if the network did. */
final class CutDataSource implements DataSource {
    /** Where the next connection breaks. */
    enum Cut {
        NEVER,
        BEFORE_THE_COMMIT,
        AFTER_THE_COMMIT,
        WHEN_GIVEN_BACK
    }

    /** What happens before a commit. */
    interface Accident {
        void happen() throws SQLException;
    }

    private static final Accident NONE = () -> {};

    private final DataSource real;
    private Cut next = Cut.NEVER;
    private Accident accident = NONE;
    private @Nullable Thread victim;
    private int cuts;
    private int refusals;
    private int interrupts;

    CutDataSource(DataSource real) {
        this.real = real;
    }

    /** Breaks one commit; those after it work again. */
    synchronized void cut(Cut where) {
        next = where;
    }

    /** After the next cut there is no connection for some time. */
    synchronized void refuseAfterTheCut(int connections) {
        refusals = connections;
    }

    /** After the next cut the thread that asks for a connection is interrupted so often, and gets none while it is, as if virtual. */
    synchronized void interruptAfterTheCut(int times) {
        interrupts = times;
    }

    private synchronized void interruptIfDue() throws SQLException {
        if (next == Cut.NEVER && interrupts > 0) {
            interrupts--;
            Thread.currentThread().interrupt();
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new SQLException("closed by interrupt", "08001");
        }
    }

    private synchronized boolean isRefused() {
        if (next != Cut.NEVER || refusals == 0) {
            return false;
        }
        refusals--;
        return true;
    }

    /** Lets something happen before one commit of the calling thread, which is then tried. */
    synchronized void beforeTheCommit(Accident what) {
        accident = what;
        victim = Thread.currentThread();
    }

    /** How often it broke, or something happened. */
    synchronized int cuts() {
        return cuts;
    }

    private synchronized Accident takeAccident() {
        if (Thread.currentThread() != victim) {
            return NONE;
        }
        Accident taken = accident;
        accident = NONE;
        cuts += taken == NONE ? 0 : 1;
        return taken;
    }

    private synchronized Cut take(boolean givenBack) {
        if ((next == Cut.WHEN_GIVEN_BACK) != givenBack) {
            return Cut.NEVER;
        }
        Cut taken = next;
        next = Cut.NEVER;
        cuts += taken == Cut.NEVER ? 0 : 1;
        return taken;
    }

    @Override
    public Connection getConnection() throws SQLException {
        interruptIfDue();
        if (isRefused()) {
            throw new SQLException("the connection was refused", "08001");
        }
        Connection connection = real.getConnection();
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "commit" -> {
                            commit(connection);
                            return null;
                        }
                        case "close" -> {
                            giveBack(connection);
                            return null;
                        }
                        default -> {}
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void commit(Connection connection) throws SQLException {
        takeAccident().happen();
        Cut cut = take(false);
        if (cut == Cut.NEVER) {
            connection.commit();
            return;
        }
        if (cut == Cut.AFTER_THE_COMMIT) {
            connection.commit();
        } else {
            connection.rollback();
        }
        connection.setAutoCommit(true);
        connection.close();
        throw lost();
    }

    private void giveBack(Connection connection) throws SQLException {
        connection.close();
        if (take(true) == Cut.WHEN_GIVEN_BACK) {
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
