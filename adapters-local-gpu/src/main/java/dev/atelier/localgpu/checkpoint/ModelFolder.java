package dev.atelier.localgpu.checkpoint;

import dev.atelier.application.checkpoint.PublishNodeModels.NodeModel;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StoredFile;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.inference.UsedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The {@code models} folder of one or more nodes, filled from the store. A file that somebody else put there is used as it
 * is and never removed; of those that we placed the least recently used ones leave when the bound is reached, but none
 * that is in use. Thread-safe; several replicas may fill one folder.
 */
public final class ModelFolder {

    private final FolderLayout layout;
    private final ModelStore store;
    private final PlacedFiles placed;
    private final Delivery delivery;
    private final Room room;
    private final Pins pins = new Pins();

    /** @param maxBytes how much we may place there; 0: no bound */
    public ModelFolder(Path modelsDir, long maxBytes, ModelStore store, Clock clock) {
        this.layout = new FolderLayout(modelsDir);
        this.store = store;
        this.placed = new PlacedFiles(layout, clock);
        this.delivery = new Delivery(store, layout, placed);
        this.room = new Room(placed, pins, maxBytes);
    }

    private enum Need {
        NOTHING,
        REFRESH,
        FILE
    }

    /** Keeps the files of these models in their place until closed. */
    public Pins.Pin pin(List<UsedModel> models) {
        List<UsedModel> stored = stored(models);
        stored.forEach(model -> placed.find(model.type(), name(model)).ifPresent(placed::touch));
        return pins.pin(stored.stream()
                .map(model -> layout.file(model.type(), name(model)))
                .toList());
    }

    /** Whether {@link #provide} would have something to do. */
    public boolean lacks(List<UsedModel> models, Map<CheckpointType, Set<String>> listed) {
        return stored(models).stream().anyMatch(model -> need(model, listed) != Need.NOTHING);
    }

    /**
     * Places those of the models that lie in the store and not on the node.
     *
     * @param listed what the node says it has
     * @param wanted asked now and then; when it is false this ends with {@link CancellationException}
     * @return the types of which the node is to look at its files again
     */
    public synchronized Set<CheckpointType> provide(
            List<UsedModel> models, Map<CheckpointType, Set<String>> listed, BooleanSupplier wanted)
            throws IOException {
        Set<CheckpointType> changed = EnumSet.noneOf(CheckpointType.class);
        for (UsedModel model : stored(models)) {
            Need need = need(model, listed);
            if (need == Need.FILE) {
                changed.addAll(place(model, wanted));
            }
            if (need != Need.NOTHING) {
                changed.add(model.type());
            }
        }
        return changed;
    }

    /** What lies there because we placed it, under each name by which WebUI may call it. */
    public Set<NodeModel> placed() throws IOException {
        return placed.all().stream()
                .flatMap(
                        file -> Stream.of(file.name(), stem(file.name())).map(name -> new NodeModel(file.type(), name)))
                .collect(Collectors.toSet());
    }

    private Set<CheckpointType> place(UsedModel model, BooleanSupplier wanted) throws IOException {
        CheckpointFileName name = name(model);
        StoredFile file = store.find(model.file())
                .orElseThrow(() -> new ModelNotPlaced("model " + name + " does not lie in the store any more"));
        Optional<PlacedFile> outdated = placed.find(model.type(), name);
        if (outdated.isPresent()) {
            placed.remove(outdated.get());
        }
        Set<CheckpointType> left = room.make(name, file.size());
        delivery.deliver(model.type(), name, model.file(), wanted);
        return left;
    }

    private Need need(UsedModel model, Map<CheckpointType, Set<String>> listed) {
        CheckpointFileName name = name(model);
        Optional<PlacedFile> ours = placed.find(model.type(), name);
        boolean outdated =
                ours.isPresent() && !ours.get().origin().equals(model.file().toString());
        boolean there = Files.exists(layout.file(model.type(), name)) && !outdated;
        boolean unlisted = listed.containsKey(model.type()) && !lists(listed.get(model.type()), name);
        if (there) {
            return unlisted ? Need.REFRESH : Need.NOTHING;
        }
        // WebUI can have more folders than the one we see; a file that we once placed, though, is gone from all of
        // them.
        boolean elsewhere = listed.containsKey(model.type()) && !unlisted && !placed.noted(model.type(), name);
        return elsewhere ? Need.NOTHING : Need.FILE;
    }

    private static boolean lists(Set<String> names, CheckpointFileName name) {
        return names.contains(name.value()) || names.contains(stem(name).value());
    }

    /** WebUI calls embeddings, and some others, by their names without the ending. */
    private static CheckpointFileName stem(CheckpointFileName name) {
        return new CheckpointFileName(name.value().replaceFirst("\\.[^.]+$", ""));
    }

    private static CheckpointFileName name(UsedModel model) {
        return new CheckpointFileName(model.name());
    }

    private static List<UsedModel> stored(List<UsedModel> models) {
        return models.stream().filter(UsedModel::isStored).toList();
    }
}
