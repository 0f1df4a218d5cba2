package dev.atelier.rest.endpoint;

import dev.atelier.application.endpoint.CreateEndpoint;
import dev.atelier.application.endpoint.DeleteEndpoints;
import dev.atelier.application.endpoint.ListEndpoints;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.rest.JsonBody;
import dev.atelier.rest.Operations;
import dev.atelier.rest.Query;
import dev.atelier.rest.access.Acting;
import dev.atelier.rest.envelope.Answer;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import java.util.Map;

/** Lists, creates and deletes endpoints. */
@Operations("/endpoints")
class EndpointController {

    private final ListEndpoints list;
    private final CreateEndpoint create;
    private final DeleteEndpoints delete;

    EndpointController(ListEndpoints list, CreateEndpoint create, DeleteEndpoints delete) {
        this.list = list;
        this.create = create;
        this.delete = delete;
    }

    @Get
    HttpResponse<Answer> listEndpoints(@Acting(required = true) Caller caller, HttpRequest<?> request) {
        Query query = Query.of(request);
        return Answer.of(
                HttpStatus.OK,
                EndpointList.of(
                        list.list(caller, query.text("username").map(UserName::new), query.startKey(), query.limit())));
    }

    @Post
    HttpResponse<Answer> createEndpoint(@Acting Caller caller, @Nullable @Body JsonBody body) {
        Endpoint endpoint = create.create(caller, EndpointRequests.create(JsonBody.fields(body)));
        return Answer.of(HttpStatus.OK, EndpointView.of(endpoint), "Endpoint deployment started: " + endpoint.name());
    }

    @Delete
    HttpResponse<Map<String, String>> deleteEndpoints(
            @Acting(required = true) Caller caller, @Nullable @Body JsonBody body) {
        delete.delete(caller, EndpointRequests.names(JsonBody.fields(body)));
        return Answer.bare(HttpStatus.OK, Map.of());
    }
}
