package dev.atelier.localgpu.node;

import dev.atelier.application.compute.JobProgress;
import dev.atelier.application.compute.JobProgress.Sampling;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.localgpu.webui.Progress;
import dev.atelier.localgpu.webui.RunningTask;
import dev.atelier.localgpu.webui.RunningTasks;
import dev.atelier.localgpu.webui.WebUiClient;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The attempts at jobs that run on a node, each with its fencing token: how far they are, and how they are cut short. They
 * were sent by this process or another one. Thread-safe. Methods that ask the node block until it has answered.
 */
public final class NodeAttempts {

    private final String node;
    private final WebUiClient webUiClient;
    private volatile Optional<SplitJob> split = Optional.empty();

    /** @param node its name */
    NodeAttempts(String node, WebUiClient webUiClient) {
        this.node = node;
        this.webUiClient = webUiClient;
    }

    /**
     * How far the attempt is, as far as the nodes report that.
     *
     * @param helpers all nodes that are lent to it; asked for if another process has sent it
     */
    public JobProgress.Running progress(InferenceJobId job, long token, Supplier<Stream<NodeAttempts>> helpers) {
        return split(job, token)
                .map(SplitJob::progress)
                .or(() -> task(job, token).map(this::progressHere))
                .orElseGet(() -> progressElsewhere(
                        JobExecution.taskId(job, token), Stream.concat(Stream.of(this), helpers.get())));
    }

    private JobProgress.Running progressHere(RunningTask task) {
        return new JobProgress.Running(
                Optional.of(node),
                Optional.of(task.sentAt()),
                webUiClient.running().progress(task).map(Progress::sampling));
    }

    /** Of a job that several nodes generate, step and steps of the first, and the fraction of the parts that still run. */
    private JobProgress.Running progressElsewhere(String task, Stream<NodeAttempts> nodes) {
        List<Sampling> parts = nodes.map(of -> of.webUiClient.ofReplicas().progress(task))
                .flatMap(Optional::stream)
                .map(Progress::sampling)
                .toList();
        double fraction =
                parts.stream().mapToDouble(Sampling::fraction).average().orElse(0);
        Optional<Duration> remaining = parts.stream()
                .map(Sampling::remaining)
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder());
        return new JobProgress.Running(
                Optional.of(node),
                Optional.empty(),
                parts.stream().findFirst().map(of -> new Sampling(of.step(), of.steps(), fraction, remaining)));
    }

    /** Whether this process has sent the attempt and awaits its response. */
    public boolean isAwaited(InferenceJobId job, long token) {
        return split(job, token).isPresent() || task(job, token).isPresent();
    }

    private Optional<RunningTask> task(InferenceJobId job, long token) {
        return webUiClient.running().find(JobExecution.taskId(job, token));
    }

    /** Ends the attempt early; false unless this process awaits its response and the node took it. */
    public boolean interrupt(InferenceJobId job, long token) {
        return split(job, token)
                .map(SplitJob::cutShort)
                .orElseGet(() -> task(job, token)
                        .filter(webUiClient.running()::interrupt)
                        .isPresent());
    }

    /** Has the attempt go on with its next image; as above. */
    public boolean skip(InferenceJobId job, long token) {
        return onNodeOf(job, token, RunningTasks::skip).orElse(false);
    }

    /**
     * The image that the attempt is at, as far as it is; of the first node that has one.
     *
     * @param helpers as for {@link #progress}
     */
    public Optional<byte[]> preview(InferenceJobId job, long token, Supplier<Stream<NodeAttempts>> helpers) {
        if (isAwaited(job, token)) {
            return onNodeOf(job, token, RunningTasks::preview).flatMap(Function.identity());
        }
        String task = JobExecution.taskId(job, token);
        return webUiClient
                .ofReplicas()
                .preview(task)
                .or(() -> helpers.get()
                        .map(of -> of.webUiClient.ofReplicas().preview(task))
                        .flatMap(Optional::stream)
                        .findFirst());
    }

    /** Of a job that several nodes generate, the first that still runs. */
    private <T> Optional<T> onNodeOf(InferenceJobId job, long token, BiFunction<RunningTasks, RunningTask, T> action) {
        RunningTasks running = split(job, token)
                .flatMap(SplitJob::firstRunning)
                .map(GpuNode::webUi)
                .orElse(webUiClient)
                .running();
        return running.find(JobExecution.taskId(job, token)).map(task -> action.apply(running, task));
    }

    private Optional<SplitJob> split(InferenceJobId job, long token) {
        return split.filter(parts -> parts.task().equals(JobExecution.taskId(job, token)));
    }

    /** The parts of its job that several nodes generate; empty: it generates all of it. */
    void setSplit(Optional<SplitJob> parts) {
        split = parts;
    }
}
