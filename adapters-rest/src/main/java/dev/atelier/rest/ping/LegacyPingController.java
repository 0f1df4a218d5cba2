package dev.atelier.rest.ping;

import dev.atelier.rest.ApiController;
import dev.atelier.rest.envelope.Api20230705;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;

/** The earlier path of {@code /ping}. */
@Api20230705
@ApiController
@Tag(name = "service")
@Controller("/inference/test-connection")
class LegacyPingController {

    @Serdeable
    record Connected(String message) {}

    @Get
    @Operation(operationId = "TestConnection", summary = "Check that the service is reachable and the key valid")
    HttpResponse<Connected> testConnection() {
        return ResponseEnvelope.bare(HttpStatus.OK, new Connected("Success"));
    }
}
