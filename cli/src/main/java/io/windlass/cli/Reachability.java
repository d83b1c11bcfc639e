package io.windlass.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** What lies between this machine and a node, looked at with the JDK alone. Blocks. */
final class Reachability {
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final Duration EXPIRES_SOON = Duration.ofDays(14);

    private final String host;
    private final int port;
    private final boolean encrypted;
    private final Clock clock;

    Reachability(URI url, Clock clock) {
        host = url.getHost().replaceAll("[\\[\\]]", "");
        encrypted = url.getScheme().equals("wss") || url.getScheme().equals("https");
        port = url.getPort() >= 0 ? url.getPort() : encrypted ? 443 : 80;
        this.clock = clock;
    }

    /** True if what goes over the wire is to be encrypted. */
    boolean isEncrypted() {
        return encrypted;
    }

    Finding dns() {
        long start = System.nanoTime();
        try {
            String addresses = Arrays.stream(InetAddress.getAllByName(host))
                    .map(InetAddress::getHostAddress)
                    .collect(Collectors.joining(", "));
            return Finding.ok(addresses + since(start));
        } catch (UnknownHostException e) {
            return Finding.bad("the host " + host + " is unknown; check its spelling and this machine's DNS");
        }
    }

    Finding tcp() {
        long start = System.nanoTime();
        try (Socket socket = connected()) {
            return Finding.ok(socket.getInetAddress().getHostAddress() + " port " + port + since(start));
        } catch (ConnectException e) {
            return Finding.bad("nothing listens on port " + port + " of " + host
                    + "; check host and port, and that the node is up");
        } catch (SocketTimeoutException e) {
            return Finding.bad("port " + port + " of " + host + " does not answer within " + TIMEOUT_MILLIS / 1000
                    + " s; look for a firewall in between");
        } catch (IOException e) {
            return Finding.bad("port " + port + " of " + host + " cannot be reached (" + e.getMessage()
                    + "); check the network of this machine");
        }
    }

    Finding tls() {
        long start = System.nanoTime();
        try (Socket plain = connected();
                SSLSocket socket = (SSLSocket)
                        ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(plain, host, port, true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return accepted(socket.getSession(), since(start));
        } catch (SSLException e) {
            return Finding.bad("no encryption with this server (" + e.getMessage()
                    + "); check that the port speaks TLS, and that Java trusts the server's certificate");
        } catch (IOException e) {
            return Finding.bad(
                    "the server ended the handshake (" + e.getMessage() + "); check that the port speaks TLS");
        }
    }

    private Finding accepted(SSLSession session, String took) throws SSLException {
        String found = session.getProtocol();
        for (Certificate certificate : session.getPeerCertificates()) {
            if (certificate instanceof X509Certificate x509) {
                Instant end = x509.getNotAfter().toInstant();
                String until = found + ", certificate until " + end.toString().substring(0, 10) + took;
                boolean soon = end.isBefore(clock.instant().plus(EXPIRES_SOON));
                return soon ? Finding.note(until + "; it must be renewed soon") : Finding.ok(until);
            }
        }
        return Finding.ok(found + took);
    }

    private Socket connected() throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static String since(long startNanos) {
        return ", " + Text.millis(Duration.ofNanos(System.nanoTime() - startNanos));
    }
}
