package dev.atelier.localgpu.training;

import dev.atelier.domain.training.TrainingOptions;
import dev.atelier.domain.training.TrainingSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The folder of one training while it runs. */
record TrainingWorkDir(Path root) {

    private static final Set<PosixFilePermission> OTHERS_WRITE =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    /** What the trainer is told. */
    Path config() {
        return root.resolve("config.toml");
    }

    /** Where the base model lies. */
    Path model() {
        return root.resolve("model");
    }

    /** Where the folders of pictures lie, each called {@code N_name}: every picture counts N times in an epoch. */
    Path images() {
        return root.resolve("pictures");
    }

    /** Where the trainer puts the models it makes. */
    Path output() {
        return root.resolve("output");
    }

    /** Everything the trainer says. */
    Path log() {
        return root.resolve("train.log");
    }

    /** Who the trainer is, see {@link TrainerProcess}. */
    Path process() {
        return root.resolve("process");
    }

    /** Whether other users of this machine may write to it, as where the trainer runs as one of them. */
    boolean isShared() throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(root, PosixFileAttributeView.class);
        return view != null && view.readAttributes().permissions().stream().anyMatch(OTHERS_WRITE::contains);
    }

    /** Whether it is a file in this folder, not a link, nor behind one: a trainer of another user could have made that. */
    boolean isOwnFile(Path file) {
        Path parent = root.getParent();
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && file.toRealPath().equals(parent.toRealPath().resolve(parent.relativize(file)));
        } catch (IOException e) {
            return false; // it is gone
        }
    }

    /** Makes it, empty. */
    void make() throws IOException {
        delete();
        for (Path folder : List.of(model(), images(), output())) {
            Files.createDirectories(folder);
        }
    }

    /** Removes it with everything in it; not being there is no error. */
    void delete() throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** The model files that it made: the final one first, if it is there, then the others in their order. */
    List<Path> models(TrainingSpec plan) throws IOException {
        Path last = finalModel(plan);
        try (Stream<Path> files = Files.list(output())) {
            return files.filter(this::isOwnFile)
                    .filter(file -> file.getFileName().toString().endsWith(TrainingOptions.EXTENSION))
                    .sorted(Comparator.comparing((Path file) -> !file.equals(last))
                            .thenComparing(Path::compareTo))
                    .toList();
        }
    }

    /** What kohya writes last of all. */
    Path finalModel(TrainingSpec plan) {
        return output().resolve(plan.outputName() + TrainingOptions.EXTENSION);
    }
}
