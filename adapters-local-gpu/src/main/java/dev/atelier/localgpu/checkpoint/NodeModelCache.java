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
 * Cache of model files from the store in the {@code models} folder of one or more nodes. Files from elsewhere are used as
 * they are and never removed; of the installed ones, the least recently used are evicted at the size limit unless in use.
 * Thread-safe; several replicas may share one folder.
 */
public final class NodeModelCache {

    private final ModelsFolderLayout layout;
    private final ModelStore store;
    private final ModelFileInspector inspector;
    private final CachedModelIndex index;
    private final ModelFileInstaller modelFileInstaller;
    private final LruEvictor lruEvictor;
    private final SideFiles sideFiles;
    private final Withdrawal withdrawal;
    private final InUseFiles inUseFiles = new InUseFiles();

    /** @param maxBytes size limit of installed files; 0: none */
    public NodeModelCache(Path modelsDir, long maxBytes, ModelStore store, ModelFileInspector inspector, Clock clock) {
        this.layout = new ModelsFolderLayout(modelsDir);
        this.store = store;
        this.index = new CachedModelIndex(layout, clock);
        this.modelFileInstaller = new ModelFileInstaller(store, layout, index);
        this.lruEvictor = new LruEvictor(index, inUseFiles, maxBytes);
        this.inspector = inspector;
        this.sideFiles = new SideFiles(layout, inspector, index, inUseFiles);
        this.withdrawal = new Withdrawal(index, sideFiles, inUseFiles, clock);
    }

    private enum Need {
        NOTHING,
        REFRESH,
        FILE
    }

    /** Protects the files of these models from removal until closed. */
    public InUseFiles.Pin pin(List<ModelReference> models) {
        List<ModelReference> stored = stored(models);
        stored.forEach(model -> index.find(model.type(), name(model)).ifPresent(index::touch));
        return inUseFiles.pin(stored.stream()
                .map(model -> layout.file(model.type(), name(model)))
                .toList());
    }

    /** Whether {@link #provide} has something to do. */
    public boolean lacks(List<ModelReference> models, Map<CheckpointType, Set<String>> listed) {
        return stored(models).stream().anyMatch(model -> need(model, listed) != Need.NOTHING);
    }

    /**
     * Installs those of the models that are in the store and not on the node.
     *
     * @param listed the models that the node reports
     * @param wanted checked between chunks
     * @return the types whose lists the node has to refresh
     * @throws CancellationException if no longer wanted
     * @throws ModelInstallException if a model cannot be installed, with a message for clients
     */
    public synchronized Set<CheckpointType> provide(
            List<ModelReference> models, Map<CheckpointType, Set<String>> listed, BooleanSupplier wanted)
            throws IOException {
        Set<CheckpointType> changed = EnumSet.noneOf(CheckpointType.class);
        for (ModelReference model : stored(models)) {
            Need need = need(model, listed);
            if (need == Need.FILE) {
                requireInstallable(model, models);
                changed.addAll(install(model, wanted));
            }
            if (need != Need.NOTHING) {
                changed.add(model.type());
            }
        }
        return changed;
    }

    /**
     * Removes installed files that are no longer permitted, except those in use.
     *
     * @param check decides by the file's location in the store
     * @param idle how long a file must have been unused; longer than the interval between calls, each of which marks the
     *     files of running jobs as used
     */
    public void withdraw(CheckPlacedModel check, Duration idle) throws IOException {
        withdrawal.run(check::mayStay, idle);
    }

    /** The types of which a node still lists installed files that were removed, so that it has to refresh them. */
    public Set<CheckpointType> outdated(Map<CheckpointType, Set<String>> listed) throws IOException {
        Set<CheckpointType> outdated = EnumSet.noneOf(CheckpointType.class);
        for (CheckpointType type : CheckpointType.values()) {
            Set<String> names = listed.getOrDefault(type, Set.of());
            if (index.gone(type).stream().anyMatch(name -> lists(names, name))) {
                outdated.add(type);
            }
        }
        return outdated;
    }

    /** The models that nodes list because they are or were installed, under each name that WebUI may use. */
    public Set<NodeModel> installed() throws IOException {
        Set<NodeModel> models = new HashSet<>();
        index.all().forEach(file -> addBothNames(models, file.type(), file.name()));
        for (CheckpointType type : CheckpointType.values()) {
            index.gone(type).forEach(name -> addBothNames(models, type, name));
        }
        return models;
    }

    private static void addBothNames(Set<NodeModel> models, CheckpointType type, CheckpointFileName name) {
        models.add(new NodeModel(type, name));
        models.add(new NodeModel(type, stem(name)));
    }

    private void requireInstallable(ModelReference model, List<ModelReference> models) throws IOException {
        try {
            UsableModels.require(models);
        } catch (InvalidRequestException e) {
            throw new ModelInstallException(e.getMessage());
        }
        if (model.isSideFile()) {
            sideFiles.requireInstallable(model, models);
        } else {
            sideFiles.clearFor(model, models);
        }
    }

    private Set<CheckpointType> install(ModelReference model, BooleanSupplier wanted) throws IOException {
        CheckpointFileName name = name(model);
        StoredFile file = store.find(model.file())
                .orElseThrow(() -> new ModelInstallException("model " + name + " is no longer in the store"));
        requireInspected(model);
        Optional<CachedModelFile> outdated = index.find(model.type(), name);
        if (outdated.isPresent()) {
            index.remove(outdated.get());
        }
        Set<CheckpointType> evicted = lruEvictor.evictUntilFits(name, file.size());
        modelFileInstaller.install(model.type(), name, model.file(), wanted);
        return evicted;
    }

    /** Inspected again: it may have been stored or renamed before inspection became stricter. */
    private void requireInspected(ModelReference model) throws IOException {
        try (SeekableByteChannel content = store.openChannel(model.file())) {
            inspector.inspect(name(model), content);
        } catch (ModelFileRejectedException e) {
            throw new ModelInstallException(e.getMessage());
        }
    }

    private Need need(ModelReference model, Map<CheckpointType, Set<String>> listed) {
        CheckpointFileName name = name(model);
        Optional<CachedModelFile> installed = index.find(model.type(), name);
        boolean outdated = installed.isPresent()
                && !installed.get().origin().equals(model.file().toString());
        boolean exists = Files.exists(layout.file(model.type(), name)) && !outdated;
        boolean unlisted =
                !model.isSideFile() && listed.containsKey(model.type()) && !lists(listed.get(model.type()), name);
        if (exists) {
            return unlisted ? Need.REFRESH : Need.NOTHING;
        }
        // WebUI can have further models folders; but a listed file that is in the index was installed here and is gone.
        boolean inOtherFolder = !model.isSideFile()
                && listed.containsKey(model.type())
                && !unlisted
                && !index.isIndexed(model.type(), name);
        return inOtherFolder ? Need.NOTHING : Need.FILE;
    }

    private static boolean lists(Set<String> names, CheckpointFileName name) {
        return names.contains(name.value()) || names.contains(stem(name).value());
    }

    /** WebUI lists embeddings, and some others, without the file extension. */
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
