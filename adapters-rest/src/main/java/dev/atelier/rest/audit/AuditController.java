package dev.atelier.rest.audit;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.audit.AuditEntry;
import dev.atelier.application.audit.AuditLog;
import dev.atelier.application.audit.ReadAuditLog;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.UserName;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.QueryParameters;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.description.CursorPaginationParameters;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** The audit log, for administrators. */
@ApiController
@Tag(name = "audit")
@Controller("/audit")
class AuditController {

    /** The databases' years, with room to spare. */
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private final ReadAuditLog read;

    AuditController(ReadAuditLog read) {
        this.read = read;
    }

    @Get
    @Operation(
            operationId = "ListAuditEntries",
            summary = "Who changed what, and who read what belongs to others, newest first")
    @Parameter(name = "user", ref = "#/components/parameters/of_user")
    @Parameter(name = "action", ref = "#/components/parameters/audit_action")
    @Parameter(name = "subject_type", ref = "#/components/parameters/audit_subject_type")
    @Parameter(name = "subject", ref = "#/components/parameters/audit_subject")
    @Parameter(name = "from", ref = "#/components/parameters/from")
    @Parameter(name = "to", ref = "#/components/parameters/to")
    @CursorPaginationParameters
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = AuditSchemas.AuditAnswer.class)))
    HttpResponse<ResponseEnvelope> listAuditEntries(
            @CurrentCaller(permission = "user:all") Caller caller, HttpRequest<?> request) {
        QueryParameters query = QueryParameters.of(request);
        AuditLog.Filter filter = new AuditLog.Filter(
                query.text("user").map(UserName::new),
                query.text("action").map(AuditAction::of),
                query.searched("subject_type"),
                query.searched("subject"),
                time(query, "from"),
                time(query, "to"));
        Page<AuditEntry> page = read.list(caller, filter, query.startKey(), query.limit());
        return ResponseEnvelope.of(
                HttpStatus.OK,
                new AuditListResponse(
                        page.items().stream().map(AuditEntryView::of).toList(),
                        page.next().map(Cursor::toString).orElse(null)));
    }

    private static Optional<Instant> time(QueryParameters query, String name) {
        return query.text(name).map(text -> {
            try {
                Instant time = OffsetDateTime.parse(text.strip()).toInstant();
                return time.isBefore(EARLIEST) ? EARLIEST : time.isAfter(LATEST) ? LATEST : time;
            } catch (DateTimeException e) {
                throw new InvalidRequestException(name + " should be a time in ISO 8601 with its offset, for example"
                        + " 2026-11-30T12:00:00Z, not " + TextSanitizer.quote(text));
            }
        });
    }
}
