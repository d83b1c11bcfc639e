package io.windlass.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A certificate authority and what it signs, made by the JDK's keytool for one test run. */
final class TestKeys {
    private static final String PASSWORD = "changeit";

    private final Path store;

    TestKeys(Path directory) throws Exception {
        store = directory.resolve("keys.p12");
        keytool("-genkeypair", "-alias", "ca", "-dname", "CN=Test CA", "-ext", "bc:c", "-validity", "30");
    }

    /** Signs a key for these names, such as {@code dns:localhost}; the options are keytool's own. */
    void sign(String alias, String names, String... options) throws Exception {
        List<String> args = new ArrayList<>(List.of("-genkeypair", "-alias", alias, "-dname", "CN=" + alias));
        args.addAll(List.of("-signer", "ca", "-signerkeypass", PASSWORD, "-ext", "san=" + names));
        args.addAll(List.of(options));
        keytool(args.toArray(String[]::new));
    }

    private void keytool(String... args) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.add("-J-XX:TieredStopAtLevel=1");
        command.addAll(List.of(args));
        command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }

    private KeyStore load() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    /** Trusts the authority, and nothing else. */
    SSLContext client() throws Exception {
        return context(null);
    }

    /** As {@link #client()}, with the key of that alias to show to servers that ask for one. */
    SSLContext client(String alias) throws Exception {
        return context(keysOf(alias));
    }

    private SSLContext context(KeyManager @Nullable [] keys) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", load().getCertificate("ca"));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, factory.getTrustManagers(), null);
        return context;
    }

    /** Listens on loopback with the key of that alias. */
    ServerSocket serverSocket(String alias) throws Exception {
        return listen(context(keysOf(alias)));
    }

    /** As {@link #serverSocket}, in one version of TLS, for clients that show a certificate of the authority. */
    ServerSocket exclusiveServerSocket(String alias, String version) throws Exception {
        SSLServerSocket socket = (SSLServerSocket) serverSocket(alias);
        socket.setNeedClientAuth(true);
        socket.setEnabledProtocols(new String[] {version});
        return socket;
    }

    private KeyManager[] keysOf(String alias) throws Exception {
        KeyStore all = load();
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry(
                alias,
                all.getKey(alias, PASSWORD.toCharArray()),
                PASSWORD.toCharArray(),
                all.getCertificateChain(alias));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(own, PASSWORD.toCharArray());
        return factory.getKeyManagers();
    }

    private static ServerSocket listen(SSLContext context) throws IOException {
        return context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }
}
