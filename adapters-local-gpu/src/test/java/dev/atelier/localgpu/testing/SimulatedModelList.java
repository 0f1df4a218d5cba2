package dev.atelier.localgpu.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The models on the node's disk, and the loaded one. Hashes are known, and part of titles, after the first load. */
final class SimulatedModelList {

    private final Map<CheckpointType, Set<String>> files = new EnumMap<>(CheckpointType.class);
    private final Set<String> hashed = new HashSet<>();
    private String loaded;

    synchronized void put(CheckpointType type, List<String> names) {
        files.put(type, new LinkedHashSet<>(names));
        if (type == CheckpointType.STABLE_DIFFUSION) {
            loaded = names.get(0);
            hashed.add(loaded);
        }
    }

    synchronized boolean has(CheckpointType type) {
        return files.containsKey(type);
    }

    synchronized String loaded() {
        return loaded;
    }

    /** Loads the checkpoint of that name; unknown names are ignored. */
    synchronized boolean load(String name) {
        Optional<String> found = checkpoints().stream()
                .filter(file -> Stream.of(
                                file,
                                title(file),
                                stem(file),
                                hash(file),
                                hash(file).substring(0, 10))
                        .anyMatch(name::equals))
                .findFirst();
        if (found.isEmpty() || found.get().equals(loaded)) {
            return false;
        }
        loaded = found.get();
        hashed.add(loaded);
        return true;
    }

    private Set<String> checkpoints() {
        return files.getOrDefault(CheckpointType.STABLE_DIFFUSION, Set.of());
    }

    synchronized ArrayNode checkpoints(boolean webUi) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (String file : checkpoints()) {
            ObjectNode entry = list.addObject().put("model_name", stem(file)).putNull("config");
            if (webUi) {
                entry.put("title", title(file)).put("filename", "/webui/models/Stable-diffusion/" + file);
                entry.put("hash", hashed.contains(file) ? hash(file).substring(0, 10) : null);
                entry.put("sha256", hashed.contains(file) ? hash(file) : null);
            } else {
                entry.put("title", stem(file)).put("filename", file).put("hash", "8888888888");
            }
        }
        return list;
    }

    /** Loras with large training statistics like real ones, which clients should not keep in memory. */
    synchronized ArrayNode loras() {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (String file : files.getOrDefault(CheckpointType.LORA, Set.of())) {
            ObjectNode entry = list.addObject().put("name", stem(file)).put("alias", stem(file));
            entry.put("path", "/webui/models/Lora/" + file);
            entry.putObject("metadata").putObject("ss_tag_frequency").put("title", "not a title");
        }
        return list;
    }

    synchronized ArrayNode named(CheckpointType type, String nameField, String pathField) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        files.getOrDefault(type, Set.of())
                .forEach(file -> list.addObject().put(nameField, file).put(pathField, "/webui/models/" + file));
        return list;
    }

    synchronized ObjectNode embeddings() {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ObjectNode loadedOnes = answer.putObject("loaded");
        ObjectNode skipped = answer.putObject("skipped");
        for (String file : files.getOrDefault(CheckpointType.EMBEDDINGS, Set.of())) {
            (loadedOnes.isEmpty() ? loadedOnes : skipped).putObject(stem(file)).put("vectors", 2);
        }
        return answer;
    }

    synchronized ObjectNode controlNets() {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode list = answer.putArray("model_list").add("None");
        files.getOrDefault(CheckpointType.CONTROL_NET, Set.of())
                .forEach(file -> list.add(stem(file) + " [" + hash(file).substring(0, 8) + "]"));
        return answer;
    }

    private String title(String file) {
        return hashed.contains(file) ? file + " [" + hash(file).substring(0, 10) + "]" : file;
    }

    static String stem(String file) {
        return file.contains(".") ? file.substring(0, file.lastIndexOf('.')) : file;
    }

    static String hash(String file) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(file.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
