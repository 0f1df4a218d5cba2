package dev.atelier.localgpu.node;

import dev.atelier.application.compute.JobProgress.Sampling;
import dev.atelier.localgpu.webui.GenerationResult;
import dev.atelier.localgpu.webui.Progress;
import dev.atelier.localgpu.webui.RunningTask;
import dev.atelier.localgpu.webui.RunningTasks;
import dev.atelier.localgpu.webui.payload.IterationPart;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The iterations of a job that one node makes.
 *
 * @param result completes also where the job's own node makes them instead; null where the job was cut short before
 */
record JobPart(IterationPart iterations, GpuNode gpuNode, CompletableFuture<GenerationResult> result) {

    private boolean isMade() {
        return result.isDone() && !result.isCompletedExceptionally();
    }

    private Optional<Sampling> sampling(String task) {
        RunningTasks running = gpuNode.webUi().running();
        return (isMade() ? Optional.<RunningTask>empty() : running.find(task))
                .flatMap(running::progress)
                .map(Progress::sampling);
    }

    /** Step and steps of the first part that runs, with the fraction of all and the longest estimate; empty if none is known. */
    static Optional<Sampling> sampling(List<JobPart> parts, String task) {
        double made = 0;
        int iterations = 0;
        Optional<Sampling> shown = Optional.empty();
        Optional<Duration> remaining = Optional.empty();
        for (JobPart part : parts) {
            int count = part.iterations.count();
            Optional<Sampling> sampling = part.sampling(task);
            made += count
                    * (part.isMade() ? 1 : sampling.map(Sampling::fraction).orElse(0.));
            iterations += count;
            shown = shown.or(() -> sampling);
            remaining = Stream.concat(remaining.stream(), sampling.flatMap(Sampling::remaining).stream())
                    .max(Duration::compareTo);
        }
        double fraction = made / Math.max(1, iterations);
        Optional<Duration> longest = remaining;
        return shown.map(of -> new Sampling(of.step(), of.steps(), fraction, longest));
    }
}
