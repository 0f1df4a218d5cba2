package dev.atelier.rest.description;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Hidden;

/** Serves the OpenAPI description as JSON, without authentication. */
@Hidden
@Controller("/api")
@ExecuteOn(TaskExecutors.BLOCKING)
class OpenApiController {

    private final ApiDescription description;

    OpenApiController(ApiDescription description) {
        this.description = description;
    }

    @Get
    @Produces({MediaType.APPLICATION_JSON, MediaType.ALL})
    HttpResponse<byte[]> describe() {
        return HttpResponse.ok(description.json()).contentType(MediaType.APPLICATION_JSON_TYPE);
    }
}
