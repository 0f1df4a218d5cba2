package dev.atelier.localgpu.webui;

import dev.atelier.localgpu.webui.wire.NodeException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks that were sent to a node and have no response yet: how far they are, and how they are cut short. Thread-safe.
 * Methods that ask the node block until it has answered.
 */
public final class RunningTasks {

    private static final Logger LOG = LoggerFactory.getLogger(RunningTasks.class);

    /** When the running job is first queried after a task was sent, to recognize it later. */
    private static final long FIRST_POLL_MILLIS = 1000;

    private final WebUiApi api;
    private final URI url;
    private final Map<String, RunningTask> tasks = new ConcurrentHashMap<>();

    RunningTasks(WebUiApi api, URI url) {
        this.api = api;
        this.url = url;
    }

    void add(RunningTask task) {
        tasks.put(task.taskId(), task);
    }

    void remove(RunningTask task) {
        tasks.remove(task.taskId(), task);
    }

    /** The task of that id until its response has arrived. */
    public Optional<RunningTask> find(String taskId) {
        return Optional.ofNullable(tasks.get(taskId));
    }

    /** Records what the node does, by which a task may be recognized. */
    void observe(Progress progress) {
        tasks.values().forEach(task -> task.observe(progress));
    }

    /** Whether the node has forgotten one of them, as it was restarted. */
    boolean areForgottenBy(Progress progress) {
        observe(progress);
        return tasks.values().stream().anyMatch(task -> task.isForgottenBy(progress));
    }

    void observeSoon(RunningTask task, Executor threads) {
        CompletableFuture.delayedExecutor(FIRST_POLL_MILLIS, TimeUnit.MILLISECONDS, threads)
                .execute(() -> {
                    try {
                        if (task.isOpen()) {
                            api.progress().ifPresent(task::observe);
                        }
                    } catch (NodeException e) {
                        LOG.debug(
                                "{} does not report its progress; its task may not be recognized for an interrupt",
                                url,
                                e);
                    }
                });
    }

    /**
     * The latest progress of the task, for which the node is asked once a second however many callers there are; empty
     * unless the running job is known to be this task.
     */
    public Optional<Progress> progress(RunningTask task) {
        try {
            if (task.isDue()) {
                Optional<Progress> progress = api.progress();
                progress.ifPresent(this::observe);
                progress.ifPresent(task::matches);
            }
        } catch (NodeException e) {
            LOG.debug("{} does not report the progress of task {}", url, task.taskId(), e);
        }
        return task.latest();
    }

    /**
     * Interrupts the task if it is known to be the running job: an interrupt stops whatever job is running. The response then
     * has unfinished images with status 200, and fewer of them. Takes effect after a model has loaded.
     *
     * @return whether the interrupt was sent; false also if the node does not respond
     */
    public boolean interrupt(RunningTask task) {
        return steer(task, api::interrupt);
    }

    /** Has the task go on with its next image; as {@link #interrupt}. */
    public boolean skip(RunningTask task) {
        return steer(task, api::skip);
    }

    /** What the node can be asked to do with its running job. */
    @FunctionalInterface
    private interface Command {
        boolean send() throws NodeException;
    }

    private boolean steer(RunningTask task, Command command) {
        try {
            if (!runsNow(task)) {
                return false;
            }
            boolean before = task.wasInterruptedByUs();
            task.interrupted(true);
            boolean sent = command.send();
            task.interrupted(sent || before);
            return sent;
        } catch (NodeException e) {
            LOG.debug("{} could not be asked to cut task {} short; it continues", url, task.taskId(), e);
            return false;
        }
    }

    /**
     * The image that the task is at, for which the node is asked once a second however many callers there are; empty unless
     * the running job is known to be this task and the node has one.
     */
    public Optional<byte[]> preview(RunningTask task) {
        try {
            if (task.isPreviewDue()) {
                task.preview(api.preview(task::matches).orElse(null));
            }
        } catch (NodeException e) {
            LOG.debug("{} does not return a preview of task {}", url, task.taskId(), e);
        }
        return task.preview();
    }

    private boolean runsNow(RunningTask task) throws NodeException {
        if (!task.isOpen()) {
            return false;
        }
        var status = api.task(task.taskId());
        if (status.isPresent() && status.get().path("active").asBoolean()) {
            return task.isOpen();
        }
        boolean known = status.isPresent()
                && (status.get().path("queued").asBoolean()
                        || status.get().path("completed").asBoolean());
        Optional<Progress> progress = known ? Optional.empty() : api.progress();
        return progress.filter(task::matches).isPresent();
    }
}
