package dev.atelier.bootstrap.lambda;

import dev.atelier.bootstrap.context.AtelierContext;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The service in this very process, as requests reach it. */
final class EmbeddedServerClient {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int BAD_REQUEST = 400;
    private static final int GATEWAY_TIMEOUT = 504;
    private static final String NO_ANSWER =
            "{\"statusCode\": 504, \"message\": \"there was no answer within the time that this call had;"
                    + " GET /inferences/{id} tells how an inference ends\"}";

    private final URI url;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    EmbeddedServerClient(URI url) {
        this.url = url;
    }

    /** Starts a service that lives as long as this process. */
    static EmbeddedServerClient start() {
        return new EmbeddedServerClient(
                ready().getBean(EmbeddedServer.class).start().getURI());
    }

    /** The service without its server, as configured for functions. */
    static ApplicationContext ready() {
        StaleTempFileCleaner.remove(Path.of(System.getProperty("java.io.tmpdir")));
        return AtelierContext.builder(
                        Map.of("atelier.host", LOOPBACK, "atelier.port", -1, "atelier.trusted-proxies", LOOPBACK))
                .environments("lambda")
                .start();
    }

    /** Answers what the service answers, or that it took longer than this time. */
    GatewayResponse send(GatewayRequest request, Duration time) throws IOException {
        HttpRequest built;
        try {
            built = built(request, time);
        } catch (IllegalArgumentException e) {
            return GatewayResponse.json(BAD_REQUEST, "{\"message\": \"the request is not one that HTTP allows\"}");
        }
        try {
            HttpResponse<byte[]> answer = http.send(built, BodyHandlers.ofByteArray());
            return new GatewayResponse(answer.statusCode(), answer.headers().map(), answer.body());
        } catch (HttpTimeoutException e) {
            return GatewayResponse.json(GATEWAY_TIMEOUT, NO_ANSWER);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(
                    "interrupted while " + request.method() + " " + request.target() + " was answered", e);
        }
    }

    private HttpRequest built(GatewayRequest request, Duration time) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(url + request.target()))
                .timeout(time)
                .method(request.method(), BodyPublishers.ofByteArray(request.body()));
        request.headers().forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
        return builder.build();
    }
}
