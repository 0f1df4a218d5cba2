package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.application.util.TemporaryDirectory;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.localgpu.webui.payload.GenerationRequest;
import dev.atelier.localgpu.webui.wire.LenientJson;
import dev.atelier.localgpu.webui.wire.NodeException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Client of a server with the API of Stable Diffusion WebUI or a part of it; missing routes are worked around. Thread-safe.
 * A node runs one task at a time and queues further ones, so callers send one and wait for its end.
 *
 * <p>All methods but {@link #generate} block until the response is read.
 */
public final class WebUiClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WebUiClient.class);

    private static final int MAX_PROGRESS_BYTES = 1 << 20;
    private static final int MAX_LIST_BYTES = 4 << 20;

    /** What a proxy answers where the server behind it does not: bad gateway, unavailable, gateway timeout. */
    private static final Set<Integer> PROXY_ERRORS = Set.of(502, 503, 504);

    private final NodeHttpClient connection;
    private final WebUiTimeouts timeouts;
    private final WebUiApi api;
    private final NodeIdleCheck nodeIdleCheck;
    private final ModelListCache modelLists;
    private final RunningTasks running;
    private final ReplicaTasks ofReplicas;

    /**
     * @param base {@code http[s]://[user:password@]host[:port][/path]}; user and password are for {@code --api-auth}
     * @throws IllegalArgumentException if it is not such a URL
     */
    public WebUiClient(URI base, WebUiTimeouts timeouts) {
        this.connection = new NodeHttpClient(WebUiAddress.of(base), timeouts.connect());
        this.timeouts = timeouts;
        this.api = new WebUiApi(connection, timeouts);
        this.nodeIdleCheck = new NodeIdleCheck(api);
        this.modelLists = new ModelListCache(api);
        this.running = new RunningTasks(api, url());
        this.ofReplicas = new ReplicaTasks(api, url());
    }

    /** The base URL without user and password, and without a slash at the end. */
    public URI url() {
        return connection.url();
    }

    /**
     * Fetches the node's models: file names by type. Types that the node does not report are absent. Names of embeddings and
     * ControlNet models have no extension.
     *
     * @throws NodeException also if the node has no list of checkpoints
     */
    public Map<CheckpointType, Set<String>> models() throws NodeException {
        return modelLists.refresh().fileNames();
    }

    /** Has the node read its files of these types again, which it does after its running job. */
    public void refresh(Set<CheckpointType> types) throws NodeException {
        api.refresh(types);
        modelLists.invalidate();
    }

    /** The tasks that were sent and have no response yet. */
    public RunningTasks running() {
        return running;
    }

    /** The tasks that other replicas have sent. */
    public ReplicaTasks ofReplicas() {
        return ofReplicas;
    }

    /** Progress of the job that runs on the node; empty if the server does not report it. */
    public Optional<Progress> progress() throws NodeException {
        Optional<Progress> progress = api.progress();
        progress.ifPresent(running::observe);
        return progress;
    }

    /**
     * Asks the node for a sign of life, without blocking: it may take as long as the node needs.
     *
     * @return completes with whether the node has forgotten a task of ours, as it was restarted in between; exceptionally
     *     if it does not answer in time. An error is an answer, unless it is that of a proxy which got none itself
     */
    public CompletableFuture<Boolean> ask(Duration timeout) {
        HttpRequest request = connection.request(WebUiApi.PROGRESS_PATH).build();
        return connection.send(request, timeout, () -> {}, (status, body) -> {
            if (PROXY_ERRORS.contains(status)) {
                throw NodeException.broken("The node's proxy got no answer");
            }
            Optional<Progress> progress =
                    status == 200 ? LenientJson.parse(text(body)).map(Progress::of) : Optional.empty();
            return progress.filter(running::areForgottenBy).isPresent();
        });
    }

    private static String text(InputStream body) throws IOException {
        return new String(body.readNBytes(MAX_PROGRESS_BYTES), StandardCharsets.UTF_8);
    }

    /**
     * Runs a generation.
     *
     * @return completes with a result that the caller has to close, or exceptionally with a {@link NodeException} only;
     *     cancelling it does not stop the job on the node
     */
    public CompletableFuture<GenerationResult> generate(GenerationRequest generation) {
        CompletableFuture<GenerationResult> result = new CompletableFuture<>();
        try {
            connection.threads().execute(() -> begin(generation, result));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(NodeHttpClient.closed());
        }
        return result;
    }

    private void begin(GenerationRequest generation, CompletableFuture<GenerationResult> result) {
        TemporaryDirectory temporaryDirectory = null;
        try {
            // Queried while the request is prepared, to shorten the pause between two tasks.
            CompletableFuture<Boolean> idle = nodeIdleCheck.wasIdleRecently()
                    ? CompletableFuture.completedFuture(true)
                    : CompletableFuture.supplyAsync(this::isIdle, connection.threads());
            temporaryDirectory = temporaryDirectory(generation.tempDir());
            GenerationCall call = new GenerationCall(
                    generation, modelLists, api, nodeIdleCheck, temporaryDirectory, connection.threads());
            call.prepare();
            new Sending(generation.taskId(), call, temporaryDirectory, result).send(idle.join());
        } catch (NodeException | RuntimeException | Error e) { // the future must complete in any case
            fail(temporaryDirectory, result, e);
        }
    }

    private static TemporaryDirectory temporaryDirectory(Path parent) throws NodeException {
        try {
            return TemporaryDirectory.below(parent, "generation-", LOG::warn);
        } catch (IOException e) {
            throw NodeException.local("A temporary directory could not be created", e);
        }
    }

    private boolean isIdle() {
        try {
            return nodeIdleCheck.queryIdle();
        } catch (NodeException e) {
            throw new CompletionException(e);
        }
    }

    /** Sends the requests of a call, one after the other, until it has all its images. */
    private final class Sending {

        private final String taskId;
        private final GenerationCall call;
        private final TemporaryDirectory temporaryDirectory;
        private final CompletableFuture<GenerationResult> result;
        private Duration left = timeouts.job();

        Sending(
                String taskId,
                GenerationCall call,
                TemporaryDirectory temporaryDirectory,
                CompletableFuture<GenerationResult> result) {
            this.taskId = taskId;
            this.call = call;
            this.temporaryDirectory = temporaryDirectory;
            this.result = result;
        }

        void send(boolean idle) throws NodeException {
            HttpRequest request = call.request(connection);
            long begin = System.nanoTime();
            RunningTask sent = new RunningTask(taskId, idle);
            running.add(sent);
            CompletableFuture<GenerationResult> response = connection.send(
                    request, left, () -> running.interrupt(sent), (status, body) -> call.read(status, body, sent));
            running.observeSoon(sent, connection.threads());
            response.whenComplete((images, failure) -> {
                running.remove(sent);
                left = left.minusNanos(System.nanoTime() - begin);
                received(images, failure);
            });
            result.whenComplete((images, failure) -> response.cancel(true));
        }

        private void received(GenerationResult images, Throwable failure) {
            if (failure != null) {
                fail(temporaryDirectory, result, failure);
            } else if (call.isIncomplete() && !result.isDone()) {
                sendNext();
            } else if (!result.complete(images)) {
                images.close();
            }
        }

        private void sendNext() {
            try {
                send(nodeIdleCheck.wasIdleRecently());
            } catch (NodeException | RuntimeException | Error e) { // the future must complete in any case
                fail(temporaryDirectory, result, e);
            }
        }
    }

    private static void fail(
            TemporaryDirectory temporaryDirectory, CompletableFuture<GenerationResult> result, Throwable failure) {
        if (temporaryDirectory != null) {
            temporaryDirectory.close();
        }
        result.completeExceptionally(NodeException.of(failure));
    }

    /** One of the lists of the node; empty where it has none, or does not return it in time. Never fails. */
    public CompletableFuture<Optional<JsonNode>> list(String path, Duration deadline) {
        return connection
                .send(
                        connection.request(path).build(),
                        deadline,
                        () -> {},
                        (status, body) -> status == 200
                                ? Optional.of(LenientJson.read(body, MAX_LIST_BYTES))
                                : Optional.<JsonNode>empty())
                .exceptionally(failure -> Optional.empty());
    }

    /** Fails all pending calls. */
    @Override
    public void close() {
        connection.close();
    }
}
