package dev.atelier.localgpu.training;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.compute.TrainingRunner;
import dev.atelier.application.training.TrainingQueue;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.training.TrainingJob;

/** Queues trainings for the {@link TrainingWorker} of any replica. */
public final class LocalGpuTrainingRunner implements TrainingRunner {

    private final TrainingConfiguration settings;
    private final TrainingQueue queue;
    private final NotificationBus notificationBus;

    public LocalGpuTrainingRunner(
            TrainingConfiguration settings, TrainingQueue queue, NotificationBus notificationBus) {
        this.settings = settings;
        this.queue = queue;
        this.notificationBus = notificationBus;
    }

    @Override
    public void requireReady() {
        if (!settings.isEnabled()) {
            throw new InvalidRequestException(
                    "this installation does not train yet: set ATELIER_LOCAL_GPU_TRAINING_COMMAND ("
                            + TrainingConfiguration.KEY + ".command) to what starts kohya's sd-scripts, such as"
                            + " accelerate launch /opt/sd-scripts/{script} --config_file {config}");
        }
    }

    @Override
    public void start(TrainingJob pending) {
        requireReady();
        queue.enqueue(pending);
        notificationBus.publish(TrainingQueue.CHANGED);
    }

    @Override
    public boolean startInitial(TrainingJob pending) {
        requireReady();
        boolean queued = queue.enqueueIfInitial(pending);
        if (queued) {
            notificationBus.publish(TrainingQueue.CHANGED);
        }
        return queued;
    }

    /** The job's worker has lost its claim already; the notification only makes it notice at once. */
    @Override
    public void stop(TrainingJob job) {
        notificationBus.publish(TrainingQueue.CHANGED);
    }
}
