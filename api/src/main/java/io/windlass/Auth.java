package io.windlass;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Credentials for the {@code Authorization} header. {@link #toString()} never shows them. */
public final class Auth {
    private final String kind;
    private final String header;

    private final List<String> secrets;

    private Auth(String kind, String header, String... plain) {
        this.kind = kind;
        this.header = header;
        List<String> all = new ArrayList<>(List.of(plain));
        all.add(header);
        all.add(header.substring(header.indexOf(' ') + 1));
        this.secrets = List.copyOf(all);
    }

    /**
     * HTTP Basic (RFC 7617).
     *
     * @throws IllegalArgumentException if the user name contains a colon
     */
    public static Auth basic(String username, String password) {
        if (username.indexOf(':') >= 0) {
            throw new IllegalArgumentException("a user name for Basic authentication must not contain ':'");
        }
        byte[] pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
        return new Auth("basic", "Basic " + Base64.getEncoder().encodeToString(pair), username, password);
    }

    /** A bearer token (RFC 6750), such as a JWT. */
    public static Auth bearer(String token) {
        return new Auth("bearer", "Bearer " + token);
    }

    /** The value of the {@code Authorization} header: a secret. */
    public String headerValue() {
        return header;
    }

    /** Each form in which the credentials could be echoed. */
    List<String> secrets() {
        return secrets;
    }

    /** The kind only. */
    @Override
    public String toString() {
        return "Auth[" + kind + " ***]";
    }
}
