package dev.atelier.application.training;

import dev.atelier.application.Collaborator;
import dev.atelier.application.access.UserRepository;
import dev.atelier.application.checkpoint.CheckpointNameTakenException;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.checkpoint.ModelDescriber;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Makes an Active Lora checkpoint of a training's models, with the default access list of its user. */
@Collaborator
public class TrainedModelPublisher {

    private static final int SHORT_ID = 8;

    private final CheckpointRepository checkpoints;
    private final UserRepository users;
    private final ModelDescriber describer;
    private final Clock clock;

    public TrainedModelPublisher(
            CheckpointRepository checkpoints, UserRepository users, ModelDescriber describer, Clock clock) {
        this.checkpoints = checkpoints;
        this.users = users;
        this.describer = describer;
        this.clock = clock;
    }

    /**
     * The names of the models for inferences: those of the files, or, where one is taken already, all with the
     * beginning of the job's id. Idempotent.
     */
    List<String> publish(TrainingJob job, List<CheckpointFileName> files) {
        return publish(job.id(), job.user(), job.output(), files);
    }

    /** As {@link #publish(TrainingJob, List)}, of files in this folder. */
    List<String> publish(TrainingId id, UserName user, StorageUri folder, List<CheckpointFileName> files) {
        Checkpoint published = checkpoints.find(id.checkpoint()).orElseGet(() -> add(id, user, folder, files));
        describer.describe(published);
        return published.files().stream().map(file -> file.name().value()).toList();
    }

    private Checkpoint add(TrainingId id, UserName user, StorageUri folder, List<CheckpointFileName> files) {
        try {
            return add(id, user, folder, files, UnaryOperator.identity());
        } catch (CheckpointNameTakenException e) {
            // A training of hours should not fail because of a name.
            String suffix = "-" + id.toString().substring(0, SHORT_ID);
            return add(id, user, folder, files, name -> withSuffix(name, suffix));
        }
    }

    private Checkpoint add(
            TrainingId id,
            UserName user,
            StorageUri folder,
            List<CheckpointFileName> files,
            UnaryOperator<String> naming) {
        Checkpoint checkpoint = new Checkpoint(
                id.checkpoint(),
                CheckpointType.LORA,
                CheckpointStatus.ACTIVE,
                Checkpoint.Origin.STORE,
                folder,
                files.stream()
                        .map(file -> new ModelFile(
                                new CheckpointFileName(naming.apply(file.value())), folder.resolve(file.value())))
                        .toList(),
                Map.of(),
                Map.of("message", "trained by training " + id, "creator", user.value()),
                user,
                openTo(user),
                clock.instant());
        checkpoints.add(checkpoint);
        return checkpoint;
    }

    private Set<Principal> openTo(UserName user) {
        return Caller.defaultAccessList(user, users.find(user).map(User::roles).orElse(Set.of()));
    }

    private static String withSuffix(String name, String suffix) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name + suffix : name.substring(0, dot) + suffix + name.substring(dot);
    }
}
