package dev.atelier.rest.access;

import dev.atelier.application.access.DeleteRoles;
import dev.atelier.application.access.ListRoles;
import dev.atelier.application.access.SaveRole;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.RoleName;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.JsonObjectReader;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.QueryParameters;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

/** Lists, saves and deletes roles. */
@ApiController
@Tag(name = "access")
@Controller("/roles")
class RoleController {

    private final ListRoles list;
    private final SaveRole save;
    private final DeleteRoles delete;

    RoleController(ListRoles list, SaveRole save, DeleteRoles delete) {
        this.list = list;
        this.save = save;
        this.delete = delete;
    }

    /** The operation is in no document, so none requires the header. */
    @Get
    @Operation(operationId = "ListRoles", summary = "Roles, by name, descending")
    @NamePaginationParameters
    @Parameter(name = "role", ref = "#/components/parameters/role")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = AccessSchemas.RolesAnswer.class)))
    HttpResponse<ResponseEnvelope> listRoles(@CurrentCaller Caller caller, HttpRequest<?> request) {
        QueryParameters queryParameters = QueryParameters.of(request);
        return ResponseEnvelope.of(
                HttpStatus.OK,
                RoleListResponse.of(list.list(
                        caller,
                        queryParameters.text("role").map(RoleName::new),
                        NamePagination.start(queryParameters).map(RoleName::new),
                        NamePagination.limit(queryParameters))));
    }

    @Post
    @Operation(operationId = "CreateRole", summary = "Add or change a role")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = AccessSchemas.NewRole.class)))
    @ApiResponse(
            responseCode = "201",
            content = @Content(schema = @Schema(implementation = AccessSchemas.DoneAnswer.class)))
    HttpResponse<ResponseEnvelope> createRole(
            @CurrentCaller(permission = "role:create") Caller caller, @Nullable @Body LazyJsonBody body) {
        JsonObjectReader jsonObjectReader = LazyJsonBody.fields(body).require("role_name", "permissions");
        save.save(
                caller,
                AccessRequestParser.roleName(jsonObjectReader),
                AccessRequestParser.permissions(jsonObjectReader));
        return ResponseEnvelope.of(HttpStatus.CREATED, null, "role created");
    }

    @Delete
    @Operation(operationId = "DeleteRoles", summary = "Delete roles by name, and remove them from their users")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = AccessSchemas.RoleNames.class)))
    @ApiResponse(responseCode = "204", description = "No Content")
    HttpResponse<?> deleteRoles(
            @CurrentCaller(permission = "role:all", required = true) Caller caller, @Nullable @Body LazyJsonBody body) {
        delete.delete(caller, AccessRequestParser.roleNames(LazyJsonBody.fields(body)));
        return HttpResponse.noContent();
    }
}
