package io.windlass;

import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What of a configuration may be a secret. Short parts are left out: they would blot out ordinary words. */
final class Secrets {
    private static final int SHORTEST = 6;

    private Secrets() {}

    static List<String> of(URI url, Map<String, String> headers, Optional<Auth> auth, Optional<ProxyConfig> proxy) {
        Set<String> found = new LinkedHashSet<>();
        for (String part : String.valueOf(url.getRawPath()).split("/", -1)) {
            found.add(part);
        }
        if (url.getRawQuery() != null) {
            for (String pair : url.getRawQuery().split("&", -1)) {
                found.add(pair.substring(pair.indexOf('=') + 1));
            }
        }
        headers.forEach((name, value) -> {
            if (!name.equalsIgnoreCase("User-Agent")) {
                found.add(value);
            }
        });
        auth.ifPresent(it -> found.addAll(it.secrets()));
        proxy.flatMap(ProxyConfig::auth).ifPresent(it -> found.addAll(it.secrets()));
        List<String> longest = new ArrayList<>(found);
        longest.removeIf(part -> part.length() < SHORTEST);
        longest.sort(Comparator.comparingInt(String::length).reversed());
        return List.copyOf(longest);
    }
}
