package dev.atelier.rest.access;

import dev.atelier.application.access.DeleteUsers;
import dev.atelier.application.access.ListUsers;
import dev.atelier.application.access.SaveUser;
import dev.atelier.application.access.SetUpFirstUser;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.UserName;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.Fields;
import dev.atelier.rest.JsonBody;
import dev.atelier.rest.Query;
import dev.atelier.rest.envelope.Answer;
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
import io.swagger.v3.oas.annotations.enums.ParameterIn;
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
    private final SetUpFirstUser setUpFirst;
    private final DeleteUsers delete;

    UserController(ListUsers list, SaveUser save, SetUpFirstUser setUpFirst, DeleteUsers delete) {
        this.list = list;
        this.save = save;
        this.setUpFirst = setUpFirst;
        this.delete = delete;
    }

    @Get
    @Operation(operationId = "ListUsers", summary = "Users, by name, descending")
    @NamePaginationParameters
    @Parameter(name = "username", in = ParameterIn.QUERY, description = "Only the user of this name.")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = AccessSchemas.UsersAnswer.class)))
    HttpResponse<Answer> listUsers(@CurrentCaller(required = true) Caller caller, HttpRequest<?> request) {
        Query query = Query.of(request);
        return Answer.of(
                HttpStatus.OK,
                UserList.of(list.list(
                        caller,
                        query.text("username").map(UserName::new),
                        NamePagination.start(query).map(UserName::new),
                        NamePagination.limit(query))));
    }

    @Post
    @Operation(operationId = "CreateUser", summary = "Add a user, or change the one of that name")
    @RequestBody(content = @Content(schema = @Schema(implementation = AccessSchemas.NewUser.class)))
    @ApiResponse(
            responseCode = "201",
            content = @Content(schema = @Schema(implementation = AccessSchemas.DoneAnswer.class)))
    HttpResponse<Answer> createUser(@CurrentCaller Caller caller, @Nullable @Body JsonBody body) {
        Fields fields = JsonBody.fields(body);
        SaveUser.Command user = AccessRequestParser.user(fields);
        if (AccessRequestParser.isInitial(fields)) {
            setUpFirst.setUp(caller, user.name(), user.password().orElseThrow(), user.roles());
        } else {
            save.save(caller, user);
        }
        return Answer.of(HttpStatus.CREATED, null);
    }

    @Delete
    @Operation(operationId = "DeleteUsers", summary = "Delete users by name")
    @RequestBody(content = @Content(schema = @Schema(implementation = AccessSchemas.UserNames.class)))
    @ApiResponse(responseCode = "204", description = "No Content", content = @Content)
    HttpResponse<?> deleteUsers(@CurrentCaller(required = true) Caller caller, @Nullable @Body JsonBody body) {
        delete.delete(caller, AccessRequestParser.userNames(JsonBody.fields(body)));
        return HttpResponse.noContent();
    }
}
