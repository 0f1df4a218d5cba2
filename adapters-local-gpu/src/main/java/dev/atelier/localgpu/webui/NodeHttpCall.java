package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.atelier.localgpu.webui.wire.NodeException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** One HTTP call with a deadline for the whole response body; the HTTP client's own timeout ends with the headers. */
final class NodeHttpCall<T> {

    private final Executor threads;
    private final ResponseReader<T> reader;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private volatile boolean timedOut;
    private volatile InputStream body = InputStream.nullInputStream();

    NodeHttpCall(Executor threads, ResponseReader<T> reader) {
        this.threads = threads;
        this.reader = reader;
    }

    /**
     * @param onTimeout called after the deadline, before the connection is closed
     * @return completes exceptionally with a {@link NodeException} only; cancelling it closes the connection
     */
    CompletableFuture<T> begin(HttpClient client, HttpRequest request, Duration deadline, Runnable onTimeout) {
        CompletableFuture<HttpResponse<InputStream>> sending =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
        CompletableFuture<Void> timeout =
                new CompletableFuture<Void>().completeOnTimeout(null, deadline.toMillis(), TimeUnit.MILLISECONDS);
        timeout.thenRunAsync(() -> timeOut(deadline, onTimeout), threads);
        sending.thenAcceptAsync(this::read, threads).whenComplete((done, failure) -> {
            if (failure != null) {
                result.completeExceptionally(toNodeException(failure));
            }
        });
        result.whenComplete((done, failure) -> {
            timeout.cancel(false);
            if (failure != null) {
                sending.cancel(true);
                close(body);
            }
        });
        return result;
    }

    private void timeOut(Duration deadline, Runnable onTimeout) {
        timedOut = true;
        onTimeout.run();
        result.completeExceptionally(
                NodeException.broken("The node did not respond within " + deadline.toMillis() / 1000. + " s"));
    }

    private void read(HttpResponse<InputStream> response) {
        try (ConnectionStream arriving = new ConnectionStream(response.body())) {
            body = arriving;
            if (result.isDone()) {
                return;
            }
            T value = reader.read(response.statusCode(), arriving);
            if (timedOut || !result.complete(value)) { // a late response may be incomplete because of onTimeout
                discard(value);
            }
        } catch (NodeException | JsonProcessingException | CharacterCodingException | ConnectionStream.Lost e) {
            result.completeExceptionally(toNodeException(e));
        } catch (IOException e) { // neither the connection nor what it brought, so it is what was written here
            result.completeExceptionally(NodeException.local("A file of the service could not be written", e));
        }
    }

    private static NodeException toNodeException(Throwable failure) {
        if (failure instanceof NodeException known) {
            return known; // its cause may be an IOException, of a file or of decoding
        }
        Throwable cause = failure.getCause() instanceof IOException io ? io : failure;
        if (cause instanceof JsonProcessingException || cause instanceof CharacterCodingException) {
            return new NodeException(NodeException.Kind.BROKEN, "The node's response cannot be parsed", cause);
        }
        if (cause instanceof HttpConnectTimeoutException || cause instanceof ConnectException) {
            return new NodeException(NodeException.Kind.UNREACHABLE, "The node cannot be reached", cause);
        }
        if (cause instanceof IOException) {
            return new NodeException(NodeException.Kind.BROKEN, "The connection to the node was lost", cause);
        }
        return NodeException.of(failure);
    }

    private static <T> void discard(T value) {
        if (value instanceof GenerationResult generationResult) {
            generationResult.close();
        }
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            return; // the result has failed already
        }
    }
}
