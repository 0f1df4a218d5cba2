package dev.atelier.application.training;

import dev.atelier.application.UseCase;
import dev.atelier.application.compute.Backends;
import dev.atelier.application.compute.TrainingRunner;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Resource;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;

/** Hands a registered training to compute. */
@UseCase
public class StartTraining {

    private final TrainingJobRepository jobs;
    private final Backends backends;

    public StartTraining(TrainingJobRepository jobs, Backends backends) {
        this.jobs = jobs;
        this.backends = backends;
    }

    /** The job as it is once it was handed over. Of several calls at once one succeeds. */
    public TrainingJob start(Caller caller, TrainingId id) {
        caller.require(Resource.TRAIN, Action.CREATE);
        TrainingJob started = OwnTrainings.find(jobs, caller, id).queue();
        TrainingRunner runner = backends.trainer(started.plan().backend());
        runner.requireReady();
        if (!runner.startInitial(started)) {
            throw OwnTrainings.find(jobs, caller, id).status().isEnd()
                    ? new InvalidRequestException("training " + id + " was stopped before it could be started")
                    : new InvalidRequestException("training " + id + " was started by another call already");
        }
        return started;
    }
}
