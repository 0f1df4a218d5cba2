package dev.atelier.rest.console;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.rest.PublicUrlResolver;
import dev.atelier.rest.StorableText;
import dev.atelier.rest.access.ConsoleSettings;
import dev.atelier.rest.access.PagePart;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the controllers of pages share: their frame, their links, and the response with a page. Thread-safe. */
@Singleton
class Pages {

    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    private final PublicUrlResolver links;
    private final Clock clock;

    Pages(PublicUrlResolver links, Clock clock) {
        this.links = links;
        this.clock = clock;
    }

    Frame frame(HttpRequest<?> request, @Nullable Caller caller, @Nullable Section section) {
        return new Frame(base(request), Optional.ofNullable(caller), section, clock.instant());
    }

    /** The console's path as the browser knows it. */
    String base(HttpRequest<?> request) {
        return root(request).getRawPath();
    }

    /** The console's URL as the browser knows it. */
    URI root(HttpRequest<?> request) {
        return URI.create(links.of(request).apply(URI.create(ConsoleSettings.PATH)));
    }

    /** Where the browser finds what a URL of the store leads to: on this server by its path, whatever name the browser knows that by. */
    String target(HttpRequest<?> request, URI url) {
        if (url.isAbsolute()) {
            return url.toString();
        }
        URI link = URI.create(links.of(request).apply(url));
        return link.getRawPath() + (link.getRawQuery() == null ? "" : "?" + link.getRawQuery());
    }

    static MutableHttpResponse<String> show(Template page) {
        return show(HttpStatus.OK, page);
    }

    static MutableHttpResponse<String> show(HttpStatus status, Template page) {
        return HttpResponse.<String>status(status)
                .contentType(MediaType.TEXT_HTML_TYPE)
                .body(page.render());
    }

    /** Leads the browser on to another page: {@code path} is below the console's own. */
    MutableHttpResponse<String> lead(HttpRequest<?> request, String path) {
        String target = base(request) + path;
        return PagePart.isAskedFor(request)
                ? HttpResponse.<String>noContent().header("HX-Redirect", target)
                : HttpResponse.seeOther(URI.create(target));
    }

    /** @throws NotFoundException if it is no id of a job */
    static InferenceJobId job(String id) {
        return InferenceJobId.parse(id)
                .orElseThrow(() -> new NotFoundException("inference " + TextSanitizer.quote(id) + " not found"));
    }

    /**
     * A day as browsers send it. More digits of a year are none, since databases do not store such years.
     *
     * @throws InvalidRequestException if it is no day
     */
    static LocalDate day(String field, String text) {
        try {
            if (DAY.matcher(text).matches()) {
                return LocalDate.parse(text);
            }
        } catch (DateTimeException e) {
            // as any other text
        }
        throw new InvalidRequestException(
                field + " should be a day such as 2026-01-31, not " + TextSanitizer.quote(text));
    }

    /**
     * A parameter that was filled in.
     *
     * @throws InvalidRequestException as {@link StorableText}
     */
    static Optional<String> given(@Nullable String value) {
        return Optional.ofNullable(value)
                .map(text -> StorableText.require("a field", text).strip())
                .filter(text -> !text.isEmpty());
    }
}
