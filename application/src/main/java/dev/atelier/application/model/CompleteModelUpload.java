package dev.atelier.application.model;

import dev.atelier.application.UseCase;
import dev.atelier.application.access.OwnershipGuard;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.checkpoint.BulkOperationsPolicy;
import dev.atelier.application.checkpoint.DuplicateFileRemover;
import dev.atelier.application.checkpoint.InspectionTurns;
import dev.atelier.application.checkpoint.ModelArchiveReader;
import dev.atelier.application.checkpoint.ModelDescriber;
import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.checkpoint.ModelFileRejectedException;
import dev.atelier.application.checkpoint.UploadedFileInspector;
import dev.atelier.application.model.ModelRepository.Claim;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.UploadedPart;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.UsableFile;
import dev.atelier.domain.model.Model;
import dev.atelier.domain.model.ModelId;
import dev.atelier.domain.model.ModelStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Completes the upload of a model, extracts and inspects the file, and makes an Active checkpoint of it. */
@UseCase
public class CompleteModelUpload {

    /** After this time a creation whose process crashed can be started again. */
    static final Duration LEASE = Duration.ofMinutes(15);

    private final ModelRepository models;
    private final ModelStore store;
    private final ModelArchiveReader archives;
    private final BulkOperationsPolicy bulkOperationsPolicy;
    private final UploadedFileInspector uploaded;
    private final DuplicateFileRemover duplicateFileRemover;
    private final ModelDescriber describer;
    private final Clock clock;
    private final Audit audit;

    public CompleteModelUpload(
            ModelRepository models,
            ModelStore store,
            ModelArchiveReader archives,
            BulkOperationsPolicy bulkOperationsPolicy,
            ModelFileInspector inspector,
            InspectionTurns turns,
            ModelDescriber describer,
            Clock clock,
            Audit audit) {
        this.models = models;
        this.store = store;
        this.archives = archives;
        this.bulkOperationsPolicy = bulkOperationsPolicy;
        this.uploaded = new UploadedFileInspector(store, inspector, turns, archives, bulkOperationsPolicy);
        this.duplicateFileRemover = new DuplicateFileRemover(store);
        this.describer = describer;
        this.clock = clock;
        this.audit = audit;
    }

    /**
     * Completes the model. After an error it stays Initialed, to be tried again, except for {@link
     * ModelFileRejectedException}: then the model is Fail and its file is deleted.
     *
     * @param tags by file name, one for each part
     * @return the model, Complete
     * @throws InvalidRequestException if the tags do not match the parts or the file name is taken
     * @throws dev.atelier.domain.NotSupportedException if this installation extracts no archives
     * @throws dev.atelier.domain.CapacityExceededException if other files of the caller are being inspected for too
     *     long
     * @throws dev.atelier.domain.InsufficientStorageException if a disk is full
     * @throws ModelFileRejectedException if the file may not be used
     */
    public Model complete(Caller caller, ModelId id, Map<String, List<UploadedPart>> tags) {
        caller.require(ResourceType.CHECKPOINT, Action.CREATE);
        Model model = OwnershipGuard.MODEL.find(models::find, caller, id);
        if (model.file().isPacked()) {
            bulkOperationsPolicy.require(BulkOperationsPolicy.Kind.UNPACKING);
        }
        List<UploadedPart> parts = requireEveryPart(model, tags);
        Claim claim = models.claim(id, LEASE).orElseThrow(() -> notReady(id));
        try {
            return create(caller, claim, parts);
        } catch (ModelFileRejectedException e) {
            fail(claim, e);
            throw e;
        } catch (IOException e) {
            models.complete(claim, claim.model().putBack());
            throw new UncheckedIOException("creating model " + id, e);
        } catch (RuntimeException e) {
            models.complete(claim, claim.model().putBack());
            throw e;
        }
    }

    private static List<UploadedPart> requireEveryPart(Model model, Map<String, List<UploadedPart>> tags) {
        String file = model.file().toString();
        if (!tags.keySet().equals(Set.of(file))) {
            throw new InvalidRequestException("multi_parts_tags names the files " + tags.keySet() + ", but model "
                    + model.id() + " awaits [" + file + "]");
        }
        List<UploadedPart> parts = tags.get(file);
        UploadedPart.requireEvery(parts, file, model.upload());
        return parts;
    }

    private InvalidRequestException notReady(ModelId id) {
        Model model = models.find(id).orElseThrow(() -> OwnershipGuard.MODEL.notFound(id));
        if (model.status() == ModelStatus.INITIALED || model.status() == ModelStatus.CREATING) {
            return createdByAnother(id);
        }
        String why = model.error() == null ? "" : " (" + model.error() + ")";
        return new InvalidRequestException(
                "model " + id + " is " + model.status().word() + why + "; only an Initialed one can be created");
    }

    private static InvalidRequestException createdByAnother(ModelId id) {
        return new InvalidRequestException(
                "model " + id + " is being created by another call; GET /models shows the result");
    }

    private Model create(Caller caller, Claim claim, List<UploadedPart> parts) throws IOException {
        Model model = claim.model();
        store.completeUpload(model.upload(), parts);
        ModelFile file = uploaded.examine(caller.name(), model.file().isPacked() ? unpack(model) : asItIs(model));
        UsableFile.obstacle(model.type(), file.name(), List.of()).ifPresent(obstacle -> {
            throw new ModelFileRejectedException("file " + file.name() + " " + obstacle);
        });
        describer.requireType(model.type(), file);
        Checkpoint brought = model.checkpoint(file, clock.instant());
        Checkpoint now = audit.change(
                        caller,
                        () -> models.complete(claim, brought),
                        stored -> stored
                                .map(checkpoint ->
                                        AuditAction.MODEL_COMPLETE.on(model.id(), "checkpoint " + checkpoint.id()))
                                .stream()
                                .toList())
                .orElseThrow(() -> createdByAnother(model.id()));
        duplicateFileRemover.removeCopies(brought, now);
        describer.describe(now);
        if (model.file().isPacked()) {
            store.deleteQuietly(model.upload().location());
        }
        return model.complete();
    }

    private static ModelFile asItIs(Model model) {
        return new ModelFile(model.file().name(), model.upload().location());
    }

    private ModelFile unpack(Model model) throws IOException {
        AtomicReference<ModelFile> unpacked = new AtomicReference<>();
        try (var archive = store.open(model.upload().location())) {
            archives.unpack(archive, (name, content) -> {
                unpacked.set(uploaded.put(new ModelFile(name, model.output().resolve(name.value())), content));
            });
        }
        return unpacked.get();
    }

    private void fail(Claim claim, ModelFileRejectedException why) {
        if (models.complete(claim, claim.model().fail(why.getMessage()))) {
            store.deleteQuietly(claim.model().output());
        }
    }
}
