package io.windlass.core.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.windlass.ConfigurationException;
import io.windlass.ConnectionSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A source in HOCON, with its substitutions still open: they see the sources below and the environment too.
 *
 * @param name what it is called where nothing better is known
 */
record HoconSource(String name, Config config) {
    /**
     * What files say.
     *
     * @param connection what is set for the connections of all networks
     */
    record Said(SortedMap<String, NetworkSettings> networks, ConnectionSettings connection) {}

    static final HoconSource NONE = new HoconSource("", ConfigFactory.empty());

    private static final String NETWORKS = "windlass.networks";
    private static final String CONNECTION = "windlass.connection";
    private static final ConfigResolveOptions GIVEN_ENVIRONMENT =
            ConfigResolveOptions.defaults().setUseSystemEnvironment(false);

    /** Every {@code reference.conf} on the path as one. */
    static HoconSource references(ClassLoader loader) {
        return parsed("reference.conf", () -> ConfigFactory.parseResources(loader, "reference.conf"));
    }

    /** {@code application.conf}, {@code .json} or {@code .properties} on the class path; empty if there is none. */
    static HoconSource application(ClassLoader loader) {
        return parsed("application.conf", () -> ConfigFactory.parseResourcesAnySyntax(loader, "application"));
    }

    static HoconSource file(Path file) {
        ConfigParseOptions options = ConfigParseOptions.defaults().setAllowMissing(false);
        return parsed(file.toString(), () -> ConfigFactory.parseFile(file.toFile(), options));
    }

    private static HoconSource parsed(String name, Supplier<Config> parser) {
        try {
            return new HoconSource(name, parser.get());
        } catch (ConfigException e) {
            throw unreadable(name, e);
        }
    }

    /** What this source and the one below it say. */
    Said over(HoconSource below, Map<String, String> environment) {
        Config variables =
                ConfigValueFactory.fromMap(environment, "environment variables").toConfig();
        try {
            Config all = config.withFallback(hidden(variables))
                    .withFallback(below.config)
                    .withFallback(variables);
            return read(resolved(all));
        } catch (ConfigException e) {
            throw unreadable(name, e);
        }
    }

    private static Said read(Config resolved) {
        ConnectionSettings connection = resolved.hasPath(CONNECTION)
                ? new ConnectionReader(Spelling.HOCON)
                        .read(new Given(CONNECTION, CONNECTION, resolved.getValue(CONNECTION)))
                : ConnectionSettings.none();
        if (!resolved.hasPath(NETWORKS)) {
            return new Said(new TreeMap<>(), connection);
        }
        ConfigValue networks = resolved.getValue(NETWORKS);
        if (networks instanceof ConfigObject families) {
            return new Said(new NetworkReader(Spelling.HOCON).read(families), connection);
        }
        throw Place.inFile(NETWORKS, NETWORKS, networks.origin())
                .wrong("is not a map", "a map of families, each a map of chains");
    }

    /** What others keep in the same files is none of our business, nor whether it resolves. */
    private static Config resolved(Config all) {
        try {
            return all.resolve(GIVEN_ENVIRONMENT);
        } catch (ConfigException.UnresolvedSubstitution e) {
            Config ours =
                    all.resolve(GIVEN_ENVIRONMENT.setAllowUnresolved(true)).withOnlyPath("windlass");
            if (ours.isResolved()) {
                return ours;
            }
            throw e;
        }
    }

    /**
     * Nulls that hide what is below, for a source replaces all endpoints of a kind when it gives either form of them: a null
     * for each form that this source leaves out where it gives the other one.
     */
    private Config hidden(Config variables) {
        try {
            return hiddenBy(config);
        } catch (ConfigException.NotResolved e) {
            // whole networks are substitutions; alone, a source cannot resolve those that look at the source below
            return hiddenBy(config.withFallback(variables).resolve(GIVEN_ENVIRONMENT.setAllowUnresolved(true)));
        }
    }

    private static Config hiddenBy(Config own) {
        Config hidden = ConfigFactory.empty();
        for (String family : names(own, NETWORKS)) {
            String familyPath = NETWORKS + "." + ConfigUtil.quoteString(family);
            for (String chain : names(own, familyPath)) {
                String networkPath = familyPath + "." + ConfigUtil.quoteString(chain);
                Set<String> given = names(own, networkPath);
                for (EndpointKind kind : List.of(EndpointKind.WEBSOCKET, EndpointKind.HTTP)) {
                    String one = kind.setting();
                    String several = one + "s";
                    if (given.contains(one) != given.contains(several)) {
                        String other = networkPath + "." + (given.contains(one) ? several : one);
                        hidden = hidden.withValue(other, ConfigValueFactory.fromAnyRef(null));
                    }
                }
            }
        }
        return hidden;
    }

    /** Empty for what is no map: reading reports it, and knows better where it stands. */
    private static Set<String> names(Config config, String path) {
        boolean map = config.hasPath(path) && config.getValue(path) instanceof ConfigObject;
        return map ? config.getObject(path).keySet() : Set.of();
    }

    /** Leaves out the cause and what the parser quotes: both can hold the URLs of the file. */
    private static ConfigurationException unreadable(String name, ConfigException e) {
        String where = e.origin() == null ? name : Place.where(e.origin());
        String message = e.getMessage() == null ? "it cannot be read" : e.getMessage();
        if (e.origin() != null && message.startsWith(e.origin().description() + ": ")) {
            message = message.substring(e.origin().description().length() + 2);
        }
        return new ConfigurationException(
                where + " is not valid HOCON: " + Shown.withoutQuotations(message) + hint(e), name, null);
    }

    private static String hint(ConfigException e) {
        return e instanceof ConfigException.UnresolvedSubstitution
                ? "; set it as an environment variable or in the file, or write ${?…} if it may be missing"
                : "; put URLs and other texts that contain : or // into double quotes";
    }
}
