package dev.atelier.sagemaker.training;

import dev.atelier.application.compute.ComputeBackendException;
import dev.atelier.application.training.CompleteTraining;
import dev.atelier.application.training.StoppedTrainingQueue;
import dev.atelier.application.training.StoppedTrainingQueue.Claim;
import dev.atelier.domain.training.StoppedTraining;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.sagemaker.aws.PollingBackoff;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Polls stopped trainings until SageMaker reports that they have ended. A container has two minutes to deliver what it
 * saved, during which its training may be deleted here already. Thread-safe.
 */
public final class StoppedTrainingPoller {

    private static final Logger LOG = LoggerFactory.getLogger(StoppedTrainingPoller.class);

    /** Longer than the inspection of an output takes. */
    private static final Duration LEASE = Duration.ofMinutes(30);

    private static final int MAX_AT_ONCE = 50;

    private final String backend;
    private final StoppedTrainingQueue queue;
    private final SageMakerTrainingRunner trainer;
    private final CompleteTraining complete;
    private final TrainingOutput files;
    private final PollingBackoff pollingBackoff;
    private final Clock clock;

    /** @param backend the name of this backend */
    public StoppedTrainingPoller(
            String backend,
            StoppedTrainingQueue queue,
            SageMakerTrainingRunner trainer,
            CompleteTraining complete,
            TrainingOutput files,
            PollingBackoff pollingBackoff,
            Clock clock) {
        this.backend = backend;
        this.queue = queue;
        this.trainer = trainer;
        this.complete = complete;
        this.files = files;
        this.pollingBackoff = pollingBackoff;
        this.clock = clock;
    }

    /** Polls those that are due, up to a limit; the next round polls the rest. */
    void poll() {
        Optional<Claim> claim = queue.claim(backend, LEASE);
        for (int polls = 1; claim.isPresent(); polls++) {
            poll(claim.get());
            claim = polls < MAX_AT_ONCE ? queue.claim(backend, LEASE) : Optional.empty();
        }
    }

    private void poll(Claim claim) {
        boolean ended = false;
        try {
            ended = keepIfEnded(claim.training());
        } catch (IOException | RuntimeException e) {
            LOG.warn("Could not poll stopped training {}; it is polled again", claim.job(), e);
        }
        if (!ended) {
            queue.postpone(claim, pollingBackoff.after(claim.stopped(), clock.instant()));
        }
    }

    /**
     * Polls the training now, if it was stopped.
     *
     * @throws ComputeBackendException when AWS could not be reached or the output could not be read; transient
     */
    void changed(TrainingId id) {
        Optional<StoppedTraining> stopped = queue.find(id);
        try {
            if (stopped.isPresent()) {
                keepIfEnded(stopped.get());
            }
        } catch (IOException | SdkException e) {
            throw new ComputeBackendException("stopped training " + id + " could not be polled", e);
        }
    }

    private boolean keepIfEnded(StoppedTraining training) throws IOException {
        Optional<TrainingJobDescription> seen = trainer.describe(training.id());
        boolean ended = seen.isEmpty() || seen.get().hasEnded();
        if (ended) {
            complete.keep(training, training.output(), files.saved(training.output(), training.outputName()));
        }
        return ended;
    }
}
