package dev.atelier.persistence.inspection;

import dev.atelier.domain.TextSanitizer;
import java.io.IOException;
import java.io.StringReader;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The {@code .yaml} beside a model, from which SD WebUI instantiates the classes named under {@code target} with the
 * values under {@code params}. It is only parsed, never constructed.
 */
final class ConfigurationFile {

    /** About ten times the size of the largest shipped one. */
    private static final int LARGEST = 64 * 1024;

    /** Three times the depth of the shipped ones. */
    private static final int DEEPEST = 30;

    private static final Set<Tag> VALUES = Set.of(Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL);

    /** PyYAML and OmegaConf read more texts as numbers than this parser does. */
    private static final String NUMBER = "[-+]?[0-9][0-9_.]*(?:[eE][-+]?[0-9]+)?";

    private static final String ALLOWED = "; allowed are the keys, the classes under target and the texts that the"
            + " configurations shipped with SD WebUI and ControlNet have below model, with any numbers, true, false and null";

    private final AllowedConfiguration allowed = AllowedConfiguration.LISTED;

    private ConfigurationFile() {}

    static void inspect(SeekableByteChannel file) throws ModelFileFormatException, IOException {
        if (file.size() > LARGEST) {
            throw new ModelFileFormatException(
                    "it has more than the " + LARGEST + " bytes that a configuration may have");
        }
        Node root = parse(text(file));
        if (!(root instanceof MappingNode configuration)
                || configuration.getValue().stream().noneMatch(entry -> isText(entry.getKeyNode(), "model"))) {
            throw new ModelFileFormatException("it is not a model's configuration: it has no key model");
        }
        for (NodeTuple entry : configuration.getValue()) {
            if (!isText(entry.getKeyNode(), "model")) {
                throw new ModelFileFormatException("besides the key model it has " + shown(entry.getKeyNode())
                        + "; only model is allowed, remove the rest");
            }
        }
        new ConfigurationFile().check(configuration);
    }

    private static String text(SeekableByteChannel file) throws ModelFileFormatException, IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ChannelReads.read(file, 0, (int) file.size()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ModelFileFormatException("it is not UTF-8 text");
        }
    }

    private static Node parse(String text) throws ModelFileFormatException {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(LARGEST);
        options.setNestingDepthLimit(DEEPEST);
        options.setMaxAliasesForCollections(0);
        try {
            return new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
        } catch (YAMLException e) {
            throw new ModelFileFormatException("it is not a plain YAML document: allowed are at most " + DEEPEST
                    + " levels, without control characters and without aliases of maps and lists");
        }
    }

    private void check(Node node) throws ModelFileFormatException {
        if (node instanceof MappingNode map && node.getTag().equals(Tag.MAP)) {
            checkMap(map);
        } else if (node instanceof SequenceNode list && node.getTag().equals(Tag.SEQ)) {
            for (Node item : list.getValue()) {
                check(item);
            }
        } else if (!isAllowedValue(node)) {
            throw new ModelFileFormatException("it contains " + shown(node) + ALLOWED);
        }
    }

    private void checkMap(MappingNode map) throws ModelFileFormatException {
        Set<String> keys = new HashSet<>();
        for (NodeTuple entry : map.getValue()) {
            Node key = entry.getKeyNode();
            if (!isOneOf(key, allowed.keys())) {
                throw new ModelFileFormatException("it contains the key " + shown(key) + ALLOWED);
            }
            if (!keys.add(((ScalarNode) key).getValue())) {
                throw new ModelFileFormatException("it contains the key " + shown(key) + " twice in one map");
            }
            if (!isText(key, "target")) {
                check(entry.getValueNode());
            } else if (!isOneOf(entry.getValueNode(), allowed.targets())) {
                throw new ModelFileFormatException("its target is " + shown(entry.getValueNode()) + ALLOWED);
            }
        }
    }

    private boolean isAllowedValue(Node node) {
        return VALUES.contains(node.getTag())
                || isOneOf(node, allowed.texts())
                || node.getTag().equals(Tag.STR)
                        && ((ScalarNode) node).getValue().matches(NUMBER);
    }

    private static boolean isText(Node node, String text) {
        return isOneOf(node, Set.of(text));
    }

    private static boolean isOneOf(Node node, Set<String> texts) {
        return node instanceof ScalarNode scalar && node.getTag().equals(Tag.STR) && texts.contains(scalar.getValue());
    }

    private static String shown(Node node) {
        return node instanceof ScalarNode scalar
                ? TextSanitizer.quote(scalar.getValue())
                : "a node with the tag " + TextSanitizer.quote(node.getTag().getValue());
    }
}
