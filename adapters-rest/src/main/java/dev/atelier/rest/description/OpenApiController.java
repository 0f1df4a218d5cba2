package dev.atelier.rest.description;

import io.micronaut.core.io.ResourceResolver;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.server.types.files.StreamedFile;
import io.swagger.v3.oas.annotations.Hidden;

/** Serves the OpenAPI description as JSON, without authentication. */
@Hidden
@Controller("/api")
class OpenApiController {

    private final ResourceResolver resources;

    OpenApiController(ResourceResolver resources) {
        this.resources = resources;
    }

    @Get
    @Produces({MediaType.APPLICATION_JSON, MediaType.ALL})
    HttpResponse<StreamedFile> describe() {
        return HttpResponse.ok(new StreamedFile(
                resources.getResource("classpath:" + OpenApiDefinition.FILE).orElseThrow()));
    }
}
