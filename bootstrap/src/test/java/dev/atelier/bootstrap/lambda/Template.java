package dev.atelier.bootstrap.lambda;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A CloudFormation template. Its short tags, such as {@code !Ref x}, are read as maps of one key, {@code {Ref: x}}. */
final class Template {

    private static final Pattern IN_TEXT = Pattern.compile("\\$\\{([^!}][^}]*)}");

    private final Map<?, ?> root;

    private Template(Map<?, ?> root) {
        this.root = root;
    }

    static Template read(String yaml) {
        return new Template(new Yaml(new ShortTags()).load(yaml));
    }

    private static final class ShortTags extends SafeConstructor {

        ShortTags() {
            super(new LoaderOptions());
            yamlMultiConstructors.put("!", new AbstractConstruct() {
                @Override
                public Object construct(Node node) {
                    return Map.of(node.getTag().getValue().substring(1), argument(node));
                }
            });
        }

        private Object argument(Node node) {
            if (node instanceof ScalarNode scalar) {
                return constructScalar(scalar);
            }
            return node instanceof SequenceNode sequence
                    ? constructSequence(sequence)
                    : constructMapping((MappingNode) node);
        }
    }

    /** Returns the part of the template at this path. */
    Map<?, ?> part(String... keys) {
        Map<?, ?> part = root;
        for (String key : keys) {
            part = part.get(key) instanceof Map<?, ?> map ? map : Map.of();
        }
        return part;
    }

    /** The properties of all resources of this type. */
    List<Map<?, ?>> resources(String type) {
        List<Map<?, ?>> found = new ArrayList<>();
        for (Object name : part("Resources").keySet()) {
            if (type.equals(part("Resources", name.toString()).get("Type"))) {
                found.add(part("Resources", name.toString(), "Properties"));
            }
        }
        return found;
    }

    /** All values of this key, at any depth. */
    List<Object> everything(String key) {
        List<Object> found = new ArrayList<>();
        walk(root, (name, value) -> {
            if (name.equals(key)) {
                found.add(value);
            }
        });
        return found;
    }

    /** Dangling references. */
    List<String> danglingReferences() {
        List<String> dangling = new ArrayList<>();
        walk(
                root,
                (name, value) -> names(name, value)
                        .filter(reference -> !isThere(name, reference))
                        .forEach(dangling::add));
        return dangling;
    }

    private static Stream<String> names(String function, Object argument) {
        return switch (function) {
            case "Ref" -> Stream.of(argument.toString());
            case "GetAtt" -> Stream.of(argument.toString());
            case "Sub" -> inText(argument);
            case "If" -> Stream.of(((List<?>) argument).get(0).toString());
            default -> Stream.of();
        };
    }

    /** A text alone, or a list of a text and a map of names that hold in it only. */
    private static Stream<String> inText(Object argument) {
        List<?> list = argument instanceof List<?> pair ? pair : List.of(argument, Map.of());
        return IN_TEXT.matcher(list.get(0).toString())
                .results()
                .map((MatchResult match) -> match.group(1))
                .filter(name -> !((Map<?, ?>) list.get(1)).containsKey(name));
    }

    private boolean isThere(String function, String reference) {
        if (function.equals("If")) {
            return part("Conditions").containsKey(reference);
        }
        if (reference.startsWith("AWS::")) {
            return true;
        }
        boolean attribute = reference.contains(".");
        return part("Resources").containsKey(reference.split("\\.", 2)[0])
                || (!attribute && part("Parameters").containsKey(reference));
    }

    private static void walk(Object node, BiConsumer<String, Object> visitor) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                visitor.accept(key.toString(), value);
                walk(value, visitor);
            });
        } else if (node instanceof Collection<?> list) {
            list.forEach(element -> walk(element, visitor));
        }
    }
}
