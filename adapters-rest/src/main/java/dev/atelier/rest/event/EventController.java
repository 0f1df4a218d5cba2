package dev.atelier.rest.event;

import dev.atelier.application.event.EventStream;
import dev.atelier.application.event.FollowEvents;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.event.EventType;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.EventStreams;
import dev.atelier.rest.QueryParameters;
import dev.atelier.rest.access.CallerRenewal;
import dev.atelier.rest.access.CurrentCaller;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.json.JsonMapper;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** Sends events to a client for as long as it listens, which occupies no thread. */
@ApiController
@Tag(name = "event")
@Controller(EventController.PATH)
class EventController {

    static final String PATH = "/events";

    /** Longer numbers are no positions. */
    private static final int MAX_DIGITS = 18;

    private final FollowEvents follow;
    private final CallerRenewal renewal;
    private final JsonMapper mapper;

    EventController(FollowEvents follow, CallerRenewal renewal, JsonMapper mapper) {
        this.follow = follow;
        this.renewal = renewal;
        this.mapper = mapper;
    }

    @Get(headRoute = false)
    @Produces({MediaType.TEXT_EVENT_STREAM, MediaType.ALL})
    @Operation(
            operationId = "StreamEvents",
            summary = "What happens to jobs, endpoints, checkpoints and trainings, as server-sent events")
    @Parameter(name = "types", ref = "#/components/parameters/event_types")
    @Parameter(name = "last_event_id", ref = "#/components/parameters/last_event_id")
    @ApiResponse(
            responseCode = "200",
            description =
                    "A stream that does not end, of events whose data is JSON on one line. Header Last-Event-ID, or the"
                            + " parameter, resumes it.",
            content = @Content(mediaType = MediaType.TEXT_EVENT_STREAM, schema = @Schema(type = "string")))
    HttpResponse<Publisher<String>> streamEvents(@CurrentCaller Caller caller, HttpRequest<?> request) {
        QueryParameters query = QueryParameters.of(request);
        EventStream stream = follow.open(new EventStream.Request(
                caller, renewal.of(request, caller), types(query.list("types")), lastEventId(request, query)));
        return EventStreams.asStream(HttpResponse.ok(Flux.create(sink -> {
            sink.onRequest(more -> stream.wake());
            sink.onDispose(stream::close);
            stream.start(new SseListener(sink, mapper));
        })));
    }

    /** All, where none is named. */
    static Set<EventType> types(List<String> words) {
        return words.isEmpty()
                ? EnumSet.allOf(EventType.class)
                : words.stream().map(EventType::parse).collect(Collectors.toSet());
    }

    /** Browsers repeat the query when they resume, so the header is the later one. */
    private static Optional<Long> lastEventId(HttpRequest<?> request, QueryParameters query) {
        return Optional.ofNullable(request.getHeaders().get("Last-Event-ID"))
                .filter(id -> !id.isBlank())
                .or(() -> query.text("last_event_id"))
                .map(String::strip)
                .map(EventController::position);
    }

    private static long position(String id) {
        if (!id.matches("\\d{1," + MAX_DIGITS + "}")) {
            throw new InvalidRequestException(
                    "the last event id should be the id of an event, not " + TextSanitizer.quote(id));
        }
        return Long.parseLong(id);
    }
}
