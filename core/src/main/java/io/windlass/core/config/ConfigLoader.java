package io.windlass.core.config;

import io.windlass.BlockchainConfig;
import io.windlass.ConfigurationException;
import io.windlass.ConnectionSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes a configuration of its sources, each over the ones before:
 *
 * <ol>
 *   <li>every {@code reference.conf} on the path, those of network modules by third parties too
 *   <li>{@code application.conf} on the class path
 *   <li>{@code config/blockchain.yaml} (or {@code .yml}) in the working directory
 *   <li>environment variables, {@code ETHEREUM_SEPOLIA_WS_URL} and its like, for every network that is known by then
 * </ol>
 *
 * A file that is given explicitly stands in place of the two in the middle.
 */
public final class ConfigLoader {
    private final Map<String, String> environment;
    private final Path workingDirectory;
    private final ClassLoader loader;
    private final SortedMap<String, NetworkSettings> networks = new TreeMap<>();
    private ConnectionSettings connection = ConnectionSettings.none();

    private ConfigLoader(Map<String, String> environment, Path workingDirectory, ClassLoader loader) {
        this.environment = environment;
        this.workingDirectory = workingDirectory;
        this.loader = loader;
    }

    /**
     * Reads all sources anew; nothing is cached.
     *
     * @param file HOCON ({@code .conf}, {@code .json}) or YAML ({@code .yaml}, {@code .yml}), relative to the working
     *     directory, or null for the usual places
     * @param environment the environment variables; HOCON substitutions see them too
     * @throws ConfigurationException if a file is missing or a value is wrong; shows no URL beyond scheme, host and port
     */
    public static BlockchainConfig load(
            @Nullable Path file, Map<String, String> environment, Path workingDirectory, ClassLoader loader) {
        return new ConfigLoader(environment, workingDirectory, loader).load(file);
    }

    private BlockchainConfig load(@Nullable Path file) {
        HoconSource references = HoconSource.references(loader);
        if (file != null) {
            addFile(workingDirectory.resolve(file), references);
        } else {
            add(HoconSource.application(loader).over(references, environment));
            guideFile().ifPresent(yaml -> add(new YamlSource(yaml).networks()));
        }
        return new LoadedConfig(new NetworkAssembly(networks, connection, environment).assemble());
    }

    private void add(HoconSource.Said source) {
        connection = source.connection();
        add(source.networks());
    }

    private void add(SortedMap<String, NetworkSettings> source) {
        source.forEach((name, settings) -> networks.merge(name, settings, (below, above) -> above.over(below)));
    }

    private void addFile(Path file, HoconSource references) {
        if (!Files.isRegularFile(file)) {
            throw new ConfigurationException(
                    "the configuration file " + file + (Files.exists(file) ? " is not a file" : " does not exist")
                            + "; give the path of a .conf, .json, .yaml or .yml file",
                    file.toString(),
                    null);
        }
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            add(references.over(HoconSource.NONE, environment));
            add(new YamlSource(file).networks());
        } else if (name.endsWith(".conf") || name.endsWith(".json")) {
            add(HoconSource.file(file).over(references, environment));
        } else {
            throw new ConfigurationException(
                    "the configuration file " + file + " has an unknown extension; name it .conf or .json for HOCON, "
                            + ".yaml or .yml for YAML",
                    file.toString(),
                    null);
        }
    }

    private Optional<Path> guideFile() {
        Path directory = workingDirectory.resolve("config");
        List<Path> found = List.of(directory.resolve("blockchain.yaml"), directory.resolve("blockchain.yml")).stream()
                .filter(Files::exists)
                .toList();
        if (found.size() > 1) {
            throw new ConfigurationException(
                    "there are both " + found.get(0) + " and " + found.get(1) + "; keep one",
                    found.get(0).toString(),
                    null);
        }
        return found.stream().findFirst();
    }
}
