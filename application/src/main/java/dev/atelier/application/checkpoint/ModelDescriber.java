package dev.atelier.application.checkpoint;

import dev.atelier.application.Collaborator;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelDescription;
import dev.atelier.domain.checkpoint.ModelFamily;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.ModelKind;
import dev.atelier.domain.checkpoint.UsableFile;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Describes the files of checkpoints that are Active, or about to be. */
@Collaborator
public class ModelDescriber {

    private final ModelStore store;
    private final ModelDescriptionReader reader;
    private final ModelDescriptionRepository descriptions;

    public ModelDescriber(ModelStore store, ModelDescriptionReader reader, ModelDescriptionRepository descriptions) {
        this.store = store;
        this.reader = reader;
        this.descriptions = descriptions;
    }

    /**
     * Reads the headers of the stored files, of a checkpoint that the repository has. Best effort: a model can be used without a
     * description. A thread that is interrupted meanwhile stays so.
     */
    public void describe(Checkpoint checkpoint) {
        try {
            descriptions.save(checkpoint.id(), read(checkpoint.files()));
        } catch (IOException | RuntimeException e) {
            // It stays without one, which its page says; what made it Active must not fail for that.
            return;
        }
    }

    /**
     * Checks that an uploaded file is not a model that can never be used as that type. What is not recognized with certainty is let
     * through, and so is what jobs cannot name as a model of that type anyway.
     *
     * @throws ModelFileRejectedException if it is, saying what it is
     */
    public void requireType(CheckpointType type, ModelFile file) {
        Optional<ModelDescription> found = Optional.empty();
        try (SeekableByteChannel content = store.openChannel(file.location())) {
            found = reader.read(file.name(), content);
        } catch (IOException | RuntimeException e) {
            // Then it is unknown what it is.
        }
        boolean isUsable = UsableFile.obstacle(type, file.name(), List.of()).isEmpty();
        found.filter(model -> isUsable && isNever(model, type)).ifPresent(model -> {
            throw new ModelFileRejectedException(
                    "file " + file.name() + " is no " + type.word() + " model: its kind is "
                            + model.kind().word()
                            + (model.family() == ModelFamily.UNKNOWN
                                    ? ""
                                    : ", its family " + model.family().word())
                            + model.kind()
                                    .usual()
                                    .map(other -> "; upload it as " + other.word())
                                    .orElse(""));
        });
    }

    /** A VAE or text encoder in the same file as a model of a known family may be the part of a whole checkpoint. */
    private static boolean isNever(ModelDescription model, CheckpointType type) {
        boolean isPart = type == CheckpointType.STABLE_DIFFUSION
                && model.family() != ModelFamily.UNKNOWN
                && (model.kind() == ModelKind.VAE || model.kind() == ModelKind.TEXT_ENCODER);
        return model.kind().isNever(type) && !isPart;
    }

    /**
     * As above, for a worker at a claim; to be called before the work is ended, since the claim is renewed until then and the thread
     * interrupted after it.
     *
     * @throws InterruptedException if interrupted meanwhile
     */
    public void describeForClaim(Checkpoint checkpoint) throws InterruptedException {
        describe(checkpoint);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private Map<Integer, ModelDescription> read(List<ModelFile> files) throws IOException {
        Map<Integer, ModelDescription> found = new TreeMap<>();
        for (int position = 0; position < files.size(); position++) {
            int at = position;
            ModelFile file = files.get(position);
            try (SeekableByteChannel content = store.openChannel(file.location())) {
                reader.read(file.name(), content).ifPresent(description -> found.put(at, description));
            }
        }
        return found;
    }
}
