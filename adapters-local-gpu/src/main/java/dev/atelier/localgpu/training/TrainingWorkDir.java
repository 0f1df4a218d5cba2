package dev.atelier.localgpu.training;

import dev.atelier.application.util.DirectoryDeleter;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingOptions;
import dev.atelier.domain.training.TrainingSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The work directory of a running training. */
record TrainingWorkDir(Path root) {

    private static final Set<PosixFilePermission> OTHERS_WRITE =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    /** The training whose it is. */
    TrainingId id() {
        return TrainingId.parse(root.getFileName().toString()).orElseThrow();
    }

    /** The trainer's configuration. */
    Path config() {
        return root.resolve("config.toml");
    }

    /** The prompts of sample images. */
    Path prompts() {
        return root.resolve("prompts.json");
    }

    /** The directory of the base model. */
    Path model() {
        return root.resolve("model");
    }

    /** The dataset: directories named {@code N_name}, whose images are repeated N times per epoch. */
    Path images() {
        return root.resolve("pictures");
    }

    /** The directory to which the trainer writes models. */
    Path output() {
        return root.resolve("output");
    }

    /** The trainer's standard output and error. */
    Path log() {
        return root.resolve("train.log");
    }

    /** The trainer's pid and start time, see {@link TrainerProcess}. */
    Path process() {
        return root.resolve("process");
    }

    /** Whether other users of this machine can write to it, for a trainer that runs as one of them. */
    boolean isShared() throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(root, PosixFileAttributeView.class);
        return view != null && view.readAttributes().permissions().stream().anyMatch(OTHERS_WRITE::contains);
    }

    /** Whether it is a file in this directory, not reached by a link that a trainer of another user could have created. */
    boolean isOwnFile(Path file) {
        Path parent = root.getParent();
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && file.toRealPath().equals(parent.toRealPath().resolve(parent.relativize(file)));
        } catch (IOException e) {
            return false; // deleted
        }
    }

    /** Creates it with its subdirectories, deleting any earlier content. */
    void create() throws IOException {
        delete();
        for (Path folder : List.of(model(), images(), output())) {
            Files.createDirectories(folder);
        }
    }

    /** Deletes it recursively, if it exists. */
    void delete() throws IOException {
        DirectoryDeleter.remove(root);
    }

    /** The model files of the trainer: the final one first, if it exists, then the others by name. */
    List<Path> models(String outputName) throws IOException {
        if (!Files.isDirectory(output())) {
            return List.of(); // it was stopped before it was created
        }
        Path last = finalModel(outputName);
        try (Stream<Path> files = Files.list(output())) {
            return files.filter(this::isOwnFile)
                    .filter(file -> file.getFileName().toString().endsWith(TrainingOptions.EXTENSION))
                    .sorted(Comparator.comparing((Path file) -> !file.equals(last))
                            .thenComparing(Path::compareTo))
                    .toList();
        }
    }

    /** The sample images of the trainer, in order, with what they are. */
    Map<Path, TrainingSample> samples(String outputName) throws IOException {
        Path folder = output().resolve("sample");
        Map<Path, TrainingSample> samples = new LinkedHashMap<>();
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(this::isOwnFile)
                        .sorted()
                        .forEach(file -> TrainingSample.ofFile(
                                        outputName, file.getFileName().toString())
                                .ifPresent(sample -> samples.put(file, sample)));
            }
        }
        return samples;
    }

    /** The model that kohya writes at the end. */
    Path finalModel(String outputName) {
        return output().resolve(outputName + TrainingOptions.EXTENSION);
    }
}
