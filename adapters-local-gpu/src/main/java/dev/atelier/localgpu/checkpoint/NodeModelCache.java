package dev.atelier.localgpu.checkpoint;

import dev.atelier.application.checkpoint.CheckPlacedModel;
import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.checkpoint.ModelFileRejectedException;
import dev.atelier.application.checkpoint.SyncNodeCheckpoints.NodeModel;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StoredFile;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.domain.inference.UsableModels;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * The {@code models} folder of one or more nodes, filled from the store. A file that somebody else put there is used as it
 * is and never removed; of those that we placed the least recently used ones leave when the bound is reached, but none
 * that is in use. Thread-safe; several replicas may fill one folder.
 */
public final class NodeModelCache {

    private final ModelsFolderLayout layout;
    private final ModelStore store;
    private final ModelFileInspector inspector;
    private final CachedModelIndex placed;
    private final ModelFileInstaller modelFileInstaller;
    private final LruEvictor lruEvictor;
    private final SideFiles sideFiles;
    private final Withdrawal withdrawal;
    private final InUseFiles inUseFiles = new InUseFiles();

    /** @param maxBytes how much we may place there; 0: no bound */
    public NodeModelCache(Path modelsDir, long maxBytes, ModelStore store, ModelFileInspector inspector, Clock clock) {
        this.layout = new ModelsFolderLayout(modelsDir);
        this.store = store;
        this.placed = new CachedModelIndex(layout, clock);
        this.modelFileInstaller = new ModelFileInstaller(store, layout, placed);
        this.lruEvictor = new LruEvictor(placed, inUseFiles, maxBytes);
        this.inspector = inspector;
        this.sideFiles = new SideFiles(layout, inspector, placed, inUseFiles);
        this.withdrawal = new Withdrawal(placed, sideFiles, inUseFiles, clock);
    }

    private enum Need {
        NOTHING,
        REFRESH,
        FILE
    }

    /** Keeps the files of these models in their place until closed. */
    public InUseFiles.Pin pin(List<ModelReference> models) {
        List<ModelReference> stored = stored(models);
        stored.forEach(model -> placed.find(model.type(), name(model)).ifPresent(placed::touch));
        return inUseFiles.pin(stored.stream()
                .map(model -> layout.file(model.type(), name(model)))
                .toList());
    }

    /** Whether {@link #provide} would have something to do. */
    public boolean lacks(List<ModelReference> models, Map<CheckpointType, Set<String>> listed) {
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
            List<ModelReference> models, Map<CheckpointType, Set<String>> listed, BooleanSupplier wanted)
            throws IOException {
        Set<CheckpointType> changed = EnumSet.noneOf(CheckpointType.class);
        for (ModelReference model : stored(models)) {
            Need need = need(model, listed);
            if (need == Need.FILE) {
                requirePlaceable(model, models);
                changed.addAll(place(model, wanted));
            }
            if (need != Need.NOTHING) {
                changed.add(model.type());
            }
        }
        return changed;
    }

    /**
     * Removes what we placed and what may not stay, but nothing that a job uses.
     *
     * @param check decides of a file that came from its location in the store
     * @param idle how long nothing must have used a file; more than the time between two calls, at each of which the files
     *     of running jobs count as used
     */
    public void withdraw(CheckPlacedModel check, Duration idle) throws IOException {
        withdrawal.run(check::mayStay, idle);
    }

    /** The types of which a node lists files that we placed once and that are gone, so that it should look again. */
    public Set<CheckpointType> outdated(Map<CheckpointType, Set<String>> listed) throws IOException {
        Set<CheckpointType> outdated = EnumSet.noneOf(CheckpointType.class);
        for (CheckpointType type : CheckpointType.values()) {
            Set<String> names = listed.getOrDefault(type, Set.of());
            if (placed.gone(type).stream().anyMatch(name -> lists(names, name))) {
                outdated.add(type);
            }
        }
        return outdated;
    }

    /** What nodes list because we placed it, there or gone by now, under each name by which WebUI may call it. */
    public Set<NodeModel> placed() throws IOException {
        Set<NodeModel> ours = new HashSet<>();
        placed.all().forEach(file -> addBothNames(ours, file.type(), file.name()));
        for (CheckpointType type : CheckpointType.values()) {
            placed.gone(type).forEach(name -> addBothNames(ours, type, name));
        }
        return ours;
    }

    private static void addBothNames(Set<NodeModel> models, CheckpointType type, CheckpointFileName name) {
        models.add(new NodeModel(type, name));
        models.add(new NodeModel(type, stem(name)));
    }

    private void requirePlaceable(ModelReference model, List<ModelReference> models) throws IOException {
        try {
            UsableModels.require(models);
        } catch (InvalidRequestException e) {
            throw new ModelInstallException(e.getMessage());
        }
        if (model.isSideFile()) {
            sideFiles.requirePlaceable(model, models);
        } else {
            sideFiles.clearFor(model, models);
        }
    }

    private Set<CheckpointType> place(ModelReference model, BooleanSupplier wanted) throws IOException {
        CheckpointFileName name = name(model);
        StoredFile file = store.find(model.file())
                .orElseThrow(() -> new ModelInstallException("model " + name + " does not lie in the store any more"));
        requireInspected(model);
        Optional<CachedModelFile> outdated = placed.find(model.type(), name);
        if (outdated.isPresent()) {
            placed.remove(outdated.get());
        }
        Set<CheckpointType> left = lruEvictor.evictUntilFits(name, file.size());
        modelFileInstaller.deliver(model.type(), name, model.file(), wanted);
        return left;
    }

    /** Once more: it may have been stored or renamed before what files may hold was restricted. */
    private void requireInspected(ModelReference model) throws IOException {
        try (SeekableByteChannel content = store.openChannel(model.file())) {
            inspector.inspect(name(model), content);
        } catch (ModelFileRejectedException e) {
            throw new ModelInstallException(e.getMessage());
        }
    }

    private Need need(ModelReference model, Map<CheckpointType, Set<String>> listed) {
        CheckpointFileName name = name(model);
        Optional<CachedModelFile> ours = placed.find(model.type(), name);
        boolean outdated =
                ours.isPresent() && !ours.get().origin().equals(model.file().toString());
        boolean there = Files.exists(layout.file(model.type(), name)) && !outdated;
        boolean unlisted =
                !model.isSideFile() && listed.containsKey(model.type()) && !lists(listed.get(model.type()), name);
        if (there) {
            return unlisted ? Need.REFRESH : Need.NOTHING;
        }
        // WebUI can have more folders than the one we see; a file that we once placed, though, is gone from all of
        // them.
        boolean elsewhere = !model.isSideFile()
                && listed.containsKey(model.type())
                && !unlisted
                && !placed.noted(model.type(), name);
        return elsewhere ? Need.NOTHING : Need.FILE;
    }

    private static boolean lists(Set<String> names, CheckpointFileName name) {
        return names.contains(name.value()) || names.contains(stem(name).value());
    }

    /** WebUI calls embeddings, and some others, by their names without the ending. */
    private static CheckpointFileName stem(CheckpointFileName name) {
        return new CheckpointFileName(name.stem());
    }

    private static CheckpointFileName name(ModelReference model) {
        return new CheckpointFileName(model.name());
    }

    private static List<ModelReference> stored(List<ModelReference> models) {
        return models.stream().filter(ModelReference::isStored).toList();
    }
}
