package io.windlass.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between a database and its clients, and cuts a connection after so many bytes of the server's answers. */
final class CutProxy implements AutoCloseable {
    private static final long NEVER = Long.MAX_VALUE / 2;

    private final ServerSocket door;
    private final int server;
    private final AtomicLong left = new AtomicLong(NEVER);

    CutProxy(int server) throws IOException {
        this.server = server;
        door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** Lets so many bytes of answers through, then cuts the connection that brings more; later ones work. */
    void cutAfter(long bytes) {
        left.set(bytes);
    }

    /** How many bytes it would still have let through; empty if it has cut. From now on it cuts nothing. */
    OptionalLong spared() {
        long spared = left.getAndSet(NEVER);
        return spared < NEVER / 2 ? OptionalLong.of(spared) : OptionalLong.empty();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "cut-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                Socket database = new Socket(InetAddress.getLoopbackAddress(), server);
                start(() -> copy(client, database, false));
                start(() -> copy(database, client, true));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void copy(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[8_192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                long allowed = answers ? left.getAndAdd(-n) : NEVER;
                if (allowed < n) {
                    left.set(NEVER);
                    out.write(buffer, 0, (int) Math.max(0, allowed));
                    return;
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            // one side is gone: so is the other
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
