package dev.atelier.localgpu.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private Path folder;

    /** Has the files in folders of this models folder as well. */
    synchronized void readFrom(Path models) {
        folder = models;
    }

    private Set<String> files(CheckpointType type) {
        Set<String> all = new LinkedHashSet<>(files.getOrDefault(type, Set.of()));
        if (folder != null && Files.isDirectory(folder.resolve(type.word()))) {
            Path models = folder.resolve(type.word());
            try (Stream<Path> found = Files.walk(models, 2)) {
                found.filter(file ->
                                Files.isRegularFile(file) && !file.getParent().equals(models))
                        .map(file -> models.relativize(file).toString())
                        .forEach(all::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }

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
        return files(CheckpointType.STABLE_DIFFUSION);
    }

    synchronized ArrayNode checkpoints(boolean webUi) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (String file : checkpoints()) {
            ObjectNode entry = list.addObject()
                    .put("model_name", stem(file).replace('/', '_'))
                    .putNull("config");
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
    synchronized ArrayNode loras(boolean webUi) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (String file : files(CheckpointType.LORA)) {
            if (!webUi) {
                list.addObject().put("name", stem(file)).put("path", "styles/" + file);
                continue;
            }
            ObjectNode entry = list.addObject().put("name", stem(base(file)));
            entry.put("alias", stem(base(file)));
            entry.put("path", "/webui/models/Lora/" + file);
            entry.putObject("metadata").putObject("ss_tag_frequency").put("title", "not a title");
        }
        return list;
    }

    synchronized ArrayNode named(CheckpointType type, String nameField, String pathField) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        files(type)
                .forEach(file ->
                        list.addObject().put(nameField, stem(base(file))).put(pathField, "/webui/models/" + file));
        return list;
    }

    synchronized ObjectNode embeddings() {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ObjectNode loadedOnes = answer.putObject("loaded");
        ObjectNode skipped = answer.putObject("skipped");
        for (String file : files(CheckpointType.EMBEDDINGS)) {
            (loadedOnes.isEmpty() ? loadedOnes : skipped)
                    .putObject(stem(base(file)))
                    .put("vectors", 2);
        }
        return answer;
    }

    synchronized ObjectNode controlNets() {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode list = answer.putArray("model_list").add("None");
        files(CheckpointType.CONTROL_NET)
                .forEach(file -> list.add(stem(base(file)) + " [" + hash(file).substring(0, 8) + "]"));
        return answer;
    }

    private String title(String file) {
        return hashed.contains(file) ? file + " [" + hash(file).substring(0, 10) + "]" : file;
    }

    /** Without its folder. */
    static String base(String file) {
        return file.substring(file.lastIndexOf('/') + 1);
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
