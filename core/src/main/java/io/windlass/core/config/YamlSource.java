package io.windlass.core.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import io.windlass.ConfigurationException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** A source in YAML. Becomes config values that know their lines; scalars stay texts, whatever they look like. */
final class YamlSource {
    /** What family, chain, connection, limits and costs need. Ends the endless depth of a node within itself. */
    private static final int MAX_DEPTH = 6;

    private final Path file;

    YamlSource(Path file) {
        this.file = file;
    }

    SortedMap<String, NetworkSettings> networks() {
        Optional<Node> root = compose(read());
        if (root.isEmpty()) {
            return new TreeMap<>();
        }
        ConfigValue value = convert(root.get(), 1);
        if (value instanceof ConfigObject families) {
            return new NetworkReader(Spelling.YAML).read(families);
        }
        if (value.valueType() == ConfigValueType.NULL) {
            return new TreeMap<>();
        }
        throw fault(root.get().getStartMark(), "it must hold a map of families, each a map of chains");
    }

    private String read() {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw fault(Optional.empty(), "it is not UTF-8; save it in that encoding");
        } catch (IOException e) {
            throw new ConfigurationException(
                    "the configuration file " + file + " cannot be read; check its permissions", file.toString(), e);
        }
    }

    /** Takes from the parser's exceptions the problem alone: their messages and causes quote the file. */
    private Optional<Node> compose(String text) {
        LoadSettings settings =
                LoadSettings.builder().setSchema(new CoreSchema()).build();
        try {
            return new Compose(settings).composeString(text);
        } catch (MarkedYamlEngineException e) {
            throw fault(e.getProblemMark(), problem(e));
        } catch (YamlEngineException e) {
            throw fault(Optional.empty(), "it holds characters that YAML does not allow, or is too large");
        }
    }

    private static String problem(MarkedYamlEngineException e) {
        // names of aliases and tags are the one text of the file that is not quoted
        return Shown.withoutQuotations(e.getProblem()).replaceAll("(undefined (alias|tag handle)) .*", "$1");
    }

    private ConfigValue convert(Node node, int depth) {
        if (depth > MAX_DEPTH && !(node instanceof ScalarNode)) {
            throw fault(node.getStartMark(), "it is nested deeper than any setting");
        }
        Object value;
        if (node instanceof MappingNode mapping) {
            value = members(mapping, depth);
        } else if (node instanceof SequenceNode sequence) {
            value = entries(sequence, depth);
        } else {
            value = node.getTag().equals(Tag.NULL) ? null : ((ScalarNode) node).getValue();
        }
        return ConfigValueFactory.fromAnyRef(value).withOrigin(origin(node.getStartMark()));
    }

    private Map<String, ConfigValue> members(MappingNode mapping, int depth) {
        Map<String, ConfigValue> members = new LinkedHashMap<>();
        for (NodeTuple member : mapping.getValue()) {
            Node key = member.getKeyNode();
            if (!(key instanceof ScalarNode name)) {
                throw fault(key.getStartMark(), "a name must be a text");
            }
            if (members.put(name.getValue(), convert(member.getValueNode(), depth + 1)) != null) {
                throw fault(key.getStartMark(), Shown.text(name.getValue()) + " is given twice; keep one");
            }
        }
        return members;
    }

    private List<ConfigValue> entries(SequenceNode sequence, int depth) {
        List<ConfigValue> entries = new ArrayList<>();
        for (Node entry : sequence.getValue()) {
            entries.add(convert(entry, depth + 1));
        }
        return entries;
    }

    private ConfigOrigin origin(Optional<Mark> mark) {
        ConfigOrigin origin = ConfigOriginFactory.newFile(file.toString());
        return mark.isPresent() ? origin.withLineNumber(mark.get().getLine() + 1) : origin;
    }

    private ConfigurationException fault(Optional<Mark> mark, String problem) {
        return new ConfigurationException(
                Place.where(origin(mark)) + " is not a valid configuration in YAML: " + problem, file.toString(), null);
    }
}
