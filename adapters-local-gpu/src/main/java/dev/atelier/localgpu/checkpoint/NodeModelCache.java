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
import dev.atelier.localgpu.checkpoint.ModelInstallException.Scope;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cache of model files from the store in the {@code models} folder of one or more nodes, each in the folder of its
 * checkpoint. Files from elsewhere are never removed, nor used for those of the store; of the installed ones, the least
 * recently used are evicted at the size limit unless in use. Thread-safe; several replicas may share one folder.
 */
public final class NodeModelCache {

    private static final Logger LOG = LoggerFactory.getLogger(NodeModelCache.class);

    /** Nodes list the others with their paths. */
    private static final Set<CheckpointType> LISTED_BY_NAME =
            EnumSet.of(CheckpointType.EMBEDDINGS, CheckpointType.CONTROL_NET);

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
        this(modelsDir, maxBytes, store, inspector, clock, ModelFileInstaller.Output.FILES);
    }

    NodeModelCache(
            Path modelsDir,
            long maxBytes,
            ModelStore store,
            ModelFileInspector inspector,
            Clock clock,
            ModelFileInstaller.Output output) {
        this.layout = new ModelsFolderLayout(modelsDir);
        this.store = store;
        this.index = new CachedModelIndex(layout, clock);
        this.modelFileInstaller = new ModelFileInstaller(store, layout, index, output);
        this.lruEvictor = new LruEvictor(index, inUseFiles, maxBytes);
        this.inspector = inspector;
        this.sideFiles = new SideFiles(layout, inspector, index, inUseFiles);
        this.withdrawal = new Withdrawal(index, sideFiles, inUseFiles, clock);
        try {
            Files.createDirectories(layout.own());
        } catch (IOException e) {
            LOG.warn("{} cannot be created; no models can be installed there", layout.own(), e);
        }
    }

    private enum Need {
        NOTHING,
        REFRESH,
        FILE
    }

    /** Protects the files of these models from removal until closed. */
    public InUseFiles.Pin pin(List<ModelReference> models) {
        List<ModelReference> stored = stored(models);
        stored.forEach(model -> index.find(Placement.of(model)).ifPresent(index::touch));
        return inUseFiles.pin(
                stored.stream().map(model -> layout.file(Placement.of(model))).toList());
    }

    /** Whether {@link #provide} has something to do. */
    public boolean lacks(List<ModelReference> models, Map<CheckpointType, Set<String>> listed) {
        return stored(models).stream().anyMatch(model -> need(model, listed) != Need.NOTHING);
    }

    /**
     * Installs those of the models that are in the store and not yet installed.
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
                requireOnlyOfItsName(model, listed);
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
        withdrawal.run(
                file -> file.placement()
                        .checkpoint()
                        .filter(id -> check.mayStay(id, file.name(), file.origin()))
                        .isPresent(),
                idle);
    }

    /**
     * Checks the models that the node lists after it was refreshed.
     *
     * @throws ModelInstallException if it does not list an installed one, with a message for clients
     */
    public void requireListed(List<ModelReference> models, Map<CheckpointType, Set<String>> listed)
            throws ModelInstallException {
        for (ModelReference model : stored(models)) {
            if (!isListed(model, listed)) {
                throw lists(listed.get(model.type()), name(model))
                        ? isNotTheOnlyOne(model)
                        : new ModelInstallException(
                                Scope.NODE,
                                "the node does not list " + model.type().word() + " model " + model.name()
                                        + ", which was installed there");
            }
        }
    }

    /** The types of which a node still lists installed files that were removed, so that it has to refresh them. */
    public Set<CheckpointType> outdated(Map<CheckpointType, Set<String>> listed) throws IOException {
        Set<CheckpointType> outdated = EnumSet.noneOf(CheckpointType.class);
        List<CachedModelFile> installed = index.all();
        for (CheckpointType type : CheckpointType.values()) {
            Set<String> names = listed.getOrDefault(type, Set.of());
            if (index.gone(type).stream()
                    .anyMatch(gone -> isListed(gone, names)
                            && installed.stream()
                                    .noneMatch(file -> file.placement().isNamesakeOf(gone)))) {
                outdated.add(type);
            }
        }
        return outdated;
    }

    /**
     * The models that nodes list because they are or were installed, under each name that WebUI may use; without those that
     * it lists by a {@link PlacedName}.
     */
    public Set<NodeModel> installed() throws IOException {
        Set<NodeModel> models = new HashSet<>();
        for (CheckpointType type : CheckpointType.values()) {
            index.indexed(type).stream()
                    .filter(NodeModelCache::isListedByName)
                    .map(Placement::name)
                    .forEach(name -> addBothNames(models, type, name));
        }
        return models;
    }

    private static void addBothNames(Set<NodeModel> models, CheckpointType type, CheckpointFileName name) {
        models.add(new NodeModel(type, name));
        models.add(new NodeModel(type, stem(name)));
    }

    /** Nodes know models of most types by their names alone. */
    private void requireOnlyOfItsName(ModelReference model, Map<CheckpointType, Set<String>> listed)
            throws IOException {
        if (model.type() == CheckpointType.STABLE_DIFFUSION || model.isSideFile()) {
            return;
        }
        Placement placement = Placement.of(model);
        boolean isKnown = index.indexed(model.type()).stream()
                .anyMatch(other -> other.equals(placement) || other.isNamesakeOf(placement));
        if (LISTED_BY_NAME.contains(model.type())
                && !isKnown
                && lists(listed.getOrDefault(model.type(), Set.of()), placement.name())) {
            throw isNotTheOnlyOne(model);
        }
        for (CachedModelFile file : index.all()) {
            if (file.placement().isNamesakeOf(placement)
                    && file.isWeights()
                    && !inUseFiles.removeUnused(file, index::withdraw)) {
                throw new ModelInstallException(
                        Scope.MOMENT,
                        "another inference is using the " + model.type().word() + " model " + file.name()
                                + " of another checkpoint, which the node would take for " + model.name());
            }
        }
    }

    private static ModelInstallException isNotTheOnlyOne(ModelReference model) {
        return new ModelInstallException(
                Scope.NODE,
                "the node has another " + model.type().word() + " model called " + model.name()
                        + ", which it would use; rename or remove one of the two");
    }

    private void requireInstallable(ModelReference model, List<ModelReference> models) throws IOException {
        try {
            UsableModels.require(models);
        } catch (InvalidRequestException e) {
            throw new ModelInstallException(Scope.MODEL, e.getMessage());
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
                .orElseThrow(
                        () -> new ModelInstallException(Scope.MODEL, "model " + name + " is no longer in the store"));
        requireInspected(model);
        Set<CheckpointType> evicted = EnumSet.noneOf(CheckpointType.class);
        evicted.addAll(lruEvictor.evictUntilFits(name, file.size()));
        while (true) {
            try {
                modelFileInstaller.install(Placement.of(model), model.file(), wanted);
                return evicted;
            } catch (IOException e) {
                if (!isDiskFull(e)) {
                    throw e;
                }
                LOG.warn("There is no space for {} in {}", model.file(), layout.folder(model.type()), e);
                FileStore disk = Files.getFileStore(layout.folder(model.type()));
                evicted.addAll(lruEvictor.evictFromFullDisk(name, file.size(), disk));
            }
        }
    }

    /** Java has no type for it: in the words of Linux, of its quotas, and of Windows. */
    private static boolean isDiskFull(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("No space left")
                || message.contains("quota exceeded")
                || message.contains("enough space");
    }

    /** Inspected again: it may have been stored or renamed before inspection became stricter. */
    private void requireInspected(ModelReference model) throws IOException {
        try (SeekableByteChannel content = store.openChannel(model.file())) {
            inspector.inspect(name(model), content);
        } catch (ModelFileRejectedException e) {
            throw new ModelInstallException(Scope.MODEL, e.getMessage());
        }
    }

    private Need need(ModelReference model, Map<CheckpointType, Set<String>> listed) {
        boolean exists = index.find(Placement.of(model))
                .filter(file -> file.origin().equals(model.file().toString()))
                .isPresent();
        if (!exists) {
            return Need.FILE;
        }
        return isListed(model, listed) ? Need.NOTHING : Need.REFRESH;
    }

    private static boolean isListed(ModelReference model, Map<CheckpointType, Set<String>> listed) {
        return model.isSideFile()
                || !listed.containsKey(model.type())
                || isListed(Placement.of(model), listed.get(model.type()));
    }

    private static boolean isListed(Placement placement, Set<String> names) {
        return isListedByName(placement) ? lists(names, placement.name()) : names.contains(listedName(placement));
    }

    private static String listedName(Placement placement) {
        return placement.checkpoint().map(id -> PlacedName.folder(id) + "/").orElse("") + placement.name();
    }

    private static boolean isListedByName(Placement placement) {
        return placement.checkpoint().isEmpty() || LISTED_BY_NAME.contains(placement.type());
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
