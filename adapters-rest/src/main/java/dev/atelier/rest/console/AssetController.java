package dev.atelier.rest.console;

import dev.atelier.rest.access.ConsoleSettings;
import dev.atelier.rest.envelope.Caching;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.io.ResourceResolver;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.server.types.files.StreamedFile;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.Map;
import java.util.Optional;

/** The styles and scripts of the console. */
@Hidden
@Requires(property = "atelier.console.enabled", value = "true", defaultValue = "true")
@Controller(ConsoleSettings.ASSETS)
@Produces(MediaType.ALL)
class AssetController {

    private static final String OWN = "classpath:dev/atelier/rest/console/";

    /** The version is defined in the parent POM; a test requests every file. */
    private static final Map<String, String> FILES = Map.of(
            "console.css", OWN + "console.css",
            "console.js", OWN + "console.js",
            "console-upload.js", OWN + "console-upload.js",
            "htmx.min.js", "classpath:META-INF/resources/webjars/htmx.org/2.0.8/dist/htmx.min.js");

    private final ResourceResolver resources;

    AssetController(ResourceResolver resources) {
        this.resources = resources;
    }

    @Get("/{name}")
    Optional<HttpResponse<StreamedFile>> asset(String name) {
        return Optional.ofNullable(FILES.get(name))
                .flatMap(resources::getResource)
                .map(file -> HttpResponse.ok(new StreamedFile(file)).header(HttpHeaders.CACHE_CONTROL, Caching.BRIEF));
    }
}
