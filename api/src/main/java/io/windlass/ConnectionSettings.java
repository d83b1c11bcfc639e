package io.windlass;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What a configuration sets for the connections to the endpoints of a network, whatever their URLs. What it does not set keeps the
 * defaults of {@link ConnectionConfig} and {@link PoolConfig}. Immutable; {@link #toString()} shows no secrets.
 */
public final class ConnectionSettings {
    private static final ConnectionSettings NONE = new ConnectionSettings(new TreeMap<>());

    private final SortedMap<String, Setting> byName;

    private record Setting(
            String shown, Consumer<ConnectionConfig.Builder> ofEndpoint, Consumer<PoolConfig.Builder> ofGroup) {}

    private ConnectionSettings(SortedMap<String, Setting> byName) {
        this.byName = Collections.unmodifiableSortedMap(byName);
    }

    /** Nothing is set. */
    public static ConnectionSettings none() {
        return NONE;
    }

    /**
     * These and one more, of each endpoint.
     *
     * @param name its name, regardless of case; a setting of this name is replaced
     * @param shown how it is shown, as HOCON such as {@code timeout = 5s}, without secrets
     * @param set sets it
     */
    public ConnectionSettings withEndpoint(String name, String shown, Consumer<ConnectionConfig.Builder> set) {
        return with(name, new Setting(shown, set, group -> {}));
    }

    /** These and one more, of the group that the endpoints make; see {@link #withEndpoint}. */
    public ConnectionSettings withGroup(String name, String shown, Consumer<PoolConfig.Builder> set) {
        return with(name, new Setting(shown, endpoint -> {}, set));
    }

    private ConnectionSettings with(String name, Setting setting) {
        SortedMap<String, Setting> all = copy(this);
        all.put(name, setting);
        return new ConnectionSettings(all);
    }

    /** These, and of the others those whose names these lack. */
    public ConnectionSettings over(ConnectionSettings below) {
        SortedMap<String, Setting> all = copy(below);
        all.putAll(byName);
        return new ConnectionSettings(all);
    }

    private static SortedMap<String, Setting> copy(ConnectionSettings settings) {
        SortedMap<String, Setting> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(settings.byName);
        return copy;
    }

    /** Sets what is set of each endpoint. */
    public void applyTo(ConnectionConfig.Builder endpoint) {
        byName.values().forEach(setting -> setting.ofEndpoint.accept(endpoint));
    }

    /** Sets what is set of the group. */
    public void applyTo(PoolConfig.Builder group) {
        byName.values().forEach(setting -> setting.ofGroup.accept(group));
    }

    /** What is set, as lines of HOCON in the order of their names, with {@code ***} in place of secrets. */
    public List<String> shown() {
        return byName.values().stream().map(Setting::shown).toList();
    }

    @Override
    public String toString() {
        return "ConnectionSettings" + shown();
    }
}
