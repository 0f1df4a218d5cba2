package dev.atelier.rest.queue;

import dev.atelier.application.inference.CancelQueue;
import dev.atelier.application.inference.ListQueue;
import dev.atelier.application.inference.MoveQueue;
import dev.atelier.application.inference.QueuedJobs;
import dev.atelier.application.inference.WaitingJobs;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.QueryParameters;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.description.CursorPaginationParameters;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Optional;

/**
 * The queue for GPU nodes, for operators. {@code /queue} is one of WebUI's paths, and no GET has two segments, as {@code
 * /inference-queue/data} is that of a dataset.
 */
@ApiController
@Tag(name = "queue")
@Controller("/inference-queue")
class QueueController {

    private final ListQueue list;
    private final CancelQueue cancel;
    private final MoveQueue move;

    QueueController(ListQueue list, CancelQueue cancel, MoveQueue move) {
        this.move = move;
        this.list = list;
        this.cancel = cancel;
    }

    @Get
    @Operation(operationId = "ListQueue", summary = "The jobs that wait or run on GPU nodes, in order of arrival")
    @Parameter(name = "endpoint_name", ref = "#/components/parameters/of_endpoint")
    @Parameter(name = "user", ref = "#/components/parameters/of_user")
    @CursorPaginationParameters
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = QueueSchemas.QueueAnswer.class)))
    HttpResponse<ResponseEnvelope> listQueue(
            @CurrentCaller(permission = "inference:list") Caller caller, HttpRequest<?> request) {
        QueryParameters query = QueryParameters.of(request);
        QueuedJobs.Slice slice = list.list(
                caller,
                query.text("endpoint_name").map(EndpointName::new),
                query.text("user").map(UserName::new),
                query.text("exclusive_start_key").map(QueueController::place),
                query.limit());
        return ResponseEnvelope.of(
                HttpStatus.OK,
                new QueueResponse(
                        slice.jobs().stream().map(QueuedJobView::of).toList(),
                        slice.next().map(Object::toString).orElse(null)));
    }

    @Post("/cancel")
    @Operation(
            operationId = "CancelQueue",
            summary = "Cancel the jobs that wait for an endpoint, of a user, or all, and keep their records")
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = QueueSchemas.QueueCancellation.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = QueueSchemas.CanceledAnswer.class)))
    HttpResponse<ResponseEnvelope> cancelQueue(
            @CurrentCaller(permission = "inference:all") Caller caller, @Nullable @Body LazyJsonBody body) {
        cancel.requireAny(caller);
        QueueSchemas.QueueCancellation asked = LazyJsonBody.fields(body).as(QueueSchemas.QueueCancellation.class);
        CancelQueue.Result result = cancel.cancel(
                caller,
                new CancelQueue.Command(
                        Optional.ofNullable(asked.endpointName()).map(EndpointName::new),
                        Optional.ofNullable(asked.user()).map(UserName::new),
                        Boolean.TRUE.equals(asked.all()),
                        Boolean.TRUE.equals(asked.running())));
        return ResponseEnvelope.of(HttpStatus.OK, new CanceledView(result.canceled(), result.more()));
    }

    @Post("/move")
    @Operation(
            operationId = "MoveQueue",
            summary = "Move the jobs that wait for an endpoint to another of the same kind")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = QueueSchemas.QueueMove.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = QueueSchemas.MovedAnswer.class)))
    HttpResponse<ResponseEnvelope> moveQueue(
            @CurrentCaller(permission = "sagemaker_endpoint:all") Caller caller, @Nullable @Body LazyJsonBody body) {
        move.requireAny(caller);
        QueueSchemas.QueueMove asked = LazyJsonBody.fields(body).as(QueueSchemas.QueueMove.class);
        WaitingJobs.Result result =
                move.move(caller, new EndpointName(asked.source()), new EndpointName(asked.target()));
        return ResponseEnvelope.of(HttpStatus.OK, new MovedView(result.moved(), result.left(), result.more()));
    }

    private static long place(String key) {
        try {
            return Long.parseLong(key);
        } catch (NumberFormatException e) {
            throw new InvalidRequestException("exclusive_start_key " + TextSanitizer.quote(key)
                    + " is not a last_evaluated_key that this service gave");
        }
    }
}
