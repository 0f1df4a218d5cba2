package dev.atelier.localgpu.webui;

import dev.atelier.domain.checkpoint.CheckpointType;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node that speaks the API of Stable Diffusion WebUI, or a part of it: what a server has no route for is done without.
 * Thread-safe. A node paints one task at a time; further ones wait there, so callers send one and wait for its end.
 *
 * <p>Everything but {@link #generate} waits for the answer in the calling thread.
 */
public final class WebUiClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WebUiClient.class);

    /** When a task is first looked for on the node, to know it again later. */
    private static final long FIRST_LOOK_MILLIS = 1000;

    private final NodeHttpClient connection;
    private final WebUiTimeouts timeouts;
    private final WebUiApi questions;
    private final NodeIdleCheck nodeIdleCheck;
    private final ModelListCache known;
    private final Map<String, RunningTask> running = new ConcurrentHashMap<>();

    /**
     * @param base {@code http[s]://[user:password@]host[:port][/path]}; user and password are for {@code --api-auth}
     * @throws IllegalArgumentException when it is none
     */
    public WebUiClient(URI base, WebUiTimeouts timeouts) {
        this.connection = new NodeHttpClient(WebUiAddress.of(base), timeouts.connect());
        this.timeouts = timeouts;
        this.questions = new WebUiApi(connection, timeouts);
        this.nodeIdleCheck = new NodeIdleCheck(questions);
        this.known = new ModelListCache(questions);
    }

    /** Where the node is, without user and password and without a slash at the end. */
    public URI url() {
        return connection.url();
    }

    /**
     * What the node has, asked anew: file names as people write them, by type. Types that the node does not tell of are
     * absent. Lists of embeddings and ControlNet models hold names without their endings.
     *
     * @throws NodeException also when the node has no list of checkpoints
     */
    public Map<CheckpointType, Set<String>> models() throws NodeException {
        return known.refresh().fileNames();
    }

    /** Lets the node look for files that were added or removed; it does so after what it paints now. */
    public void refresh(Set<CheckpointType> types) throws NodeException {
        questions.refresh(types);
        known.invalidate();
    }

    /** What runs on the node, whoever's it is; empty when the server does not tell. */
    public Optional<Progress> progress() throws NodeException {
        Optional<Progress> progress = questions.progress();
        progress.ifPresent(seen -> running.values().forEach(task -> task.observe(seen)));
        return progress;
    }

    /**
     * Paints.
     *
     * @return completes with what the caller has to close, or exceptionally with a {@link NodeException} only; cancelling it
     *     gives up waiting, not the job on the node
     */
    public CompletableFuture<GenerationResult> generate(GenerationRequest order) {
        CompletableFuture<GenerationResult> result = new CompletableFuture<>();
        try {
            connection.threads().execute(() -> begin(order, result));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(NodeHttpClient.closed());
        }
        return result;
    }

    private void begin(GenerationRequest order, CompletableFuture<GenerationResult> result) {
        TemporaryDirectory temporaryDirectory = null;
        try {
            // Asked while the request is prepared: a node that waits for its next task waits that much less.
            CompletableFuture<Boolean> idle = nodeIdleCheck.wasIdleRecently()
                    ? CompletableFuture.completedFuture(true)
                    : CompletableFuture.supplyAsync(this::isIdle, connection.threads());
            temporaryDirectory = TemporaryDirectory.below(order.spool());
            GenerationCall task = new GenerationCall(order, known, questions, nodeIdleCheck, temporaryDirectory);
            HttpRequest request = task.prepare(connection);
            send(task, request, new RunningTask(order.taskId(), idle.join()), temporaryDirectory, result);
        } catch (NodeException | RuntimeException | Error e) { // somebody waits, whatever it is
            fail(temporaryDirectory, result, e);
        }
    }

    private boolean isIdle() {
        try {
            return nodeIdleCheck.queryIdle();
        } catch (NodeException e) {
            throw new CompletionException(e);
        }
    }

    private void send(
            GenerationCall task,
            HttpRequest request,
            RunningTask sent,
            TemporaryDirectory temporaryDirectory,
            CompletableFuture<GenerationResult> result) {
        running.put(sent.taskId(), sent);
        CompletableFuture<GenerationResult> answer = connection.send(
                request, timeouts.job(), () -> interrupt(sent), (status, body) -> task.read(status, body, sent));
        lookSoon(sent);
        answer.whenComplete((generationResult, failure) -> {
            running.remove(sent.taskId(), sent);
            if (failure != null) {
                fail(temporaryDirectory, result, failure);
            } else if (!result.complete(generationResult)) {
                generationResult.close();
            }
        });
        result.whenComplete((generationResult, failure) -> answer.cancel(true));
    }

    private static void fail(
            TemporaryDirectory temporaryDirectory, CompletableFuture<GenerationResult> result, Throwable failure) {
        if (temporaryDirectory != null) {
            temporaryDirectory.close();
        }
        result.completeExceptionally(NodeException.of(failure));
    }

    private void lookSoon(RunningTask task) {
        CompletableFuture.delayedExecutor(FIRST_LOOK_MILLIS, TimeUnit.MILLISECONDS, connection.threads())
                .execute(() -> {
                    try {
                        if (task.isOpen()) {
                            questions.progress().ifPresent(task::observe);
                        }
                    } catch (NodeException e) {
                        LOG.debug(
                                "{} does not tell its progress; its task can be told from others less well", url(), e);
                    }
                });
    }

    /** The task of that id while it waits for its answer. */
    public Optional<RunningTask> running(String taskId) {
        return Optional.ofNullable(running.get(taskId));
    }

    /**
     * Ends the task early, if it is shown to be what the node works at now: an interrupt hits whatever runs there. The
     * painting is then answered as usual, half done; the caller has to remember that it did not want it. While the node
     * loads a model it takes effect later.
     *
     * @return whether the node was told; false also when the node does not answer
     */
    public boolean interrupt(RunningTask task) {
        try {
            if (!runsNow(task)) {
                return false;
            }
            task.interrupted(true);
            boolean told = questions.interrupt();
            task.interrupted(told);
            return told;
        } catch (NodeException e) {
            LOG.debug("{} could not be told to interrupt task {}; it goes on", url(), task.taskId(), e);
            return false;
        }
    }

    private boolean runsNow(RunningTask task) throws NodeException {
        if (!task.isOpen()) {
            return false;
        }
        var told = questions.task(task.taskId());
        if (told.isPresent() && told.get().path("active").asBoolean()) {
            return task.isOpen();
        }
        boolean known = told.isPresent()
                && (told.get().path("queued").asBoolean()
                        || told.get().path("completed").asBoolean());
        Optional<Progress> progress = known ? Optional.empty() : questions.progress();
        return progress.filter(task::matches).isPresent();
    }

    /** Gives up all that is under way. */
    @Override
    public void close() {
        connection.close();
    }
}
