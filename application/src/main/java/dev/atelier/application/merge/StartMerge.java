package dev.atelier.application.merge;

import dev.atelier.application.IdGenerator;
import dev.atelier.application.NotificationBus;
import dev.atelier.application.UseCase;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.checkpoint.BulkOperationsPolicy;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.merge.MergeId;
import dev.atelier.domain.merge.MergeJob;
import dev.atelier.domain.merge.MergeMethod;
import dev.atelier.domain.merge.MergeRecipe;
import dev.atelier.domain.merge.Multiplier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Accepts a merge after checking what can be checked in advance; {@link RunMerge} carries it out. */
@UseCase
public class StartMerge {

    private final MergeQueue mergeQueue;
    private final MergeInputResolver models;
    private final ModelMerger merger;
    private final BulkOperationsPolicy bulkOperationsPolicy;
    private final NotificationBus notificationBus;
    private final StorageLayout layout;
    private final IdGenerator idGenerator;
    private final Clock clock;
    private final Audit audit;

    public StartMerge(
            MergeQueue mergeQueue,
            MergeInputResolver models,
            ModelMerger merger,
            BulkOperationsPolicy bulkOperationsPolicy,
            NotificationBus notificationBus,
            StorageLayout layout,
            IdGenerator idGenerator,
            Clock clock,
            Audit audit) {
        this.mergeQueue = mergeQueue;
        this.models = models;
        this.merger = merger;
        this.bulkOperationsPolicy = bulkOperationsPolicy;
        this.notificationBus = notificationBus;
        this.layout = layout;
        this.idGenerator = idGenerator;
        this.clock = clock;
        this.audit = audit;
    }

    /**
     * The merge to start.
     *
     * @param models the names of A, B and C in this order, as many as the method takes
     * @param customName the name of the result, with or without extension
     * @param half whether floating-point numbers are stored in 16 bits
     * @param discard the regular expression of the names of tensors to leave out
     * @param vae the name of the VAE to bake in
     */
    public record Command(
            MergeMethod method,
            List<String> models,
            Multiplier multiplier,
            Optional<String> customName,
            boolean half,
            Optional<String> discard,
            Optional<String> vae) {}

    /** The merge, queued. */
    public MergeJob start(Caller caller, Command command) {
        return start(caller, command, new MergeId(idGenerator.next()));
    }

    /** The merge, if an earlier call has queued it. */
    public Optional<MergeJob> recall(Caller caller, MergeId id) {
        caller.require(ResourceType.CHECKPOINT, Action.CREATE);
        Optional<MergeJob> merge = mergeQueue.find(id);
        merge.ifPresent(found -> caller.requireOwnership(found.user(), "merge " + id));
        return merge;
    }

    /** As {@link #start(Caller, Command)}, with an id of the caller's choice. */
    public MergeJob start(Caller caller, Command command, MergeId id) {
        caller.require(ResourceType.CHECKPOINT, Action.CREATE);
        bulkOperationsPolicy.require(BulkOperationsPolicy.Kind.MERGE);
        MergeRecipe recipe = new MergeRecipe(
                command.method(),
                command.models().stream()
                        .map(name -> models.find(caller, CheckpointType.STABLE_DIFFUSION, name))
                        .toList(),
                command.multiplier(),
                command.customName(),
                command.half(),
                command.discard(),
                command.vae().map(name -> models.find(caller, CheckpointType.VAE, name)));
        TextSanitizer.requireName("custom_name", recipe.resultName().value());
        models.requireFree(recipe.resultName());
        requireMergeable(recipe);
        MergeJob merge = MergeJob.create(id, caller.name(), recipe, clock.instant());
        Checkpoint result = checkpoint(caller, merge);
        audit.change(
                caller,
                AuditAction.CHECKPOINT_MERGE.on(result.id(), result.summary()),
                () -> mergeQueue.add(merge, result));
        notificationBus.publish(MergeQueue.ADDED);
        return merge;
    }

    private void requireMergeable(MergeRecipe recipe) {
        try {
            merger.requireMergeable(recipe);
        } catch (IOException e) {
            throw new UncheckedIOException("looking into the models of a merge", e);
        }
    }

    private Checkpoint checkpoint(Caller caller, MergeJob merge) {
        StorageUri folder =
                layout.checkpoint(CheckpointType.STABLE_DIFFUSION, merge.id().checkpoint());
        CheckpointFileName result = merge.recipe().resultName();
        return new Checkpoint(
                merge.id().checkpoint(),
                CheckpointType.STABLE_DIFFUSION,
                CheckpointStatus.INITIAL,
                Checkpoint.Origin.STORE,
                folder,
                List.of(new ModelFile(result, folder.resolve(result.value()))),
                Map.of(),
                Map.of(
                        "message",
                        "merged by " + merge.recipe().method().word(),
                        "creator",
                        caller.name().value()),
                caller.name(),
                caller.defaultAccessList(),
                merge.created());
    }
}
