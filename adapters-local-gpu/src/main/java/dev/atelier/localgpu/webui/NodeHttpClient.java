package dev.atelier.localgpu.webui;

import dev.atelier.application.util.DaemonThreads;
import dev.atelier.localgpu.webui.wire.NodeException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntPredicate;

/** HTTP client for one node. Thread-safe. */
final class NodeHttpClient implements AutoCloseable {

    /** Statuses of servers for unknown paths. */
    private static final Set<Integer> NO_SUCH_ROUTE = Set.of(404, 405, 501);

    private final WebUiAddress address;
    private final HttpClient client;
    private final ExecutorService threads;
    private final Set<CompletableFuture<?>> open = ConcurrentHashMap.newKeySet();

    NodeHttpClient(WebUiAddress address, Duration connect) {
        this.address = address;
        this.threads = Executors.newCachedThreadPool(
                DaemonThreads.numbered("webui-" + address.url().getHost()));
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connect)
                .build();
    }

    URI url() {
        return address.url();
    }

    HttpRequest.Builder request(String path) {
        return address.request(path);
    }

    /** For blocking calls to the node and file access. */
    Executor threads() {
        return threads;
    }

    /** As {@link NodeHttpCall#begin}. */
    <T> CompletableFuture<T> send(
            HttpRequest request, Duration deadline, Runnable onTimeout, ResponseReader<T> reader) {
        if (threads.isShutdown()) {
            return CompletableFuture.failedFuture(closed());
        }
        CompletableFuture<T> result = new NodeHttpCall<>(threads, reader).begin(client, request, deadline, onTimeout);
        open.add(result);
        result.whenComplete((done, failure) -> open.remove(result));
        return result;
    }

    /**
     * Blocks until the response is read.
     *
     * @return empty if the server has no such route
     * @throws NodeException also for any other status than 200
     */
    <T> Optional<T> ask(HttpRequest request, Duration deadline, BodyParser<T> parser) throws NodeException {
        return ask(request, deadline, parser, NO_SUCH_ROUTE::contains);
    }

    /** As {@link #ask}, but empty for any status other than 200. */
    <T> Optional<T> askIfOffered(HttpRequest request, Duration deadline, BodyParser<T> parser) throws NodeException {
        return ask(request, deadline, parser, status -> true);
    }

    private <T> Optional<T> ask(HttpRequest request, Duration deadline, BodyParser<T> parser, IntPredicate missing)
            throws NodeException {
        String path = request.uri().getPath();
        return await(send(request, deadline, () -> {}, (status, body) -> {
            if (status == 200) {
                return Optional.of(parser.parse(body));
            }
            if (missing.test(status)) {
                return Optional.empty();
            }
            throw ErrorResponseMapper.read(path, status, body);
        }));
    }

    private static <T> T await(CompletableFuture<T> response) throws NodeException {
        try {
            return response.get();
        } catch (ExecutionException e) {
            throw NodeException.of(e);
        } catch (InterruptedException e) {
            response.cancel(true);
            Thread.currentThread().interrupt();
            throw new NodeException(NodeException.Kind.BROKEN, "The call to the node was interrupted", e);
        }
    }

    /** Fails all pending calls. */
    @Override
    public void close() {
        open.forEach(response -> response.completeExceptionally(closed()));
        threads.shutdown();
    }

    static NodeException closed() {
        return NodeException.broken("The connection to the node was closed");
    }
}
