package dev.atelier.bootstrap;

import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.TextSanitizer;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.management.health.indicator.HealthCheckType;
import java.util.Arrays;

/** Answers 404 where there is no health check; the framework would answer 400. */
@ServerFilter("/health/*")
final class HealthPathFilter {

    @RequestFilter
    void requireCheck(HttpRequest<?> request) {
        String name = request.getPath().substring(request.getPath().lastIndexOf('/') + 1);
        if (Arrays.stream(HealthCheckType.values())
                .noneMatch(type -> type.name().equalsIgnoreCase(name))) {
            throw new NotFoundException(
                    "there is no operation " + request.getMethodName() + " " + TextSanitizer.quote(request.getPath()));
        }
    }
}
