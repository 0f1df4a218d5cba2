package dev.atelier.bootstrap.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * The API as a Lambda function behind API Gateway: REST APIs (payload 1.0) and HTTP APIs (payload 2.0). Runs the
 * service in this process and forwards requests to it over the loopback address.
 */
public final class ApiHandler implements RequestStreamHandler {

    private static final JsonMapper JSON = new JsonMapper();

    /** Reserved for the timeout response. */
    private static final int RESERVED_MILLIS = 500;

    private final EmbeddedServerClient service;

    /** Starts the service during the initialisation of the function rather than in its first invocation. */
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
        Duration time = Duration.ofMillis(Math.max(1, context.getRemainingTimeInMillis() - RESERVED_MILLIS));
        JSON.writeValue(output, request.format().write(service.send(request, time)));
    }
}
