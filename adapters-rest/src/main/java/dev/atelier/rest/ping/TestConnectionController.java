package dev.atelier.rest.ping;

import dev.atelier.rest.ApiController;
import dev.atelier.rest.envelope.Answer;
import dev.atelier.rest.envelope.V2023;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;

/** What later became {@code /ping}. */
@V2023
@ApiController
@Tag(name = "service")
@Controller("/inference/test-connection")
class TestConnectionController {

    @Serdeable
    record Connected(String message) {}

    @Get
    @Operation(operationId = "TestConnection", summary = "Whether the service is reached and the key is right")
    HttpResponse<Connected> testConnection() {
        return Answer.bare(HttpStatus.OK, new Connected("Success"));
    }
}
