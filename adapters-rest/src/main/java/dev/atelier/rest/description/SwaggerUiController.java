package dev.atelier.rest.description;

import dev.atelier.rest.envelope.Caching;
import io.micronaut.core.io.ResourceResolver;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.server.types.files.StreamedFile;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.Optional;

/** Serves the Swagger UI: our page, and the files from its jar. */
@Hidden
@Controller("/docs")
@Produces(MediaType.ALL)
class SwaggerUiController {

    private static final String PAGE = "classpath:dev/atelier/rest/docs/index.html";

    /** The version is defined in the parent POM; a test requests every file. */
    private static final String SWAGGER_UI = "classpath:META-INF/resources/webjars/swagger-ui/5.34.1/";

    private final ResourceResolver resources;
    private final String policy;

    SwaggerUiController(ResourceResolver resources) {
        this.resources = resources;
        policy = ContentSecurityPolicy.of(resources.getResourceAsStream(PAGE).orElseThrow());
    }

    @Get
    Optional<HttpResponse<StreamedFile>> page() {
        return file(PAGE);
    }

    @Get("/{name:swagger-ui\\.css|swagger-ui-bundle\\.js|favicon-32x32\\.png}")
    Optional<HttpResponse<StreamedFile>> part(String name) {
        return file(SWAGGER_UI + name);
    }

    private Optional<HttpResponse<StreamedFile>> file(String location) {
        return resources.getResource(location).map(StreamedFile::new).map(this::answer);
    }

    private HttpResponse<StreamedFile> answer(StreamedFile file) {
        return HttpResponse.ok(file)
                .header(HttpHeaders.CACHE_CONTROL, Caching.BRIEF)
                .header("Content-Security-Policy", policy)
                .header("X-Frame-Options", "DENY")
                .header("Referrer-Policy", "no-referrer");
    }
}
