package dev.atelier.localgpu;

import dev.atelier.application.ConfigurationChecks;
import dev.atelier.application.compute.NodeDefinition;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.localgpu.node.InstanceTypeMatcher;
import dev.atelier.localgpu.node.NodeSettings;
import dev.atelier.localgpu.node.NodeUrl;
import io.micronaut.context.annotation.Context;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The configured nodes, validated, each with its effective settings. */
@LocalGpuEnabled
@Context
final class NodeSettingsResolver {

    private static final int MAX_URL = 2000;

    /** That of the columns in the database. */
    private static final int MAX_NAME = 255;

    private final Optional<Path> modelsDir;
    private final long modelsMaxBytes;
    private final InstanceTypeMatcher instanceTypeMatcher;
    private final List<NodeSettings> nodes = new ArrayList<>();

    NodeSettingsResolver(LocalGpuConfiguration all, Collection<NodeConfiguration> own) {
        this.modelsDir = folder(key("models-dir"), all.modelsDir());
        this.modelsMaxBytes = bytes(key("models-max-bytes"), all.modelsMaxBytes());
        this.instanceTypeMatcher = InstanceTypeMatcher.parse(key("instance-types"), all.instanceTypes());
        own.forEach(node -> nodes.add(settings(node)));
        Set<String> ownNames = new HashSet<>(names());
        for (String url : all.nodes()) {
            NodeSettings node = settings(NodeUrl.parse(key("nodes"), url));
            if (!ownNames.contains(node.url().name())) {
                nodes.add(node);
            }
        }
        Set<String> seen = new HashSet<>();
        names().forEach(name ->
                ConfigurationChecks.require(seen.add(name), key("nodes"), "naming " + name + " twice", "once each"));
    }

    List<NodeSettings> list() {
        return List.copyOf(nodes);
    }

    /** The demo node, which has a models folder of its own. */
    NodeSettings demo(NodeUrl url, Path ownModelsDir) {
        return new NodeSettings(url, Optional.of(ownModelsDir), modelsMaxBytes, instanceTypeMatcher);
    }

    /**
     * A node that is added while the service runs. Its models folder is one of the settings: folders of this machine are not for
     * users of the API to choose.
     *
     * @throws InvalidRequestException if there can be no such node
     */
    NodeSettings added(NodeDefinition definition) {
        try {
            NodeUrl url = NodeUrl.parse("url", definition.url());
            ConfigurationChecks.require(
                    definition.url().length() <= MAX_URL && url.name().length() <= MAX_NAME,
                    "url",
                    url.toString().length() + " characters long",
                    "at most " + MAX_URL + ", of which host, port and path have at most " + MAX_NAME);
            InstanceTypeMatcher types = definition.instanceTypes().isEmpty()
                    ? instanceTypeMatcher
                    : InstanceTypeMatcher.parseBounded("instance_types", definition.instanceTypes());
            return definition
                    .modelsDir()
                    .map(folder -> addedTo(folder, url, types))
                    .orElseGet(() -> new NodeSettings(url, modelsDir, modelsMaxBytes, types));
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(e.getMessage());
        }
    }

    private NodeSettings addedTo(String folder, NodeUrl url, InstanceTypeMatcher types) {
        if (folder.isEmpty()) {
            return new NodeSettings(url, Optional.empty(), 0, types);
        }
        Map<String, Long> allowed = new HashMap<>();
        modelsDir.ifPresent(usual -> allowed.put(usual.toString(), modelsMaxBytes));
        nodes.forEach(
                node -> node.modelsDir().ifPresent(own -> allowed.putIfAbsent(own.toString(), node.modelsMaxBytes())));
        ConfigurationChecks.require(
                allowed.containsKey(folder),
                "models_dir",
                TextSanitizer.quote(folder),
                "a folder that a models-dir of the settings names, or an empty text for none");
        return new NodeSettings(url, Optional.of(Path.of(folder)), allowed.get(folder), types);
    }

    private List<String> names() {
        return nodes.stream().map(node -> node.url().name()).toList();
    }

    private NodeSettings settings(NodeUrl url) {
        return new NodeSettings(url, modelsDir, modelsMaxBytes, instanceTypeMatcher);
    }

    private NodeSettings settings(NodeConfiguration node) {
        NodeSettings defaults = settings(node.parsedUrl());
        return new NodeSettings(
                defaults.url(),
                node.modelsDir() == null ? defaults.modelsDir() : folder(node.key("models-dir"), node.modelsDir()),
                node.modelsMaxBytes() == null
                        ? defaults.modelsMaxBytes()
                        : bytes(node.key("models-max-bytes"), node.modelsMaxBytes()),
                node.instanceTypes() == null
                        ? defaults.instanceTypes()
                        : InstanceTypeMatcher.parse(node.key("instance-types"), node.instanceTypes()));
    }

    private static Optional<Path> folder(String key, String value) {
        if (value == null || value.isBlank()) {
            return Optional.empty();
        }
        try {
            Path folder = Path.of(value).toAbsolutePath().normalize();
            ConfigurationChecks.require(
                    Files.isDirectory(folder) && Files.isWritable(folder),
                    key,
                    value,
                    "an existing folder, the" + " models folder of an SD WebUI server, that this service may write to");
            return Optional.of(folder);
        } catch (InvalidPathException e) {
            throw ConfigurationChecks.rejected(key, value, "a folder");
        }
    }

    private static long bytes(String key, long value) {
        ConfigurationChecks.require(value >= 0, key, value, "0 (no bound) or a size such as 200GB");
        return value;
    }

    private static String key(String setting) {
        return LocalGpuConfiguration.KEY + "." + setting;
    }
}
