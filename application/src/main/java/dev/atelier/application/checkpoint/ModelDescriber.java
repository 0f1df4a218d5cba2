package dev.atelier.application.checkpoint;

import dev.atelier.application.Collaborator;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.ModelDescription;
import dev.atelier.domain.checkpoint.ModelFile;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Describes the files of checkpoints that have become Active. */
@Collaborator
public class ModelDescriber {

    private final ModelStore store;
    private final ModelDescriptionReader reader;
    private final InspectionTurns turns;
    private final ModelDescriptionRepository descriptions;

    public ModelDescriber(
            ModelStore store,
            ModelDescriptionReader reader,
            InspectionTurns turns,
            ModelDescriptionRepository descriptions) {
        this.store = store;
        this.reader = reader;
        this.turns = turns;
        this.descriptions = descriptions;
    }

    /** Reads the headers of the stored files. Best effort: a model can be used without a description. */
    public void describe(Checkpoint checkpoint) {
        try {
            Map<Integer, ModelDescription> found = new TreeMap<>();
            turns.inTurn(checkpoint.creator(), () -> read(checkpoint.files(), found));
            descriptions.save(checkpoint.id(), found);
        } catch (IOException | RuntimeException e) {
            // It stays without one, which its page says; what made it Active must not fail for that.
            return;
        }
    }

    private void read(List<ModelFile> files, Map<Integer, ModelDescription> found) throws IOException {
        for (int position = 0; position < files.size(); position++) {
            int at = position;
            ModelFile file = files.get(position);
            try (SeekableByteChannel content = store.openChannel(file.location())) {
                reader.read(file.name(), content).ifPresent(description -> found.put(at, description));
            }
        }
    }
}
