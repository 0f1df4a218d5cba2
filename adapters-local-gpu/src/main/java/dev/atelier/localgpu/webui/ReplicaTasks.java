package dev.atelier.localgpu.webui;

import dev.atelier.localgpu.webui.wire.NodeException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the tasks are that other replicas have sent to a node. They are recognized by their ids alone, which nodes without
 * WebUI's pages do not know, so of those nothing is known here. The node is asked once a second however many callers there
 * are. Thread-safe. Methods block until the node has answered.
 */
public final class ReplicaTasks {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaTasks.class);

    private static final long PAUSE_NANOS = 1_000_000_000;

    /** A node runs one at a time, so these are the latest. */
    private static final int MOST = 20;

    private final WebUiApi api;
    private final URI url;
    private final Map<String, Task> tasks = new LinkedHashMap<>(MOST, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Task> eldest) {
            return size() > MOST;
        }
    };

    ReplicaTasks(WebUiApi api, URI url) {
        this.api = api;
        this.url = url;
    }

    /** The progress of the task; empty unless it is known to run now. */
    public Optional<Progress> progress(String taskId) {
        return task(taskId).progress.get(() -> whileItRuns(taskId, api::progress));
    }

    /** The image that the task is at; empty unless it is known to run now and the node has one. */
    public Optional<byte[]> preview(String taskId) {
        return task(taskId).preview.get(() -> whileItRuns(taskId, () -> api.preview(progress -> true)));
    }

    private Task task(String taskId) {
        synchronized (tasks) {
            return tasks.computeIfAbsent(taskId, id -> new Task());
        }
    }

    /** What the node says of its running job, whichever that is, is of this task if that runs before and afterwards. */
    private <T> Optional<T> whileItRuns(String taskId, Query<T> query) {
        try {
            if (!runs(taskId)) {
                return Optional.empty();
            }
            Optional<T> found = query.ask();
            return found.isPresent() && runs(taskId) ? found : Optional.empty();
        } catch (NodeException e) {
            LOG.debug("{} does not report the progress of task {}", url, taskId, e);
            return Optional.empty();
        }
    }

    private boolean runs(String taskId) throws NodeException {
        return api.task(taskId)
                .filter(status -> status.path("active").asBoolean())
                .isPresent();
    }

    @FunctionalInterface
    private interface Query<T> {
        Optional<T> ask() throws NodeException;
    }

    /** What was last seen of a task. */
    private static final class Task {
        private final Recent<Progress> progress = new Recent<>();
        private final Recent<byte[]> preview = new Recent<>();
    }

    /** A value that is read again once it is a second old. */
    private static final class Recent<T> {

        private Optional<T> value = Optional.empty();
        private long readNanos = System.nanoTime() - PAUSE_NANOS;

        synchronized Optional<T> get(Supplier<Optional<T>> reader) {
            if (System.nanoTime() - readNanos >= PAUSE_NANOS) {
                value = reader.get();
                readNanos = System.nanoTime();
            }
            return value;
        }
    }
}
