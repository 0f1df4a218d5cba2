package dev.atelier.rest.ping;

import dev.atelier.rest.ApiController;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;

/** Lets a client find out whether it reaches the service and its key is right. */
@ApiController
@Tag(name = "service")
@Controller("/ping")
class PingController {

    @Get
    @Operation(operationId = "Ping", summary = "Whether the service is reached and the key is right")
    HttpResponse<ResponseEnvelope> ping() {
        return ResponseEnvelope.of(HttpStatus.OK, null, "pong");
    }
}
