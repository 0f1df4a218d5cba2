package dev.atelier.bootstrap.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * The API as a Lambda function behind API Gateway, be it a REST API (payload 1.0) or an HTTP API (payload 2.0). It runs the
 * service itself, on this machine's own address, and hands requests to it: whatever holds for the service holds here.
 */
public final class ApiHandler implements RequestStreamHandler {

    private static final JsonMapper JSON = new JsonMapper();

    /** What is left of a call's time for telling that the rest was not enough. */
    private static final int LAST_WORDS_MILLIS = 500;

    private final EmbeddedServerClient service;

    /** Starts the service, so that this is done while Lambda initialises the function, and not in its first call. */
    public ApiHandler() {
        this(EmbeddedServerClient.start());
    }

    ApiHandler(EmbeddedServerClient service) {
        this.service = service;
    }

    /** @throws IllegalArgumentException when the input is no request of API Gateway */
    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        GatewayRequest request = GatewayRequest.of(JSON.readTree(input));
        Duration time = Duration.ofMillis(Math.max(1, context.getRemainingTimeInMillis() - LAST_WORDS_MILLIS));
        JSON.writeValue(output, request.format().write(service.send(request, time)));
    }
}
