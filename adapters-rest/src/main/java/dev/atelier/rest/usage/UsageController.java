package dev.atelier.rest.usage;

import dev.atelier.application.usage.ReadUsage;
import dev.atelier.application.usage.UsageDimension;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.UserName;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.QueryParameters;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.description.CursorPaginationParameters;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What users have used, for themselves and for administrators. */
@ApiController
@Tag(name = "usage")
@Controller("/usage")
class UsageController {

    /** The databases' days, with room to spare. */
    private static final LocalDate EARLIEST = LocalDate.of(1970, 1, 1);

    private static final LocalDate LATEST = LocalDate.of(9999, 12, 31);

    private static final Set<UsageDimension> USUAL =
            EnumSet.of(UsageDimension.DAY, UsageDimension.USER, UsageDimension.MODEL);

    private final ReadUsage read;

    UsageController(ReadUsage read) {
        this.read = read;
    }

    @Get
    @Operation(
            operationId = "GetUsage",
            summary = "Jobs, images and compute time by day, user and model",
            description = "With format=csv, or Accept: text/csv, all totals at once as CSV.")
    @Parameter(name = "from", ref = "#/components/parameters/usage_from")
    @Parameter(name = "to", ref = "#/components/parameters/usage_to")
    @Parameter(name = "user", ref = "#/components/parameters/of_user")
    @Parameter(name = "model", ref = "#/components/parameters/usage_model")
    @Parameter(name = "group_by", ref = "#/components/parameters/usage_group_by")
    @Parameter(name = "format", ref = "#/components/parameters/usage_format")
    @CursorPaginationParameters
    @ApiResponse(
            responseCode = "200",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(implementation = UsageSchemas.UsageAnswer.class)),
                @Content(mediaType = UsageCsv.TYPE, schema = @Schema(type = "string"))
            })
    HttpResponse<?> getUsage(@CurrentCaller(permission = "inference:list") Caller caller, HttpRequest<?> request) {
        QueryParameters query = QueryParameters.of(request);
        Set<UsageDimension> by = dimensions(query);
        ReadUsage.Query asked = new ReadUsage.Query(
                day(query, "from"),
                day(query, "to"),
                query.text("user").map(UserName::new),
                query.searched("model"),
                by);
        if (isCsv(query, request)) {
            ReadUsage.UsagePage all = read.all(caller, asked);
            return HttpResponse.ok(UsageCsv.write(by, all.totals()))
                    .contentType(MediaType.of(UsageCsv.TYPE + "; charset=utf-8; header=present"))
                    .header(
                            HttpHeaders.CONTENT_DISPOSITION,
                            "attachment; filename=\"usage-" + all.from() + "-" + all.to() + ".csv\"");
        }
        Optional<List<String>> after = query.text("exclusive_start_key").map(key -> UsageKey.parse(key, by));
        ReadUsage.UsagePage page = read.list(caller, asked, after, query.limit());
        return ResponseEnvelope.of(
                HttpStatus.OK,
                new UsageResponse(
                        page.from().toString(),
                        page.to().toString(),
                        page.totals().stream().map(UsageView::of).toList(),
                        page.next().map(UsageKey::write).orElse(null)));
    }

    private static Set<UsageDimension> dimensions(QueryParameters query) {
        Set<UsageDimension> named = EnumSet.noneOf(UsageDimension.class);
        query.list("group_by").forEach(word -> named.add(UsageDimension.of(word)));
        return named.isEmpty() ? USUAL : named;
    }

    private static Optional<LocalDate> day(QueryParameters query, String name) {
        return query.text(name).map(text -> {
            try {
                LocalDate day = LocalDate.parse(text.strip());
                return day.isBefore(EARLIEST) ? EARLIEST : day.isAfter(LATEST) ? LATEST : day;
            } catch (DateTimeException e) {
                throw new InvalidRequestException(
                        name + " should be a day such as 2026-11-30, not " + TextSanitizer.quote(text));
            }
        });
    }

    /** The parameter decides, as browsers and spreadsheets send their own {@code Accept}. */
    private static boolean isCsv(QueryParameters query, HttpRequest<?> request) {
        return query.text("format")
                .map(format -> switch (format) {
                    case "csv" -> true;
                    case "json" -> false;
                    default ->
                        throw new InvalidRequestException(
                                "format should be json or csv, not " + TextSanitizer.quote(format));
                })
                .orElseGet(() ->
                        quality(request, UsageCsv.TYPE).compareTo(quality(request, MediaType.APPLICATION_JSON)) > 0);
    }

    /** How much the client wants this type, which it has to name; 0 otherwise. */
    private static BigDecimal quality(HttpRequest<?> request, String type) {
        return request.getHeaders().accept().stream()
                .filter(accepted -> accepted.getName().equals(type))
                .map(MediaType::getQualityAsNumber)
                .max(BigDecimal::compareTo)
                .orElse(BigDecimal.ZERO);
    }
}
