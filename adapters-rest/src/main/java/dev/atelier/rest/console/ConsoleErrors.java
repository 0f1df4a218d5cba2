package dev.atelier.rest.console;

import dev.atelier.domain.access.Caller;
import dev.atelier.rest.access.ConsoleSettings;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.envelope.DoorErrors;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import jakarta.inject.Singleton;

/** Writes errors below the console as pages; scripts take the sentence out of them. */
@Requires(property = "atelier.console.enabled", value = "true", defaultValue = "true")
@Singleton
class ConsoleErrors implements DoorErrors {

    private final Pages pages;

    ConsoleErrors(Pages pages) {
        this.pages = pages;
    }

    @Override
    public boolean isFor(HttpRequest<?> request) {
        String path = request.getPath();
        return path.equals(ConsoleSettings.PATH) || path.startsWith(ConsoleSettings.PATH + "/");
    }

    @Override
    public MediaType type() {
        return MediaType.TEXT_HTML_TYPE;
    }

    @Override
    public String body(HttpRequest<?> request, HttpStatus status, String sentence) {
        Caller caller =
                request.getAttribute(CurrentCaller.ATTRIBUTE, Caller.class).orElse(null);
        return Templates.error(pages.frame(request, caller, null), ResponseEnvelope.text(status), sentence)
                .render();
    }
}
