package dev.atelier.rest.ping;

import dev.atelier.rest.ApiController;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;

/** Lets a client check that the service is reachable and its key valid. */
@ApiController
@Tag(name = "service")
@Controller("/ping")
class PingController {

    @Get
    @Operation(operationId = "Ping", summary = "Check that the service is reachable and the key valid")
    HttpResponse<ResponseEnvelope> ping() {
        return ResponseEnvelope.of(HttpStatus.OK, null, "pong");
    }
}
