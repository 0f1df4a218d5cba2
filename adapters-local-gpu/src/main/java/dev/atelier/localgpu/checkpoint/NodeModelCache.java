package dev.atelier.localgpu.checkpoint;

import dev.atelier.application.checkpoint.CheckPlacedModel;
import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.checkpoint.SyncNodeCheckpoints.NodeModel;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.domain.inference.UsableModels;
import dev.atelier.localgpu.checkpoint.ModelInstallException.Scope;
import java.io.IOException;
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

    private final ModelsFolderLayout layout;
    private final CachedModelIndex index;
    private final EvictingInstaller installer;
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
        this.index = new CachedModelIndex(layout, clock);
        this.installer = new EvictingInstaller(
                store,
                inspector,
                layout,
                new ModelFileInstaller(store, layout, index, output),
                new LruEvictor(index, inUseFiles, maxBytes));
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
                changed.addAll(installer.install(model, wanted));
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
                throw ListedNames.isListed(Placement.of(model).name(), listed.get(model.type()))
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
                    .anyMatch(gone -> ListedNames.isListed(gone, names)
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
                    .filter(ListedNames::isByName)
                    .forEach(placement -> models.addAll(ListedNames.of(placement)));
        }
        return models;
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
        if (ListedNames.isByName(model.type())
                && !isKnown
                && ListedNames.isListed(placement.name(), listed.getOrDefault(model.type(), Set.of()))) {
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
                || ListedNames.isListed(Placement.of(model), listed.get(model.type()));
    }

    private static List<ModelReference> stored(List<ModelReference> models) {
        return models.stream().filter(ModelReference::isStored).toList();
    }
}
