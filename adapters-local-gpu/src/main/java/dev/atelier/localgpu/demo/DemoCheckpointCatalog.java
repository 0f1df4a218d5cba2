package dev.atelier.localgpu.demo;

import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.localgpu.demo.diffusion.BundledWeights;
import dev.atelier.localgpu.demo.diffusion.WeightsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The model files in the node's folder, as of the last refresh. tiny-emoji is always listed, also under the checkpoint name
 * of the API documentation's examples, so that these run unchanged; infotexts name tiny-emoji as the model even then.
 * Thread-safe.
 */
final class DemoCheckpointCatalog {

    static final String TINY_EMOJI = "tiny-emoji.safetensors";
    private static final String EXAMPLE_NAME = "v1-5-pruned-emaonly.safetensors";

    private final Path folder;
    private List<DemoCheckpoint> listed = List.of();

    /** @param modelsDir laid out like WebUI's; created if it is missing */
    DemoCheckpointCatalog(Path modelsDir) {
        this.folder = modelsDir.resolve(CheckpointType.STABLE_DIFFUSION.word());
    }

    /** The first call writes tiny-emoji's file, which would delay the start-up. */
    synchronized List<DemoCheckpoint> list() {
        if (listed.isEmpty()) {
            refresh();
        }
        return listed;
    }

    /** Lists the folder again. */
    synchronized void refresh() {
        try {
            Files.createDirectories(folder);
            BundledWeights.provide(folder.resolve(TINY_EMOJI));
            listed = scan();
        } catch (IOException e) {
            throw new UncheckedIOException("The demo node cannot use its models folder " + folder, e);
        }
    }

    Optional<DemoCheckpoint> named(String name) {
        return list().stream().filter(checkpoint -> checkpoint.matches(name)).findFirst();
    }

    DemoCheckpoint tinyEmoji() {
        return named(TINY_EMOJI).orElseThrow();
    }

    private List<DemoCheckpoint> scan() throws IOException {
        List<DemoCheckpoint> found = new ArrayList<>();
        for (Path path : files()) {
            String name = folder.relativize(path).toString().replace('\\', '/');
            at(path).ifPresent(weights -> found.add(new DemoCheckpoint(name, weights)));
        }
        if (found.stream().noneMatch(checkpoint -> checkpoint.fileName().equals(EXAMPLE_NAME))) {
            DemoCheckpoint tinyEmoji = found.stream()
                    .filter(checkpoint -> checkpoint.matches(TINY_EMOJI))
                    .findFirst()
                    .orElseThrow();
            found.add(new DemoCheckpoint(EXAMPLE_NAME, tinyEmoji.weights()));
        }
        return List.copyOf(found);
    }

    /** Also in folders, as each placed checkpoint has one of its own. */
    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>(list(folder));
        for (Path entry : List.copyOf(files)) {
            if (Files.isDirectory(entry)) {
                files.addAll(list(entry));
            }
        }
        return files.stream()
                .filter(file -> file.getFileName().toString().matches("[^.].*\\.(safetensors|ckpt)"))
                .filter(Files::isRegularFile)
                .sorted()
                .toList();
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** An unchanged file keeps its computed hash. */
    private Optional<WeightsFile> at(Path path) throws IOException {
        try {
            WeightsFile file = WeightsFile.at(path);
            return Optional.of(listed.stream()
                    .map(DemoCheckpoint::weights)
                    .filter(file::isSameAs)
                    .findFirst()
                    .orElse(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
