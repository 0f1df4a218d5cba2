package dev.atelier.localgpu.demo;

import dev.atelier.domain.checkpoint.CheckpointType;
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
 * The model files that the node has: what lay in its folder when it last looked. tiny-emoji is always among them, also
 * under the name in the documents' examples, so that the examples run as they stand. Wherever the node tells what painted
 * a picture, it tells tiny-emoji. Thread-safe.
 */
final class DemoCheckpointCatalog {

    static final String TINY_EMOJI = "tiny-emoji.safetensors";
    private static final String SAMPLE_NAME = "v1-5-pruned-emaonly.safetensors";

    private final Path folder;
    private List<DemoCheckpoint> listed = List.of();

    /** @param modelsDir laid out like WebUI's; made when it is not there */
    DemoCheckpointCatalog(Path modelsDir) {
        this.folder = modelsDir.resolve(CheckpointType.STABLE_DIFFUSION.word());
    }

    /** The first who asks waits until tiny-emoji's file is there, so that the start does not. */
    synchronized List<DemoCheckpoint> list() {
        if (listed.isEmpty()) {
            refresh();
        }
        return listed;
    }

    /** Looks again. */
    synchronized void refresh() {
        try {
            Files.createDirectories(folder);
            BundledWeights.provide(folder.resolve(TINY_EMOJI));
            listed = look();
        } catch (IOException e) {
            throw new UncheckedIOException("The demo node cannot use its models folder " + folder, e);
        }
    }

    Optional<DemoCheckpoint> named(String name) {
        return list().stream()
                .filter(demoCheckpoint -> demoCheckpoint.goesBy(name))
                .findFirst();
    }

    DemoCheckpoint tinyEmoji() {
        return named(TINY_EMOJI).orElseThrow();
    }

    private List<DemoCheckpoint> look() throws IOException {
        List<DemoCheckpoint> found = new ArrayList<>();
        for (Path path : files()) {
            at(path).ifPresent(weights -> found.add(new DemoCheckpoint(weights.name(), weights)));
        }
        if (found.stream().noneMatch(demoCheckpoint -> demoCheckpoint.fileName().equals(SAMPLE_NAME))) {
            DemoCheckpoint tinyEmoji = found.stream()
                    .filter(demoCheckpoint -> demoCheckpoint.goesBy(TINY_EMOJI))
                    .findFirst()
                    .orElseThrow();
            found.add(new DemoCheckpoint(SAMPLE_NAME, tinyEmoji.weights()));
        }
        return List.copyOf(found);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("[^.].*\\.(safetensors|ckpt)"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    /** A file that is still the same keeps its hash. */
    private Optional<WeightsFile> at(Path path) throws IOException {
        try {
            WeightsFile now = WeightsFile.at(path);
            return Optional.of(listed.stream()
                    .map(DemoCheckpoint::weights)
                    .filter(now::isSameAs)
                    .findFirst()
                    .orElse(now));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
