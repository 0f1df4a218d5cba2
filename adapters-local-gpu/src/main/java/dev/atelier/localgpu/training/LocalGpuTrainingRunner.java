package dev.atelier.localgpu.training;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.compute.TrainingRunner;
import dev.atelier.application.training.TrainingQueue;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.training.TrainingJob;

/** Hands trainings to the {@link TrainingWorker} of whichever replica is free, by way of the queue. */
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

    /** Its worker has lost the job by now, whoever stopped it; the signal only lets it know at once. */
    @Override
    public void stop(TrainingJob job) {
        notificationBus.publish(TrainingQueue.CHANGED);
    }
}
