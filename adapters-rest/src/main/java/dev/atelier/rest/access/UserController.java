package dev.atelier.rest.access;

import dev.atelier.application.access.DeleteUsers;
import dev.atelier.application.access.ListUsers;
import dev.atelier.application.access.SaveUser;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.UserName;
import dev.atelier.rest.ApiController;
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

/** Lists, saves and deletes users. */
@ApiController
@Tag(name = "access")
@Controller("/users")
class UserController {

    private final ListUsers list;
    private final SaveUser save;
    private final DeleteUsers delete;

    UserController(ListUsers list, SaveUser save, DeleteUsers delete) {
        this.list = list;
        this.save = save;
        this.delete = delete;
    }

    @Get
    @Operation(operationId = "ListUsers", summary = "Users, by name, descending")
    @NamePaginationParameters
    @Parameter(name = "username", ref = "#/components/parameters/username")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = AccessSchemas.UsersAnswer.class)))
    HttpResponse<ResponseEnvelope> listUsers(@CurrentCaller(required = true) Caller caller, HttpRequest<?> request) {
        QueryParameters queryParameters = QueryParameters.of(request);
        return ResponseEnvelope.of(
                HttpStatus.OK,
                UserListResponse.of(list.list(
                        caller,
                        queryParameters.text("username").map(UserName::new),
                        NamePagination.start(queryParameters).map(UserName::new),
                        NamePagination.limit(queryParameters))));
    }

    @Post
    @Operation(operationId = "CreateUser", summary = "Add or change a user")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = AccessSchemas.NewUser.class)))
    @ApiResponse(
            responseCode = "201",
            content = @Content(schema = @Schema(implementation = AccessSchemas.DoneAnswer.class)))
    HttpResponse<ResponseEnvelope> createUser(
            @CurrentCaller(permission = "user:create", setUpIf = AccessRequestParser.INITIAL) Caller caller,
            @Nullable @Body LazyJsonBody body) {
        save.save(caller, AccessRequestParser.user(LazyJsonBody.fields(body)));
        return ResponseEnvelope.of(HttpStatus.CREATED, null);
    }

    @Delete
    @Operation(operationId = "DeleteUsers", summary = "Delete users by name")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = AccessSchemas.UserNames.class)))
    @ApiResponse(responseCode = "204", description = "No Content")
    HttpResponse<?> deleteUsers(
            @CurrentCaller(permission = "user:all", required = true) Caller caller, @Nullable @Body LazyJsonBody body) {
        delete.delete(caller, AccessRequestParser.userNames(LazyJsonBody.fields(body)));
        return HttpResponse.noContent();
    }
}
