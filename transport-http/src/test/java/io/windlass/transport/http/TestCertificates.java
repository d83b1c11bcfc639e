package io.windlass.transport.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A CA and certificates it signs, made with the JDK's keytool in a directory of the test. */
final class TestCertificates {
    private static final String PASSWORD = "changeit";

    private final Path store;
    private int made;

    TestCertificates(Path directory) {
        store = directory.resolve("keys.p12");
        keytool("-alias", "ca", "-dname", "CN=Test CA", "-ext", "bc:c", "-startdate", "-3y", "-validity", "3650");
    }

    /** Trusts the CA. */
    SSLContext client() {
        return context(null);
    }

    /**
     * Trusts the CA, and has a certificate of it for a name such as {@code ip:127.0.0.1}, valid for a year from the start given:
     * for a server, or for a client that is asked for one.
     */
    SSLContext holder(String name, String start) {
        String alias = "holder" + ++made;
        keytool(
                "-alias",
                alias,
                "-dname",
                "CN=Test Holder",
                "-signer",
                "ca",
                "-signerkeypass",
                PASSWORD,
                "-ext",
                "san=" + name,
                "-startdate",
                start,
                "-validity",
                "365");
        try {
            KeyStore own = empty();
            own.setKeyEntry(
                    alias,
                    load().getKey(alias, PASSWORD.toCharArray()),
                    PASSWORD.toCharArray(),
                    load().getCertificateChain(alias));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, PASSWORD.toCharArray());
            return context(keys.getKeyManagers());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private SSLContext context(KeyManager[] keys) {
        try {
            KeyStore trusted = empty();
            trusted.setCertificateEntry("ca", load().getCertificate("ca"));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException {
        return load(null);
    }

    private KeyStore load() throws GeneralSecurityException {
        try (InputStream in = Files.newInputStream(store)) {
            return load(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyStore load(InputStream in) throws GeneralSecurityException {
        try {
            KeyStore loaded = KeyStore.getInstance("PKCS12");
            loaded.load(in, PASSWORD.toCharArray());
            return loaded;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void keytool(String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-genkeypair", "-keyalg", "EC"));
        command.addAll(List.of(options));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD, "-storetype", "PKCS12"));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes());
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError("keytool failed: " + output);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
