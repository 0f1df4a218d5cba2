package dev.atelier.rest.quota;

import dev.atelier.application.access.ManageQuotas;
import dev.atelier.application.access.NamePage;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.Quota;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.UserName;
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
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Put;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

/** Lists, sets and removes quotas. */
@ApiController
@Tag(name = "access")
@Controller("/quotas")
class QuotaController {

    private final ManageQuotas quotas;

    QuotaController(ManageQuotas quotas) {
        this.quotas = quotas;
    }

    @Get
    @Operation(operationId = "ListQuotas", summary = "What users and roles may use, by holder")
    @CursorPaginationParameters
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = QuotaSchemas.QuotasAnswer.class)))
    HttpResponse<ResponseEnvelope> listQuotas(
            @CurrentCaller(permission = "user:list") Caller caller, HttpRequest<?> request) {
        QueryParameters query = QueryParameters.of(request);
        NamePage<Quota> page =
                quotas.list(caller, query.text("exclusive_start_key").map(QuotaController::holder), query.limit());
        return ResponseEnvelope.of(
                HttpStatus.OK,
                new QuotaListResponse(
                        page.items().stream().map(QuotaView::of).toList(),
                        page.next().orElse(null)));
    }

    @Put
    @Operation(operationId = "SetQuota", summary = "Set what a user, or each user with a role, may use")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = QuotaSchemas.NewQuota.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = QuotaSchemas.QuotaAnswer.class)))
    HttpResponse<ResponseEnvelope> setQuota(
            @CurrentCaller(permission = "user:all") Caller caller, @Nullable @Body LazyJsonBody body) {
        quotas.requireAll(caller);
        Quota quota = LazyJsonBody.fields(body).as(QuotaSchemas.NewQuota.class).toQuota();
        quotas.set(caller, quota);
        return ResponseEnvelope.of(HttpStatus.OK, QuotaView.of(quota));
    }

    @Delete
    @Operation(operationId = "DeleteQuota", summary = "Remove the quota of a user or a role")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = QuotaSchemas.QuotaHolder.class)))
    @ApiResponse(responseCode = "204", description = "No Content")
    HttpResponse<?> deleteQuota(
            @CurrentCaller(permission = "user:all") Caller caller, @Nullable @Body LazyJsonBody body) {
        quotas.requireAll(caller);
        quotas.remove(
                caller,
                LazyJsonBody.fields(body).as(QuotaSchemas.QuotaHolder.class).toPrincipal());
        return HttpResponse.noContent();
    }

    private static Principal holder(String key) {
        String name = key.substring(key.indexOf(':') + 1);
        if (key.startsWith("user:")) {
            return Principal.of(new UserName(name));
        }
        if (key.startsWith("role:")) {
            return Principal.of(new RoleName(name));
        }
        throw new InvalidRequestException("exclusive_start_key " + TextSanitizer.quote(key)
                + " is not a last_evaluated_key that this service gave");
    }
}
