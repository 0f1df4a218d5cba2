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

/** Client of the server that runs in this process. */
final class EmbeddedServerClient {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int BAD_REQUEST = 400;
    private static final int GATEWAY_TIMEOUT = 504;
    private static final String NO_RESPONSE =
            "{\"statusCode\": 504, \"message\": \"there was no response within the time limit of this call;"
                    + " GET /inferences/{id} returns the state of an inference\"}";

    private final URI url;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(new NoTls())
            .build();

    EmbeddedServerClient(URI url) {
        this.url = url;
    }

    /** Starts a server that runs until the process ends. */
    static EmbeddedServerClient start() {
        return new EmbeddedServerClient(
                ready().getBean(EmbeddedServer.class).start().getURI());
    }

    /** The application context without its server, in the environment {@code lambda}. */
    static ApplicationContext ready() {
        System.setProperty("io.netty.jfr.enabled", "false"); // the recorder's classes would be part of each start
        StaleTempFileCleaner.remove(Path.of(System.getProperty("java.io.tmpdir")));
        return AtelierContext.start(
                Map.of("atelier.host", LOOPBACK, "atelier.port", -1, "atelier.trusted-proxies", LOOPBACK), "lambda");
    }

    /** Returns the response, or 504 after the timeout. */
    GatewayResponse send(GatewayRequest request, Duration time) throws IOException {
        HttpRequest built;
        try {
            built = built(request, time);
        } catch (IllegalArgumentException e) {
            return GatewayResponse.json(BAD_REQUEST, "{\"message\": \"the request is not valid HTTP\"}");
        }
        try {
            HttpResponse<byte[]> response = http.send(built, BodyHandlers.ofByteArray());
            return new GatewayResponse(response.statusCode(), response.headers().map(), response.body());
        } catch (HttpTimeoutException e) {
            return GatewayResponse.json(GATEWAY_TIMEOUT, NO_RESPONSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + request.method() + " " + request.target() + " was sent", e);
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
