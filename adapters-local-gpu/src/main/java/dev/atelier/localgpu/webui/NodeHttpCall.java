package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** One request and its answer, up to the last byte, within one deadline: the client's own timeout ends with the headers. */
final class NodeHttpCall<T> {

    private final Executor threads;
    private final ResponseReader<T> reader;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private volatile boolean late;
    private volatile InputStream body = InputStream.nullInputStream();

    NodeHttpCall(Executor threads, ResponseReader<T> reader) {
        this.threads = threads;
        this.reader = reader;
    }

    /**
     * @param overdue what to do when the deadline has passed, before the connection is given up
     * @return completes exceptionally with a {@link NodeException} only; cancelling it gives the connection up
     */
    CompletableFuture<T> begin(HttpClient client, HttpRequest request, Duration deadline, Runnable overdue) {
        CompletableFuture<HttpResponse<InputStream>> sending =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
        CompletableFuture<Void> alarm =
                new CompletableFuture<Void>().completeOnTimeout(null, deadline.toMillis(), TimeUnit.MILLISECONDS);
        alarm.thenRunAsync(() -> giveUp(deadline, overdue), threads);
        sending.thenAcceptAsync(this::read, threads).whenComplete((done, failure) -> {
            if (failure != null) {
                result.completeExceptionally(explain(failure));
            }
        });
        result.whenComplete((done, failure) -> {
            alarm.cancel(false);
            if (failure != null) {
                sending.cancel(true);
                close(body);
            }
        });
        return result;
    }

    private void giveUp(Duration deadline, Runnable overdue) {
        late = true;
        overdue.run();
        result.completeExceptionally(
                NodeException.broken("The node did not answer within " + deadline.toMillis() / 1000. + " s"));
    }

    private void read(HttpResponse<InputStream> response) {
        try (InputStream arriving = response.body()) {
            body = arriving;
            if (result.isDone()) {
                return;
            }
            T value = reader.read(response.statusCode(), arriving);
            if (late || !result.complete(value)) { // what comes late may be what the giving up made of it
                drop(value);
            }
        } catch (IOException | NodeException e) {
            result.completeExceptionally(explain(e));
        }
    }

    private static NodeException explain(Throwable failure) {
        Throwable cause = failure.getCause() instanceof IOException io ? io : failure;
        if (cause instanceof JsonProcessingException) {
            return new NodeException(NodeException.Kind.BROKEN, "The node's answer is garbled", cause);
        }
        if (cause instanceof HttpConnectTimeoutException || cause instanceof ConnectException) {
            return new NodeException(NodeException.Kind.BROKEN, "The node cannot be reached", cause);
        }
        if (cause instanceof IOException) {
            return new NodeException(NodeException.Kind.BROKEN, "The connection to the node broke", cause);
        }
        return NodeException.of(failure);
    }

    /** Nobody waits for it any more. */
    private static <T> void drop(T value) {
        if (value instanceof GenerationResult generationResult) {
            generationResult.close();
        }
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            return; // it was to be given up anyway
        }
    }
}
